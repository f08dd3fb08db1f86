-- Who reaches a case, for whoever reaches it herself: the grants table shows an office only its own rows.
CREATE OR REPLACE FUNCTION wk_case_readers(the_case uuid)
RETURNS TABLE (grant_id uuid, office_id uuid, holder_id uuid, basis text, since timestamptz, until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_holds(the_case) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY SELECT g.id, g.office_id, g.holder_id, g.basis::text, g.since, g.until
    FROM access_grant g WHERE g.case_id = the_case ORDER BY g.since, g.id;
END $$;
