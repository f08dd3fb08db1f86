-- Whose token this is: nothing when it was revoked, has run out, or never was. With a call's own key also what
-- that call was answered before, in the same breath.
DROP FUNCTION IF EXISTS wk_token(bytea);
CREATE OR REPLACE FUNCTION wk_token(k bytea, call text)
RETURNS TABLE (token_id uuid, office_id uuid, person_id uuid, scopes text[], digest text, status int, answer text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.office_id, m.user_id, t.scopes::text[], c.digest::text, c.status::int, c.answer::text
    FROM protection_apitoken t
    JOIN identity_office o ON o.id = t.office_id AND (o.closed_on IS NULL OR o.closed_on > current_date)
    LEFT JOIN LATERAL (SELECT user_id FROM identity_membership m WHERE m.office_id = t.office_id
       AND m.role = 'office_service' AND m.since <= now() AND (m.until IS NULL OR m.until > now()) LIMIT 1) m ON true
    LEFT JOIN protection_apicall c ON c.user_id = m.user_id AND c.key = call
   WHERE t.key_hash = k AND t.revoked_at IS NULL AND t.expires_at > now()
$$;

-- What the office that referred may know of what came of it: whether somebody opened a case, and no more.
CREATE OR REPLACE FUNCTION wk_referral_opened(the_referral uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM protection_case c JOIN protection_referral r ON r.id = c.referral_id
                  WHERE r.id = the_referral AND r.from_office_id = wk_office())
$$;
