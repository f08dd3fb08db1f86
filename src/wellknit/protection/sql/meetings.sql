-- What a meeting of two countries needs to see of a whole country's matters with a partner: codes, steps and days.
-- Never a name: the file itself stays behind its own wall, and a person's sheet is printed by who reaches her file.

-- Running journeys of the viewer's country with one partner, for the list of a meeting: all of them for who holds
-- meetings, those of the own office for who only reads of them.
CREATE OR REPLACE FUNCTION wk_partner_journeys(the_partner text)
RETURNS TABLE (journey_id uuid, code text, case_id uuid, case_code text, office_id uuid, corridor text, path text,
               path_version int, step text, ours boolean, since timestamptz, due_at timestamptz, paused boolean,
               escalated boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('cmm.read') THEN RAISE EXCEPTION 'not yours to see' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY
  SELECT j.id, j.code::text, c.id, coalesce(c.code, '')::text, o.id, upper(j.corridor)::text,
         j.path::text, j.path_version::int, coalesce(s.code, '')::text, s.office_id IS NOT NULL, s.opened_at, k.due_at,
         coalesce(k.paused_at IS NOT NULL, false),
         coalesce(EXISTS (SELECT 1 FROM protection_reminder r
                           WHERE r.clock_id = k.id AND r.kind = 'escalated' AND r.due_at = k.due_at), false)
    FROM protection_journey j
    JOIN identity_office o ON o.id = coalesce(j.from_office_id, j.to_office_id)
    LEFT JOIN protection_case c ON c.id = j.case_id
    LEFT JOIN LATERAL (SELECT t.code, t.office_id, t.opened_at FROM protection_step t
                        WHERE t.journey_id = j.id AND t.state = 'open' ORDER BY t.sequence LIMIT 1) s ON true
    LEFT JOIN LATERAL (SELECT q.id, q.due_at, q.paused_at FROM protection_clock q
                        WHERE q.journey_id = j.id AND q.stopped_at IS NULL ORDER BY q.due_at LIMIT 1) k ON true
   WHERE j.partner = the_partner AND j.state = 'running' AND o.jurisdiction = wk_country()
     AND (o.id = wk_office() OR wk_may('cmm.hold'))
   ORDER BY k.due_at NULLS LAST, j.sent_at
   LIMIT 2000;
END $$;

-- Whether a text names somebody on the list of a meeting, or whose matter with a partner runs: yes or no, and never
-- whom. Asked with blind tokens; a candidate is meant where somebody has all of its tokens that are kept at all.
CREATE OR REPLACE FUNCTION wk_list_names(the_meeting uuid, the_partner text, tokens bigint[], candidates int[])
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('cmm.read') OR (the_meeting IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM protection_casemeeting m WHERE m.id = the_meeting AND m.country = wk_country()
          AND (m.office_id = wk_office() OR EXISTS (SELECT 1 FROM protection_meetingdecision d
                WHERE d.meeting_id = m.id AND d.owner_id = wk_office())))) THEN
    RAISE EXCEPTION 'not your meeting' USING ERRCODE = 'WK003';
  END IF;
  RETURN EXISTS (
    WITH listed AS MATERIALIZED (
      SELECT c.person_id FROM protection_meetingitem i
        LEFT JOIN protection_journey j ON j.id = i.journey_id
        JOIN protection_case c ON c.id = coalesce(i.case_id, j.case_id)
       WHERE i.meeting_id = the_meeting
      UNION
      SELECT c.person_id FROM wk_partner_journeys(the_partner) p JOIN protection_case c ON c.id = p.case_id),
    asked AS (
      SELECT a.candidate, a.token, count(*) OVER (PARTITION BY a.candidate) AS needed
        FROM unnest(tokens, candidates) AS a(token, candidate)
       WHERE NOT EXISTS (SELECT 1 FROM vault_tokenload l WHERE l.token = a.token AND l.dropped))
    SELECT 1 FROM listed p
      JOIN vault_nametoken n ON n.person_id = p.person_id
      JOIN asked a ON a.token = n.token
     GROUP BY p.person_id, a.candidate HAVING count(*) = max(a.needed));
END $$;

