-- Journeys between countries: what a page may do to them beyond what the guards of steps.sql let through.

-- The receiving side says yes, or the sender writes down that a partner without a node did.
CREATE OR REPLACE FUNCTION wk_border_accept(the_journey uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey FOR UPDATE;
  IF j.id IS NULL OR j.partner = '' OR NOT wk_may('journeys.move')
     OR NOT (j.to_office_id IS NOT DISTINCT FROM wk_office()
             OR (j.from_office_id IS NOT DISTINCT FROM wk_office() AND j.node = '')) THEN
    RAISE EXCEPTION 'not yours to accept' USING ERRCODE = 'WK003';
  END IF;
  IF j.state <> 'running' OR j.accepted_at IS NOT NULL THEN
    RAISE EXCEPTION 'no longer offered' USING ERRCODE = 'WK005';
  END IF;
  UPDATE protection_journey SET accepted_at = now(), accepted_by_id = wk_person() WHERE id = j.id;
END $$;

-- The office that speaks for the country hands what came to another office here: the province, the reception
-- centre, and back. Its open steps and their time limits go with it; nothing of the other country's moves.
CREATE OR REPLACE FUNCTION wk_border_route(the_journey uuid, other uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey FOR UPDATE;
  IF j.id IS NULL OR j.partner = '' OR j.from_office_id IS NOT NULL OR j.to_office_id IS DISTINCT FROM wk_office()
     OR NOT wk_may('journeys.move') OR other = j.to_office_id
     OR NOT EXISTS (SELECT 1 FROM identity_office o WHERE o.id = other AND o.closed_on IS NULL) THEN
    RAISE EXCEPTION 'not yours to hand on' USING ERRCODE = 'WK003';
  END IF;
  UPDATE protection_journey SET to_office_id = other, version = version + 1 WHERE id = j.id;
  UPDATE protection_step SET office_id = other WHERE journey_id = j.id AND office_id = j.to_office_id
     AND state IN ('open', 'held');
  UPDATE protection_clock SET office_id = other WHERE journey_id = j.id AND stopped_at IS NULL;
  PERFORM wk_audit_write(wk_person(), wk_office(), 'journey.routed', 'journey', j.id, j.case_id, '{}', '{}');
END $$;

-- Which office a message about this journey concerns: the one that carries it now. For the worker. Where that
-- office was closed, the one above it carries on, or the one that speaks for the country: nobody's journey stops.
DROP FUNCTION IF EXISTS wk_border_office(uuid);
CREATE OR REPLACE FUNCTION wk_border_office(the_journey uuid, speaking text[]) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey; carries uuid; goes uuid;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey AND partner <> '';
  carries := coalesce(j.from_office_id, j.to_office_id);
  IF carries IS NULL OR EXISTS (SELECT 1 FROM identity_office o WHERE o.id = carries
       AND (o.closed_on IS NULL OR o.closed_on > current_date)) THEN
    RETURN carries;
  END IF;
  SELECT above.id INTO goes FROM identity_office o JOIN identity_office above ON above.id = o.parent_id
     AND (above.closed_on IS NULL OR above.closed_on > current_date) WHERE o.id = carries;
  goes := coalesce(goes, wk_exchange_office(speaking));
  IF goes IS NULL THEN RETURN NULL; END IF;
  UPDATE protection_journey SET version = version + 1,
         to_office_id = CASE WHEN from_office_id IS NULL THEN goes END,
         from_office_id = CASE WHEN from_office_id IS NOT NULL THEN goes END WHERE id = j.id;
  UPDATE protection_step SET sender_id = CASE WHEN sender_id = carries THEN goes ELSE sender_id END,
         office_id = CASE WHEN office_id = carries AND state IN ('open', 'held') THEN goes ELSE office_id END
   WHERE journey_id = j.id;
  UPDATE protection_clock SET office_id = goes WHERE journey_id = j.id AND office_id = carries AND stopped_at IS NULL;
  PERFORM wk_audit_write(NULL, goes, 'journey.routed', 'journey', j.id, j.case_id, '{}', '{"reason": "office_closed"}');
  RETURN goes;
END $$;

-- Asked by the worker each time before it seals something about the person: does what it stands on still stand?
-- ok, or why not: withdrawn, talk, consent. A rescue (no case, no consent) stands on a life in danger.
CREATE OR REPLACE FUNCTION wk_border_stands(the_journey uuid, the_basis uuid, today date) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey; t protection_privatetalk; c protection_consent;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey;
  IF j.id IS NULL OR j.state = 'withdrawn' THEN RETURN 'withdrawn'; END IF;
  IF j.from_office_id IS NULL OR (j.consent_id IS NULL AND the_basis IS NULL) THEN RETURN 'ok'; END IF;
  SELECT * INTO t FROM protection_privatetalk WHERE case_id = j.case_id ORDER BY recorded_at DESC LIMIT 1;
  IF t.id IS NULL OR NOT t.alone OR t.may_contact = 'no' OR t.held_on < today - 181
     OR t.fears_state <> 'no' OR t.stateless <> 'no' OR t.asylum <> 'no'
     OR ((t.fears_family <> 'no' OR t.fears_officials <> 'no') AND t.may_contact <> 'only') THEN
    RETURN 'talk';
  END IF;
  SELECT * INTO c FROM protection_consent WHERE id = coalesce(the_basis, j.consent_id);
  IF c.id IS NULL OR c.state <> 'given' OR c.case_id IS DISTINCT FROM j.case_id OR c.expires_on < today THEN
    RETURN 'consent';
  END IF;
  RETURN 'ok';
END $$;

-- The same for words that go with a step, an answer, a question: they stand on any consent in force to this contact.
-- Whoever is asked says of its own what it likes; after the handover both sides speak while somebody is looked for.
CREATE OR REPLACE FUNCTION wk_border_words(the_journey uuid, today date) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE j protection_journey; c uuid;
BEGIN
  SELECT * INTO j FROM protection_journey WHERE id = the_journey;
  IF j.id IS NULL THEN RETURN 'withdrawn'; END IF;
  IF j.from_office_id IS NULL THEN RETURN 'ok'; END IF;
  IF j.state <> 'withdrawn' AND EXISTS (SELECT 1 FROM protection_step s WHERE s.journey_id = j.id
       AND s.code = 'handover' AND s.state = 'taken' AND s.verb = 'handed_over') THEN
    RETURN 'ok';
  END IF;
  SELECT n.id INTO c FROM protection_consent n JOIN protection_consent o ON o.id = j.consent_id
   WHERE n.case_id = j.case_id AND n.state = 'given' AND n.expires_on >= today AND n.purpose = o.purpose
     AND n.recipient = o.recipient ORDER BY n.expires_on DESC LIMIT 1;
  RETURN wk_border_stands(the_journey, coalesce(c, j.consent_id), today);
END $$;

-- Danger, a death, trafficked again: told whatever else changed, but only to a country that knows of her by now. Where
-- the question itself never arrived, its words stand on what the question stands on. Whoever was asked tells it always.
CREATE OR REPLACE FUNCTION wk_border_alarm(the_journey uuid, today date) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN EXISTS (SELECT 1 FROM protection_journey j WHERE j.id = the_journey AND j.from_office_id IS NULL)
              OR EXISTS (SELECT 1 FROM exchange_outgoing o WHERE o.journey = the_journey
                  AND o.kind = 'journey.offered' AND o.state = 'received') THEN 'ok'
         ELSE wk_border_stands(the_journey, NULL, today) END
$$;

-- What travels beside the steps: a page gives and answers its own; what the other country said, the worker writes.
CREATE OR REPLACE FUNCTION wk_beside_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE j protection_journey;
BEGIN
  IF NOT row_security_active(TG_RELID) OR wk_is_worker() THEN RETURN NEW; END IF;
  SELECT * INTO j FROM protection_journey WHERE id = NEW.journey_id;
  IF j.id IS NULL OR coalesce(j.from_office_id, j.to_office_id) IS DISTINCT FROM wk_office()
     OR (TG_OP = 'INSERT' AND NOT NEW.outgoing) THEN
    RAISE EXCEPTION 'not yours to write' USING ERRCODE = 'WK003';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guard ON protection_borderpaper;
CREATE TRIGGER guard BEFORE INSERT ON protection_borderpaper FOR EACH ROW EXECUTE FUNCTION wk_beside_guard();
DROP TRIGGER IF EXISTS guard ON protection_bordernotice;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON protection_bordernotice FOR EACH ROW EXECUTE FUNCTION wk_beside_guard();

-- A notice is answered once, by whoever heard it; for a partner without a node by whoever told it.
CREATE OR REPLACE FUNCTION wk_notice_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT row_security_active('protection_bordernotice') OR wk_is_worker() THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN RAISE EXCEPTION 'not answered yet' USING ERRCODE = 'WK003'; END IF;
  ELSIF OLD.state <> 'open'
     OR (OLD.journey_id, OLD.kind, OLD.outgoing, OLD.words, OLD.fields, OLD.answers, OLD.message_id, OLD.at, OLD.by_id)
        IS DISTINCT FROM
        (NEW.journey_id, NEW.kind, NEW.outgoing, NEW.words, NEW.fields, NEW.answers, NEW.message_id, NEW.at, NEW.by_id)
     OR (OLD.outgoing AND EXISTS (SELECT 1 FROM protection_journey j WHERE j.id = OLD.journey_id AND j.node <> '')
         -- What never came there is answered by nobody there.
         AND NOT EXISTS (SELECT 1 FROM wk_exchange_of_journey(OLD.journey_id) m
                          WHERE m.id = OLD.message_id AND m.state IN ('stopped', 'refused'))) THEN
    RAISE EXCEPTION 'not yours to answer' USING ERRCODE = 'WK003';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guard_answer ON protection_bordernotice;
CREATE TRIGGER guard_answer BEFORE INSERT OR UPDATE ON protection_bordernotice
  FOR EACH ROW EXECUTE FUNCTION wk_notice_guard();

-- Nobody at a page keeps away what another country sends.
CREATE OR REPLACE FUNCTION wk_grave_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF row_security_active('protection_bordergrave') AND NOT wk_is_worker() THEN
    RAISE EXCEPTION 'not yours to write' USING ERRCODE = 'WK003';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guard ON protection_bordergrave;
CREATE TRIGGER guard BEFORE INSERT ON protection_bordergrave FOR EACH ROW EXECUTE FUNCTION wk_grave_guard();
