-- Journeys between two sides. What was sent stays as it was sent; a step is moved by the side whose turn it
-- is; access is given here and nowhere else, when an offer that was made to the viewer's office is accepted.

-- What the web role may not change about a journey, whatever a page is talked into.
CREATE OR REPLACE FUNCTION wk_journey_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT row_security_active('protection_journey') THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    -- What comes from another country is written by the worker that opened the sealed message, and by nobody else.
    IF NEW.from_office_id IS NULL THEN
      IF NOT wk_is_worker() OR NEW.to_office_id IS DISTINCT FROM wk_office() OR NEW.grant_id IS NOT NULL THEN
        RAISE EXCEPTION 'not yours to receive' USING ERRCODE = 'WK003';
      END IF;
    ELSIF NEW.from_office_id <> wk_office() OR (NEW.case_id IS NOT NULL AND NOT wk_holds(NEW.case_id))
       OR NEW.grant_id IS NOT NULL OR NEW.accepted_at IS NOT NULL OR NEW.state <> 'running' THEN
      RAISE EXCEPTION 'not yours to send' USING ERRCODE = 'WK003';
    END IF;
  ELSIF (OLD.from_office_id, OLD.to_office_id, OLD.partner, OLD.path, OLD.path_version, OLD.code, OLD.scope,
         OLD.opens_file, OLD.service, OLD.consent_id, OLD.grant_id, OLD.sent_at, OLD.sent_by_id, OLD.corridor,
         OLD.corridor_version)
        IS DISTINCT FROM
        (NEW.from_office_id, NEW.to_office_id, NEW.partner, NEW.path, NEW.path_version, NEW.code, NEW.scope,
         NEW.opens_file, NEW.service, NEW.consent_id, NEW.grant_id, NEW.sent_at, NEW.sent_by_id, NEW.corridor,
         NEW.corridor_version)
     -- The receiving country opens its own case once; a rescue finds the person once. It is then that case for good.
     OR (OLD.case_id IS DISTINCT FROM NEW.case_id
         AND NOT (OLD.case_id IS NULL AND OLD.partner <> '' AND wk_holds(NEW.case_id)))
     OR ((OLD.accepted_at, OLD.accepted_by_id) IS DISTINCT FROM (NEW.accepted_at, NEW.accepted_by_id)
         AND NOT (OLD.accepted_at IS NULL AND OLD.partner <> '' AND wk_is_worker()))
     -- A partner that had no node gets one, which is trusted and its own; it never loses it again for this journey.
     OR (OLD.node <> NEW.node AND (OLD.node <> '' OR NOT EXISTS (SELECT 1 FROM exchange_peer p
          WHERE p.code = NEW.node AND p.state = 'trusted' AND NEW.partner = 'country:' || p.country)))
     OR (NOT wk_is_worker() AND ((OLD.urgent, OLD.words) IS DISTINCT FROM (NEW.urgent, NEW.words)
         -- Only whoever asked takes it back.
         OR (NEW.partner <> '' AND OLD.state <> 'withdrawn' AND NEW.state = 'withdrawn'
             AND NEW.from_office_id IS DISTINCT FROM wk_office())))
     -- After the end only the receiving country's own case is still added.
     OR (OLD.state <> 'running' AND NOT wk_is_worker()
         AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id OR OLD.state <> NEW.state)) THEN
    RAISE EXCEPTION 'what was sent is not changed' USING ERRCODE = 'WK003';
  END IF;
  RETURN NEW;
END $$;

-- Whether the worker asks: it opened a sealed message from another node. The web role cannot become it.
CREATE OR REPLACE FUNCTION wk_is_worker() RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT current_user::text LIKE '%\_worker'
$$;

DROP TRIGGER IF EXISTS guard ON protection_journey;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protection_journey
  FOR EACH ROW EXECUTE FUNCTION wk_journey_guard();

