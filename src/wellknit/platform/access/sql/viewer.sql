-- Who is looking. All functions: SECURITY DEFINER, fixed search_path, owner with BYPASSRLS.
-- A missing viewer raises (WK001): a page that forgot its scope fails loudly instead of showing nothing.

CREATE OR REPLACE FUNCTION wk_live_session() RETURNS access_viewersession
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s access_viewersession; k text := NULLIF(current_setting('wellknit.viewer', true), '');
BEGIN
  IF k IS NOT NULL THEN
    SELECT * INTO s FROM access_viewersession
     WHERE key_hash = sha256(convert_to(k, 'UTF8')) AND closed_at IS NULL
       AND expires_at > now() AND idle_until > now();
  END IF;
  IF s.id IS NULL THEN
    RAISE EXCEPTION 'no viewer' USING ERRCODE = 'WK001',
      HINT = 'Open a viewer_scope before reading about people.';
  END IF;
  RETURN s;
END $$;

-- In PL/pgSQL, because its plans are kept for the connection; a function in SQL is planned anew in every query.
CREATE OR REPLACE FUNCTION wk_person() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN RETURN (wk_live_session()).user_id; END $$;

CREATE OR REPLACE FUNCTION wk_office() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN RETURN (wk_live_session()).office_id; END $$;

CREATE OR REPLACE FUNCTION wk_country() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN RETURN (SELECT o.jurisdiction::text FROM identity_office o WHERE o.id = wk_office()); END $$;

CREATE OR REPLACE FUNCTION wk_may(permission text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s access_viewersession := wk_live_session();
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM identity_membership m
      JOIN access_rolepermission r ON r.role = m.role AND r.permission = wk_may.permission
     WHERE m.user_id = s.user_id AND m.office_id = s.office_id
       AND m.since <= now() AND (m.until IS NULL OR m.until > now()));
END $$;

CREATE OR REPLACE FUNCTION wk_viewer() RETURNS TABLE (
  person_id uuid, office_id uuid, office_code text, office_name text, country text, name text,
  roles text[], permissions text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s access_viewersession;
BEGIN
  BEGIN s := wk_live_session(); EXCEPTION WHEN SQLSTATE 'WK001' THEN RETURN; END;
  RETURN QUERY
  SELECT s.user_id, s.office_id, o.code::text, o.name::text, o.jurisdiction::text, u.name::text,
    ARRAY(SELECT DISTINCT m.role::text FROM identity_membership m
           WHERE m.user_id = s.user_id AND m.office_id = s.office_id
             AND m.since <= now() AND (m.until IS NULL OR m.until > now())),
    ARRAY(SELECT DISTINCT r.permission::text FROM identity_membership m
            JOIN access_rolepermission r ON r.role = m.role
           WHERE m.user_id = s.user_id AND m.office_id = s.office_id
             AND m.since <= now() AND (m.until IS NULL OR m.until > now()))
  FROM identity_office o, identity_user u WHERE o.id = s.office_id AND u.id = s.user_id;
END $$;

-- The door: only the door role may open, touch and close sessions.
CREATE OR REPLACE FUNCTION wk_open_session(k bytea, person uuid, office uuid, via text, hours int)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE live int; allowed int := 3;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM identity_membership m JOIN identity_user u ON u.id = m.user_id
                  WHERE m.user_id = person AND m.office_id = office AND u.is_active
                    AND m.since <= now() AND (m.until IS NULL OR m.until > now())) THEN
    RETURN false;
  END IF;
  IF via = 'web' THEN  -- at most three at a time; the oldest gives way
    UPDATE access_viewersession SET closed_at = now() WHERE id IN (
      SELECT id FROM access_viewersession WHERE user_id = person AND closed_at IS NULL
         AND expires_at > now() AND access_viewersession.via = 'web'
       ORDER BY opened_at DESC OFFSET allowed - 1);
  END IF;
  INSERT INTO access_viewersession (id, key_hash, user_id, office_id, via, opened_at, idle_until, expires_at)
  VALUES (gen_random_uuid(), k, person, office, wk_open_session.via, now(),
          now() + interval '45 minutes', now() + make_interval(hours => hours));
  PERFORM wk_audit_write(person, office, 'session.opened', 'office', office, NULL, '{}', jsonb_build_object('via', wk_open_session.via));
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION wk_touch_session(k bytea) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH t AS (UPDATE access_viewersession SET idle_until = now() + interval '45 minutes'
              WHERE key_hash = k AND closed_at IS NULL AND expires_at > now() AND idle_until > now()
              RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM t)
