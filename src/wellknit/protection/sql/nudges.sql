-- Telling staff that something waits. Neither function tells what, nor about whom.

-- Who may be told now: she chose it, still works there, was told of nothing for a day, and a reminder that is for her
-- stands unseen since then.
CREATE OR REPLACE FUNCTION wk_nudges_due(the_office uuid) RETURNS TABLE (nudge_id uuid, in_office uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.office_id FROM protection_nudge c
   WHERE (the_office IS NULL OR c.office_id = the_office)
     AND (c.nudged_at IS NULL OR c.nudged_at < now() - interval '1 day')
     AND EXISTS (
       SELECT 1 FROM protection_reminder r JOIN identity_membership m ON m.office_id = r.office_id
        JOIN identity_user u ON u.id = m.user_id AND u.is_active
        WHERE r.office_id = c.office_id AND r.seen_at IS NULL AND r.at > coalesce(c.nudged_at, now() - interval '7 days')
          AND m.user_id = c.user_id AND m.since <= now() AND (m.until IS NULL OR m.until > now())
          AND (r.role = '' OR r.role = m.role))
$$;

-- For the worker's round: offices in which somebody is to be told. Ids only.
CREATE OR REPLACE FUNCTION wk_nudges_waiting() RETURNS TABLE (in_office uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT d.in_office FROM wk_nudges_due(NULL) d
$$;

-- For the job of one office: whom, which way, the sealed address. Taking them is writing down that they are told.
CREATE OR REPLACE FUNCTION wk_nudges_take() RETURNS TABLE (nudge_id uuid, way text, address bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('clocks.remind') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY
  UPDATE protection_nudge c SET nudged_at = now() FROM wk_nudges_due(wk_office()) d
   WHERE c.id = d.nudge_id RETURNING c.id, c.way::text, c.address;
END $$;