-- A step is taken by its own side only; the other side may cancel what is open when the journey ends.
CREATE OR REPLACE FUNCTION wk_step_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT row_security_active('protection_step') THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM protection_journey j WHERE j.id = NEW.journey_id
                      AND (j.state = 'running' OR wk_is_worker())
                      AND j.from_office_id IS NOT DISTINCT FROM NEW.sender_id)
       OR NOT (NEW.state IN ('open', 'held') OR wk_is_worker()) THEN
      RAISE EXCEPTION 'no step of a running journey' USING ERRCODE = 'WK003';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.journey_id, OLD.sequence, OLD.side, OLD.code, OLD.office_id, OLD.sender_id)
     IS DISTINCT FROM (NEW.journey_id, NEW.sequence, NEW.side, NEW.code, NEW.office_id, NEW.sender_id)
     OR NOT wk_is_worker() AND (
          (OLD.owner, OLD.clock, OLD.documents, OLD.fields) IS DISTINCT FROM (NEW.owner, NEW.clock, NEW.documents, NEW.fields)
       -- What was told is written by whoever tells it.
       OR (OLD.disclosed IS DISTINCT FROM NEW.disclosed AND NEW.sender_id IS DISTINCT FROM wk_office())
       OR OLD.state = 'taken' OR (OLD.state = 'cancelled' AND NEW.state <> 'cancelled')
       OR (NEW.state = 'taken' AND (OLD.state <> 'open' OR (OLD.office_id IS DISTINCT FROM wk_office()
           -- The step of a partner without a node is written down by the office that was told.
           AND NOT (OLD.office_id IS NULL AND EXISTS (SELECT 1 FROM protection_journey j
                WHERE j.id = OLD.journey_id AND j.partner <> '' AND j.node = '')))))
       OR (OLD.state = 'held' AND NEW.state = 'open')) THEN
    RAISE EXCEPTION 'not your step' USING ERRCODE = 'WK003';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guard ON protection_step;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protection_step
  FOR EACH ROW EXECUTE FUNCTION wk_step_guard();

-- Accept: the offer stands, it was made to the viewer's office, the sender still holds the case, the consent
-- still stands, nobody else was faster. Only then the file opens, as far as the scope says.
-- One lock per case before any row: two offices that accept at once wait for each other and never deadlock.
CREATE OR REPLACE FUNCTION wk_accept_step(the_step uuid, today date) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s protection_step; j protection_journey; p uuid; g uuid; me uuid := wk_office();
BEGIN
  SELECT * INTO s FROM protection_step WHERE id = the_step;
  IF s.id IS NULL OR s.office_id IS DISTINCT FROM me OR s.side <> 'receiver' OR NOT wk_may('journeys.move') THEN
    RAISE EXCEPTION 'not yours to accept' USING ERRCODE = 'WK003';
  END IF;
  SELECT * INTO j FROM protection_journey WHERE id = s.journey_id;
  PERFORM pg_advisory_xact_lock(hashtextextended(j.case_id::text, 1));
  SELECT * INTO j FROM protection_journey WHERE id = s.journey_id FOR UPDATE;
  SELECT * INTO s FROM protection_step WHERE id = the_step FOR UPDATE;
  IF j.state <> 'running' OR s.state <> 'open' OR j.accepted_at IS NOT NULL THEN
    RAISE EXCEPTION 'no longer offered' USING ERRCODE = 'WK005';
  END IF;
  IF abs(today - current_date) > 1 OR (j.consent_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM protection_consent c WHERE c.id = j.consent_id AND c.state = 'given'
          AND c.expires_on >= today FOR SHARE)) THEN
    RAISE EXCEPTION 'consent has ended' USING ERRCODE = 'WK006';
  END IF;
  SELECT x.person_id INTO p FROM access_grant x WHERE x.case_id = j.case_id AND x.office_id = j.from_office_id
     AND x.holder_id IS NULL AND (x.until IS NULL OR x.until > now()) LIMIT 1;
  IF p IS NULL THEN RAISE EXCEPTION 'no longer offered' USING ERRCODE = 'WK005'; END IF;
  IF j.opens_file THEN
    g := gen_random_uuid();
    INSERT INTO access_grant (id, case_id, person_id, office_id, holder_id, basis, since, until)
    VALUES (g, j.case_id, p, me, NULL, 'referral', now(), NULL);
    PERFORM wk_audit_write(wk_person(), me, 'grant.given', 'journey', j.id, j.case_id, '{}', '{"basis": "referral"}');
    PERFORM wk_write_worklist(j.case_id);
  END IF;
  UPDATE protection_journey SET grant_id = g, accepted_at = now(), accepted_by_id = wk_person() WHERE id = j.id;
  -- A held step had a number of its own, which told the other side nothing; now it takes its place in the row.
  UPDATE protection_step h SET state = 'open', opened_at = now(), sequence = h.sequence - 899 + (
         SELECT max(n.sequence) FROM protection_step n WHERE n.journey_id = j.id AND n.state <> 'held')
   WHERE h.journey_id = j.id AND h.state = 'held';
  PERFORM wk_take_offers_back(j);
  RETURN g;