-- How long each step took, by corridor and quarter in which it was taken: half of them within `median` days, nine
-- of ten within `p90`. `late`: those whose clock ended late, or that carry a reason for it.
CREATE OR REPLACE FUNCTION wk_partner_delays(since date, zone text)
RETURNS TABLE (corridor text, year int, quarter int, path text, path_version int, step text, ours boolean, n int,
               late int, median numeric, p90 numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('delays.read') THEN RAISE EXCEPTION 'not yours to see' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY
  WITH taken AS (
    SELECT upper(j.corridor)::text AS pair,
           s.taken_at AT TIME ZONE zone AS at, j.path AS p, j.path_version AS v, s.code AS c,
           s.office_id IS NOT NULL AS mine, l.id IS NOT NULL OR coalesce(k.outcome = 'late', false) AS was_late,
           extract(epoch FROM s.taken_at - s.opened_at) / 86400.0 AS days
      FROM protection_step s
      JOIN protection_journey j ON j.id = s.journey_id
      JOIN identity_office o ON o.id = coalesce(j.from_office_id, j.to_office_id)
      LEFT JOIN protection_steplateness l ON l.step_id = s.id
      LEFT JOIN LATERAL (SELECT q.outcome FROM protection_clock q WHERE q.journey_id = j.id AND q.rule = s.clock
                           AND q.started_at >= s.opened_at - interval '1 minute'
                         ORDER BY q.started_at LIMIT 1) k ON true
     WHERE j.partner LIKE 'country:__' AND j.corridor <> '' AND s.state = 'taken' AND s.opened_at IS NOT NULL
       AND s.taken_at >= wk_partner_delays.since AND o.jurisdiction = wk_country())
  SELECT t.pair, extract(year FROM t.at)::int, extract(quarter FROM t.at)::int, max(t.p)::text, max(t.v)::int,
         t.c::text, t.mine, count(*)::int, (count(*) FILTER (WHERE t.was_late))::int,
         round(percentile_cont(0.5) WITHIN GROUP (ORDER BY t.days)::numeric, 1),
         round(percentile_cont(0.9) WITHIN GROUP (ORDER BY t.days)::numeric, 1)
    FROM taken t GROUP BY t.pair, 2, 3, t.c, t.mine ORDER BY 1, 2 DESC, 3 DESC, 7 DESC, 6;
END $$;

-- What is so late that its rule says so stands on the list of the next meeting with that country, once. Asked by
-- the worker; `days`: rule -> days late, from data. Returns how many lines were written.
CREATE OR REPLACE FUNCTION wk_list_for_meeting(days jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE line record; n int := 0;
BEGIN
  FOR line IN
    INSERT INTO protection_meetingitem (id, office_id, country, partner, corridor, case_id, case_code, journey_id,
           journey_code, why, path, path_version, step, ours, since, due_at, state, at)
    SELECT DISTINCT ON (j.id) gen_random_uuid(), o.id, o.jurisdiction, j.partner, upper(j.corridor), j.case_id,
           coalesce(c.code, ''), j.id, j.code, 'escalated', j.path, j.path_version, coalesce(s.code, ''),
           s.office_id IS NOT NULL, s.opened_at, k.due_at, 'listed', now()
      FROM protection_clock k
      JOIN protection_journey j ON j.id = k.journey_id AND j.state = 'running' AND j.partner LIKE 'country:__'
      JOIN identity_office o ON o.id = coalesce(j.from_office_id, j.to_office_id)
      LEFT JOIN protection_case c ON c.id = j.case_id
      LEFT JOIN LATERAL (SELECT t.code, t.office_id, t.opened_at FROM protection_step t
                          WHERE t.journey_id = j.id AND t.state = 'open' ORDER BY t.sequence LIMIT 1) s ON true
     WHERE k.stopped_at IS NULL AND k.paused_at IS NULL AND days ? k.rule
       AND k.due_at < now() - interval '1 day' * (days ->> k.rule)::int
       AND NOT EXISTS (SELECT 1 FROM protection_meetingitem i LEFT JOIN protection_casemeeting m ON m.id = i.meeting_id
                        WHERE i.journey_id = j.id AND i.state = 'listed'
                          AND (m.id IS NULL OR m.state IN ('planned', 'held')))
     ORDER BY j.id, k.due_at
    ON CONFLICT DO NOTHING RETURNING id, office_id, case_id
  LOOP
    PERFORM wk_audit_write(NULL, line.office_id, 'meeting_item.listed', 'meetingitem', line.id, line.case_id, '{}',
                           '{"why": "escalated"}');
    n := n + 1;
  END LOOP;
  RETURN n;
END $$;

-- The clock of a decision runs in the office that has to do it, which need not be the one that keeps the meeting.
CREATE OR REPLACE FUNCTION wk_decision_clock(the_decision uuid, due timestamptz, rule_version int) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d protection_meetingdecision; k uuid := gen_random_uuid();
BEGIN
  SELECT x.* INTO d FROM protection_meetingdecision x JOIN protection_casemeeting m ON m.id = x.meeting_id
   WHERE x.id = the_decision AND m.office_id = wk_office();
  IF d.id IS NULL OR NOT wk_may('cmm.hold') OR d.owner_id IS NULL OR d.clock_id IS NOT NULL OR d.state <> 'open' THEN
    RAISE EXCEPTION 'no decision of your meeting' USING ERRCODE = 'WK003';
  END IF;
  INSERT INTO protection_clock (id, rule, rule_version, office_id, case_id, started_at, due_at, was_paused, agreed,
         outcome)
  VALUES (k, 'meeting-decision', rule_version, d.owner_id, d.case_id, now(), due, false, true, '');
  UPDATE protection_meetingdecision SET clock_id = k WHERE id = d.id;
  IF d.case_id IS NOT NULL THEN PERFORM wk_write_worklist(d.case_id); END IF;
  RETURN k;
END $$;

-- The decision is done: its clock stops, and the worklist of who carries the case follows.
CREATE OR REPLACE FUNCTION wk_decision_ended(the_decision uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d protection_meetingdecision;
BEGIN
  SELECT * INTO d FROM protection_meetingdecision WHERE id = the_decision;
  IF d.id IS NULL OR d.state = 'open' OR NOT (d.owner_id IS NOT DISTINCT FROM wk_office() OR EXISTS (
       SELECT 1 FROM protection_casemeeting m WHERE m.id = d.meeting_id AND m.office_id = wk_office())) THEN
    RAISE EXCEPTION 'not your decision' USING ERRCODE = 'WK003';
  END IF;
  UPDATE protection_clock SET stopped_at = now(), paused_at = NULL,
         outcome = CASE WHEN d.state = 'not_needed' THEN 'cancelled' WHEN now() > due_at THEN 'late' ELSE 'met' END
   WHERE id = d.clock_id AND stopped_at IS NULL;
  IF d.case_id IS NOT NULL THEN PERFORM wk_write_worklist(d.case_id); END IF;
END $$;

-- Figures that both governments released, one row for each step: nothing else of them leaves the two governments.
-- Fewer than three persons behind a figure: the count is said, the days are not.
DROP VIEW IF EXISTS protection_delay_fact;
CREATE VIEW protection_delay_fact AS
SELECT r.country, r.corridor, r.year::int AS year, r.quarter::int AS quarter, f.step, f.ours, f.n, f.late,
       CASE WHEN f.n >= 3 THEN f.median END AS median, CASE WHEN f.n >= 3 THEN f.p90 END AS p90
  FROM protection_delayrelease r
  CROSS JOIN LATERAL jsonb_to_recordset(r.figures) AS f(step text, ours boolean, n int, late int, median numeric, p90 numeric)
 WHERE r.state = 'released' AND r.partner_released_at IS NOT NULL;

-- A matter that came from the partner has no case here before one is opened: then its lines belong to that case,
-- and are erased with it.
CREATE OR REPLACE FUNCTION wk_lines_follow_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE protection_meetingitem i SET case_id = c.id, case_code = c.code FROM protection_case c
   WHERE c.id = NEW.case_id AND i.journey_id = NEW.id;
  UPDATE protection_meetingdecision d SET case_id = c.id, case_code = c.code
    FROM protection_case c, protection_meetingitem i
   WHERE c.id = NEW.case_id AND i.journey_id = NEW.id AND d.item_id = i.id;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS lines_follow_case ON protection_journey;
CREATE TRIGGER lines_follow_case AFTER UPDATE OF case_id ON protection_journey
  FOR EACH ROW WHEN (NEW.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id)
  EXECUTE FUNCTION wk_lines_follow_case();