$$;

CREATE OR REPLACE FUNCTION wk_close_session(k bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s access_viewersession;
BEGIN
  UPDATE access_viewersession SET closed_at = now() WHERE key_hash = k AND closed_at IS NULL RETURNING * INTO s;
  IF s.id IS NOT NULL THEN
    PERFORM wk_audit_write(s.user_id, s.office_id, 'session.closed', 'office', s.office_id, NULL, '{}', '{}');
  END IF;
END $$;

-- Grants: given by an office that holds the case, never taken.
CREATE OR REPLACE FUNCTION wk_holds(the_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s access_viewersession := wk_live_session();
BEGIN
  RETURN EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = the_case AND g.office_id = s.office_id
    AND (g.holder_id IS NULL OR g.holder_id = s.user_id) AND (g.until IS NULL OR g.until > now()));
END $$;

CREATE OR REPLACE FUNCTION wk_first_grant(the_case uuid, the_person uuid, the_code text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g uuid := gen_random_uuid();
BEGIN  -- the office that opens a case holds it; nobody can be first on a case that is already held
  PERFORM pg_advisory_xact_lock(hashtextextended(the_case::text, 0));
  IF EXISTS (SELECT 1 FROM access_grant WHERE case_id = the_case) THEN
    RAISE EXCEPTION 'already held' USING ERRCODE = 'WK003';
  END IF;
  IF EXISTS (SELECT 1 FROM access_grant WHERE person_id = the_person)
     AND NOT EXISTS (SELECT 1 FROM access_grant WHERE person_id = the_person AND office_id = wk_office()
                      AND (holder_id IS NULL OR holder_id = wk_person())
                      AND (until IS NULL OR until > now())) THEN
    RAISE EXCEPTION 'person out of reach' USING ERRCODE = 'WK003';
  END IF;
  INSERT INTO access_grant (id, case_id, person_id, office_id, holder_id, basis, since, until)
  VALUES (g, the_case, the_person, wk_office(), NULL, 'opened', now(), NULL);
  INSERT INTO access_casecode (code, case_id, person_id) VALUES (the_code, the_case, the_person);
  RETURN g;
END $$;

CREATE OR REPLACE FUNCTION wk_give_grant(the_case uuid, to_office uuid, why text, ends timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g uuid := gen_random_uuid(); p uuid;
BEGIN
  SELECT person_id INTO p FROM access_grant x WHERE x.case_id = the_case AND x.office_id = wk_office()
     AND x.holder_id IS NULL AND (x.until IS NULL OR x.until > now()) LIMIT 1;
  IF p IS NULL OR NOT wk_may('grants.give') THEN
    RAISE EXCEPTION 'not yours to give' USING ERRCODE = 'WK003';
  END IF;
  INSERT INTO access_grant (id, case_id, person_id, office_id, holder_id, basis, since, until)
  VALUES (g, the_case, p, to_office, NULL, why, now(), ends);
  PERFORM wk_audit_write(wk_person(), wk_office(), 'grant.given', 'office', to_office, the_case, '{}',
                         jsonb_build_object('basis', why));
  RETURN g;
END $$;

CREATE OR REPLACE FUNCTION wk_end_grant(the_grant uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g access_grant;
BEGIN
  SELECT * INTO g FROM access_grant WHERE id = the_grant;
  IF g.id IS NULL OR NOT wk_holds(g.case_id) OR NOT wk_may('grants.give') THEN
    RAISE EXCEPTION 'not yours to end' USING ERRCODE = 'WK003';
  END IF;
  UPDATE access_grant SET until = now() WHERE id = the_grant AND (until IS NULL OR until > now());
  PERFORM wk_audit_write(wk_person(), wk_office(), 'grant.ended', 'office', g.office_id, g.case_id, '{}', '{}');
END $$;

-- Break-glass: a reason, three hours, this person only; the holders are told and somebody reviews.
CREATE OR REPLACE FUNCTION wk_break_glass(code text, sealed_reason bytea, entry uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c uuid; p uuid;
BEGIN
  IF NOT wk_may('breakglass.use') THEN
    RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003';
  END IF;
  SELECT k.case_id, k.person_id INTO c, p FROM access_casecode k WHERE k.code = wk_break_glass.code;
  IF c IS NULL THEN RETURN NULL; END IF;
  INSERT INTO access_grant (id, case_id, person_id, office_id, holder_id, basis, since, until)
  VALUES (gen_random_uuid(), c, p, wk_office(), wk_person(), 'break-glass', now(), now() + interval '3 hours');
  INSERT INTO access_breakglass (id, case_id, user_id, office_id, reason, at, until, verdict)
  VALUES (entry, c, wk_person(), wk_office(), sealed_reason, now(), now() + interval '3 hours', '');
  INSERT INTO access_notice (id, office_id, kind, case_id, at)
  SELECT gen_random_uuid(), g.office_id, 'break-glass', c, now() FROM access_grant g
   WHERE g.case_id = c AND g.holder_id IS NULL AND (g.until IS NULL OR g.until > now()) GROUP BY g.office_id;
  PERFORM wk_audit_write(wk_person(), wk_office(), 'breakglass.used', 'case', c, c, '{}', '{}');
  RETURN c;
END $$;

-- "Do you know this person?": the holding office is alerted; the asker learns only that it was passed on.
CREATE OR REPLACE FUNCTION wk_ask_elsewhere(tokens bigint[], question uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('search.ask_elsewhere') THEN
    RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003';
  END IF;
  IF (SELECT count(*) FROM access_enquiry e WHERE e.user_id = wk_person() AND e.at > now() - interval '1 day') >= 10 THEN
    RAISE EXCEPTION 'too many questions' USING ERRCODE = 'WK004';
  END IF;
  INSERT INTO access_enquiry (id, user_id, office_id, at) VALUES (question, wk_person(), wk_office(), now());
  INSERT INTO access_notice (id, office_id, kind, case_id, at, enquiry_id)
  SELECT gen_random_uuid(), g.office_id, 'enquiry', g.case_id, now(), question
    FROM wk_match_names(tokens, 5) m JOIN access_grant g ON g.person_id = m.person_id
   WHERE g.holder_id IS NULL AND (g.until IS NULL OR g.until > now()) AND g.office_id <> wk_office()
   GROUP BY g.office_id, g.case_id;
  PERFORM wk_audit_write(wk_person(), wk_office(), 'enquiry.asked', 'enquiry', question, NULL, '{}', '{}');
END $$;

-- A form that comes after the session ran out is kept, sealed, for the one who wrote it.
CREATE OR REPLACE FUNCTION wk_hold_form(form uuid, writer uuid, page text, sealed bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM access_heldform WHERE at < now() - interval '1 day';
  IF length(sealed) > 3000000 OR NOT EXISTS (SELECT 1 FROM identity_user WHERE id = writer AND is_active)
     OR (SELECT count(*) FROM access_heldform WHERE user_id = writer) >= 20 THEN
    RETURN false;
  END IF;
  INSERT INTO access_heldform (id, user_id, path, content, at) VALUES (form, writer, page, sealed, now());
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION wk_take_held(form uuid) RETURNS TABLE (page text, sealed bytea)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM access_heldform WHERE id = form AND user_id = wk_person() RETURNING path::text, content
$$;

CREATE OR REPLACE FUNCTION wk_offices_of(person uuid)
RETURNS TABLE (id uuid, code text, name text, jurisdiction text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT o.id, o.code::text, o.name::text, o.jurisdiction::text
    FROM identity_membership m JOIN identity_office o ON o.id = m.office_id
   WHERE m.user_id = person AND o.closed_on IS NULL
     AND m.since <= now() AND (m.until IS NULL OR m.until > now()) ORDER BY 3
$$;