END $$;

-- The same need, offered elsewhere too: those offers end, and their offices are no longer waited for.
CREATE OR REPLACE FUNCTION wk_take_offers_back(j protection_journey) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE other uuid;
BEGIN
  FOR other IN SELECT o.id FROM protection_journey o WHERE o.case_id = j.case_id AND o.id <> j.id
      AND o.path = j.path AND o.scope = j.scope AND o.service = j.service AND o.state = 'running'
      AND o.accepted_at IS NULL ORDER BY o.id LOOP
    UPDATE protection_step SET state = 'cancelled', disclosed = CASE WHEN state = 'held' THEN NULL ELSE disclosed END
     WHERE journey_id = other AND state IN ('open', 'held');
    UPDATE protection_clock SET stopped_at = now(), outcome = 'cancelled', paused_at = NULL
     WHERE journey_id = other AND stopped_at IS NULL;
    UPDATE protection_journey SET state = 'withdrawn', ended_at = now(), ended_by_id = wk_person(),
           end_reason = 'taken_elsewhere', version = version + 1 WHERE id = other;
    PERFORM wk_audit_write(wk_person(), wk_office(), 'journey.withdrawn', 'journey', other, j.case_id, '{}',
                           '{"reason": "taken_elsewhere"}');
  END LOOP;
END $$;

-- The end: what acceptance opened closes, for a journey that has ended and whose side the viewer is.
CREATE OR REPLACE FUNCTION wk_close_access(the_journey uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey;
  IF j.id IS NULL OR wk_office() NOT IN (j.from_office_id, coalesce(j.to_office_id, j.from_office_id))
     OR j.state = 'running' THEN
    RAISE EXCEPTION 'not yours to close' USING ERRCODE = 'WK003';
  END IF;
  UPDATE protection_step SET state = 'cancelled' WHERE journey_id = j.id AND state IN ('open', 'held');
  -- What was told with acceptance is no longer told; the preview stays, it says nothing of who it is.
  UPDATE protection_step SET disclosed = NULL WHERE journey_id = j.id AND code <> (
    SELECT code FROM protection_step WHERE journey_id = j.id ORDER BY sequence LIMIT 1);
  IF j.grant_id IS NOT NULL THEN
    UPDATE access_grant SET until = now() WHERE id = j.grant_id AND (until IS NULL OR until > now());
    PERFORM wk_audit_write(wk_person(), wk_office(), 'grant.ended', 'journey', j.id, j.case_id, '{}', '{}');
    PERFORM wk_write_worklist(j.case_id);
  END IF;
END $$;

-- A case changes hands with the acceptance of the whole case, and back when it is returned or withdrawn. Nobody
-- can be made the carrier of a case that was not offered to it.
CREATE OR REPLACE FUNCTION wk_carry_case(the_journey uuid, to_receiver boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey;
  IF j.id IS NULL OR j.accepted_at IS NULL OR NOT j.opens_file
     OR wk_office() NOT IN (j.from_office_id, coalesce(j.to_office_id, j.from_office_id))
     OR (to_receiver AND (wk_office() <> j.to_office_id OR j.state <> 'running'))
     OR (NOT to_receiver AND j.state = 'running') THEN
    RAISE EXCEPTION 'not yours to carry' USING ERRCODE = 'WK003';
  END IF;
  UPDATE protection_case SET version = version + 1, changed_at = now(), changed_by_id = wk_person(),
         office_id = CASE WHEN to_receiver THEN j.to_office_id ELSE j.from_office_id END,
         worker_id = CASE WHEN to_receiver THEN wk_person() ELSE j.sent_by_id END
   WHERE id = j.case_id AND office_id = CASE WHEN to_receiver THEN j.from_office_id ELSE j.to_office_id END;
  PERFORM wk_write_worklist(j.case_id);
END $$;

-- The worklist row of both sides follows a step although one of them does not reach the case.
CREATE OR REPLACE FUNCTION wk_refresh_journey(the_journey uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey;
  IF j.id IS NULL OR wk_office() NOT IN (coalesce(j.from_office_id, j.to_office_id), coalesce(j.to_office_id, j.from_office_id)) THEN
    RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003';
  END IF;
  PERFORM wk_write_worklist(j.case_id);
END $$;
