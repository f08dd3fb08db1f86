-- Whether the viewer reaches a person: used where a policy must check a row that is being written.
CREATE OR REPLACE FUNCTION wk_reaches_person(the_person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = the_person AND g.office_id = wk_office()
    AND (g.holder_id IS NULL OR g.holder_id = wk_person()) AND (g.until IS NULL OR g.until > now()))
$$;

-- Tell every office that carries a case, except offices that may themselves detain: an alert about a
-- cell must not go to the keeper of the cell.
CREATE OR REPLACE FUNCTION wk_alert_holders(the_case uuid, what text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n int;
BEGIN
  IF NOT wk_holds(the_case) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003'; END IF;
  INSERT INTO access_notice (id, office_id, kind, case_id, at)
  SELECT gen_random_uuid(), o.id, what, the_case, now()
    FROM (SELECT DISTINCT g.office_id FROM access_grant g WHERE g.case_id = the_case AND g.holder_id IS NULL
             AND (g.until IS NULL OR g.until > now())) h
    JOIN identity_office o ON o.id = h.office_id WHERE NOT o.may_detain;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
