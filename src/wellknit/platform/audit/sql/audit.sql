-- An event is written in the transaction of what it tells, without any lock: a sealer chains it later.
-- The actor is taken from the viewer's session, never from the caller.

ALTER TABLE audit_event ALTER COLUMN at SET DEFAULT clock_timestamp();
ALTER TABLE audit_event ADD COLUMN IF NOT EXISTS seq bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE audit_event ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE OR REPLACE FUNCTION wk_audit_write(actor uuid, office uuid, event text, target_kind text,
  target uuid, the_case uuid, fields text[], note jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_event (id, actor_id, office_id, event, target_kind, target_id, case_id, fields, note)
  VALUES (gen_random_uuid(), actor, office, event, target_kind, target, the_case, fields, note);
END $$;

CREATE OR REPLACE FUNCTION wk_audit(event text, target_kind text, target uuid, the_case uuid,
  fields text[], note jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s access_viewersession := wk_live_session();
BEGIN
  PERFORM wk_audit_write(s.user_id, s.office_id, event, target_kind, target, the_case, fields, note);
END $$;

-- Before there is a viewer only sign-in itself can be told.
CREATE OR REPLACE FUNCTION wk_audit_signin(event text, person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF event NOT LIKE 'signin.%' THEN RAISE EXCEPTION 'only sign-in events' USING ERRCODE = 'WK003'; END IF;
  PERFORM wk_audit_write(person, NULL, event, 'user', person, NULL, '{}', '{}');
END $$;

CREATE OR REPLACE FUNCTION wk_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'WK002'; END $$;

DROP TRIGGER IF EXISTS append_only ON audit_event;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION wk_append_only();
DROP TRIGGER IF EXISTS append_only ON audit_link;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
  FOR EACH STATEMENT EXECUTE FUNCTION wk_append_only();
