-- Who reaches a case, for whoever reaches it herself: the grants table shows an office only its own rows.
CREATE OR REPLACE FUNCTION wk_case_readers(the_case uuid)
RETURNS TABLE (grant_id uuid, office_id uuid, holder_id uuid, basis text, since timestamptz, until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_holds(the_case) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY SELECT g.id, g.office_id, g.holder_id, g.basis::text, g.since, g.until
    FROM access_grant g WHERE g.case_id = the_case ORDER BY g.since, g.id;
END $$;

-- Who stands behind a notice of the viewer's office: who asked, or who opened in an emergency. The holder
-- decides whether to call, so it has to know whom; the asker never learns that there was a holder.
CREATE OR REPLACE FUNCTION wk_notice_senders(notices uuid[])
RETURNS TABLE (notice_id uuid, user_id uuid, office_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT n.id, e.user_id, e.office_id FROM access_notice n JOIN access_enquiry e ON e.id = n.enquiry_id
   WHERE n.id = ANY(notices) AND n.office_id = wk_office()
  UNION ALL
  SELECT n.id, b.user_id, b.office_id FROM access_notice n
    JOIN access_breakglass b ON b.case_id = n.case_id AND b.at = n.at
   WHERE n.id = ANY(notices) AND n.office_id = wk_office() AND n.kind = 'break-glass'
$$;
