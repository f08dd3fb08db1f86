-- The ledger is written once: of a consent only its end can be added, and only once.
CREATE OR REPLACE FUNCTION wk_consent_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE ends text[] := ARRAY['state', 'ended_at', 'ended_by_id', 'end_reason', 'end_words'];
  sealed text[] := '{}';
BEGIN
  -- Sealed columns change their bytes when the owner rotates keys; nobody else changes them.
  IF current_user = (SELECT tableowner FROM pg_tables WHERE tablename = TG_TABLE_NAME AND schemaname = 'public') THEN
    sealed := ARRAY['giver_name', 'recipient_name', 'words', 'interpreter_name', 'witness', 'end_words'];
  END IF;
  IF (to_jsonb(NEW) - ends - sealed) IS DISTINCT FROM (to_jsonb(OLD) - ends - sealed)
     OR (OLD.ended_at IS NOT NULL AND ((to_jsonb(NEW) - sealed) IS DISTINCT FROM (to_jsonb(OLD) - sealed))) THEN
    RAISE EXCEPTION 'a consent is not rewritten' USING ERRCODE = 'WK005', HINT = 'Write a new row.';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS consent_stays ON protection_consent;
CREATE TRIGGER consent_stays BEFORE UPDATE ON protection_consent FOR EACH ROW EXECUTE FUNCTION wk_consent_stays();

-- A consent has ended: its receivers among the offices are told, and their reach ends where it rested on
-- nothing else (another consent in force for the same office, or being the office that carries the case).
-- `today` is the node's local day: the server's clock may still be at yesterday.
CREATE OR REPLACE FUNCTION wk_consent_ended(the_consent uuid, today date) RETURNS TABLE (told int, reach_ended int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c protection_consent; the_office uuid; g access_grant;
BEGIN
  SELECT * INTO c FROM protection_consent WHERE id = the_consent;
  IF c.id IS NULL OR NOT wk_holds(c.case_id) OR NOT wk_may('consent.record') OR c.ended_at IS NULL THEN
    RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003';
  END IF;
  told := 0; reach_ended := 0;
  IF c.recipient LIKE 'office:%' THEN
    the_office := substr(c.recipient, 8)::uuid;
    INSERT INTO access_notice (id, office_id, kind, case_id, at)
      SELECT gen_random_uuid(), the_office, 'consent-withdrawn', c.case_id, now()
       WHERE EXISTS (SELECT 1 FROM protection_disclosure d WHERE d.consent_id = c.id)
          OR EXISTS (SELECT 1 FROM access_grant x WHERE x.case_id = c.case_id AND x.office_id = the_office
                       AND x.holder_id IS NULL AND (x.until IS NULL OR x.until > now()));
    GET DIAGNOSTICS told = ROW_COUNT;
    IF NOT EXISTS (SELECT 1 FROM protection_case k WHERE k.id = c.case_id AND k.office_id = the_office)
       AND NOT EXISTS (SELECT 1 FROM protection_consent o WHERE o.case_id = c.case_id AND o.recipient = c.recipient
             AND o.id <> c.id AND o.state = 'given' AND o.given_on <= today AND o.expires_on >= today) THEN
      FOR g IN UPDATE access_grant SET until = now() WHERE case_id = c.case_id AND office_id = the_office
                  AND holder_id IS NULL AND (until IS NULL OR until > now()) RETURNING * LOOP
        reach_ended := reach_ended + 1;
        PERFORM wk_audit_write(wk_person(), wk_office(), 'grant.ended', 'office', the_office, c.case_id, '{}',
                               jsonb_build_object('because', 'consent'));
      END LOOP;
    END IF;
  END IF;
  RETURN NEXT;
END $$;

-- Something left on another ground than consent: every office that carries the case is told.
CREATE OR REPLACE FUNCTION wk_told_without_consent(the_disclosure uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d protection_disclosure; n int;
BEGIN
  SELECT * INTO d FROM protection_disclosure WHERE id = the_disclosure;
  IF d.id IS NULL OR NOT wk_holds(d.case_id) OR d.basis = '' THEN
    RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003';
  END IF;
  INSERT INTO access_notice (id, office_id, kind, case_id, at)
  SELECT gen_random_uuid(), h.office_id, 'without-consent', d.case_id, now()
    FROM (SELECT DISTINCT g.office_id FROM access_grant g WHERE g.case_id = d.case_id AND g.holder_id IS NULL
             AND (g.until IS NULL OR g.until > now())) h;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
