-- One row per case and office that reaches it, made again whenever something about the case moves.
-- Break-glass is no worklist: only grants to a whole office count.
CREATE OR REPLACE FUNCTION wk_refresh_worklist(the_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_holds(the_case) THEN
    RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003';
  END IF;
  PERFORM wk_write_worklist(the_case);
END $$;

CREATE OR REPLACE FUNCTION wk_write_worklist(the_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO protection_worklistrow (id, case_id, office_id, code, state, mine, worker_id, nationality,
    age_band, presumed_child, identification, place, next_due, next_rule, opened_on, changed_at)
  SELECT gen_random_uuid(), c.id, g.office_id, c.code, c.state, g.office_id = c.office_id,
    CASE WHEN g.office_id = c.office_id THEN c.worker_id END, p.nationality, c.age_band, c.presumed_child,
    coalesce((SELECT i.state FROM protection_identification i
               WHERE i.case_id = c.id AND i.jurisdiction = c.jurisdiction), ''),
    coalesce((SELECT s.kind FROM protection_stay s WHERE s.case_id = c.id AND s.ended_on IS NULL
               ORDER BY s.began_on DESC LIMIT 1), ''),
    k.due_at, coalesce(k.rule, ''), c.opened_on, now()
  FROM protection_case c
  JOIN protection_person p ON p.id = c.person_id
  JOIN (SELECT DISTINCT office_id FROM access_grant WHERE case_id = the_case AND holder_id IS NULL
          AND (until IS NULL OR until > now())) g ON true
  LEFT JOIN LATERAL (SELECT due_at, rule FROM protection_clock k WHERE k.case_id = c.id
          AND k.office_id = g.office_id AND k.stopped_at IS NULL AND k.paused_at IS NULL ORDER BY due_at LIMIT 1) k ON true
  WHERE c.id = the_case
  ON CONFLICT (case_id, office_id) DO UPDATE SET state = excluded.state, mine = excluded.mine,
    worker_id = excluded.worker_id, nationality = excluded.nationality, age_band = excluded.age_band,
    presumed_child = excluded.presumed_child, identification = excluded.identification,
    place = excluded.place, next_due = excluded.next_due, next_rule = excluded.next_rule, changed_at = now();
  DELETE FROM protection_worklistrow w WHERE w.case_id = the_case AND NOT EXISTS (
    SELECT 1 FROM access_grant g WHERE g.case_id = the_case AND g.office_id = w.office_id AND g.holder_id IS NULL
       AND (g.until IS NULL OR g.until > now()));
END $$;
