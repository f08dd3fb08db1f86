-- Which clocks want somebody's eye: ids only, for the worker, who is nobody's viewer. A clock that stands still
-- cannot be late. `soon` hours come with the rule, from data.
CREATE OR REPLACE FUNCTION wk_clocks_waiting(soon jsonb, at_most int)
RETURNS TABLE (clock_id uuid, office_id uuid, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, k.office_id, w.kind
    FROM protection_clock k
    CROSS JOIN LATERAL (SELECT CASE
        WHEN k.due_at < now() - interval '1 hour' * coalesce((soon -> k.rule ->> 'patience')::int, 24) THEN 'escalated'
        WHEN k.due_at < now() THEN 'late' ELSE 'soon' END AS kind) w
   WHERE k.stopped_at IS NULL AND k.paused_at IS NULL AND soon ? k.rule
     AND k.due_at < now() + interval '1 hour' * (soon -> k.rule ->> 'hours')::int
     AND NOT EXISTS (SELECT 1 FROM protection_reminder r
                      WHERE r.clock_id = k.id AND r.kind = w.kind AND r.due_at = k.due_at)
   ORDER BY k.due_at LIMIT at_most
$$;

-- Write the reminder, for the office whose clock it is; an escalation goes to whoever holds the role that
-- watches: here, else in the office above, else in the one office of the node that has it (a country has one
-- focal point), else it stays here. Returns false when it was written before.
CREATE OR REPLACE FUNCTION wk_remind(the_clock uuid, what text, watcher text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE k protection_clock; goes uuid := wk_office(); above uuid; n int;
BEGIN
  SELECT * INTO k FROM protection_clock WHERE id = the_clock;
  IF k.id IS NULL OR k.office_id <> wk_office() OR NOT wk_may('clocks.remind')
     OR what NOT IN ('soon', 'late', 'escalated') THEN
    RAISE EXCEPTION 'not your clock' USING ERRCODE = 'WK003';
  END IF;
  IF k.stopped_at IS NOT NULL OR k.paused_at IS NOT NULL OR (what <> 'soon' AND k.due_at > now()) THEN
    RETURN false;  -- it was done between the job and its run
  END IF;
  IF what = 'escalated' AND NOT wk_has_role(goes, watcher) THEN
    SELECT o.parent_id INTO above FROM identity_office o WHERE o.id = goes;
    IF above IS NOT NULL AND wk_has_role(above, watcher) THEN goes := above;
    ELSIF watcher = 'focal_point' THEN
      SELECT min(m.office_id::text)::uuid INTO above FROM identity_membership m
       WHERE m.role = watcher AND wk_has_role(m.office_id, watcher);
      goes := coalesce(above, goes);
    END IF;
  END IF;
  INSERT INTO protection_reminder (id, clock_id, office_id, case_id, kind, role, due_at, at)
  VALUES (gen_random_uuid(), k.id, goes, k.case_id, what, CASE WHEN what = 'escalated' THEN watcher ELSE '' END,
          k.due_at, now())
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n = 1;
END $$;

CREATE OR REPLACE FUNCTION wk_has_role(the_office uuid, the_role text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM identity_membership m JOIN identity_user u ON u.id = m.user_id AND u.is_active
     WHERE m.office_id = the_office AND m.role = the_role AND m.since <= now() AND (m.until IS NULL OR m.until > now()))
$$;
