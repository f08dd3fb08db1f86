-- The service person of an office: in her name jobs and other systems act. She has one role with few permissions
-- and no password, so nobody signs in as her; each of her acts is in the trace as hers. Asked at the door only.
CREATE OR REPLACE FUNCTION wk_service_person(the_office uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE u uuid; o identity_office;
BEGIN
  SELECT * INTO o FROM identity_office WHERE id = the_office AND (closed_on IS NULL OR closed_on > current_date);
  IF o.id IS NULL THEN RETURN NULL; END IF;
  SELECT m.user_id INTO u FROM identity_membership m WHERE m.office_id = o.id AND m.role = 'office_service'
     AND m.since <= now() AND (m.until IS NULL OR m.until > now()) LIMIT 1;
  IF u IS NOT NULL THEN RETURN u; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(the_office::text, 2));
  SELECT m.user_id INTO u FROM identity_membership m WHERE m.office_id = o.id AND m.role = 'office_service'
     AND m.until IS NULL LIMIT 1;
  IF u IS NOT NULL THEN RETURN u; END IF;
  u := gen_random_uuid();
  INSERT INTO identity_user (id, password, email, name, language, is_active, failed_signins, created_at)
  VALUES (u, '!' || replace(gen_random_uuid()::text, '-', ''), 'service.' || o.code || '@invalid', o.name, 'en', true, 0, now());
  INSERT INTO identity_membership (id, user_id, office_id, role, since)
  VALUES (gen_random_uuid(), u, o.id, 'office_service', now());
  PERFORM wk_audit_write(u, o.id, 'people.service_made', 'office', o.id, NULL, '{}', '{}');
  RETURN u;
END $$;
