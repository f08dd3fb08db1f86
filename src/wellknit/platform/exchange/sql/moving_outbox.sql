-- The outbox as pages reach it: by these functions only. The worker has the tables themselves.

-- Queue a message in the transaction of what it tells. The body comes sealed; the database never sees it.
CREATE OR REPLACE FUNCTION wk_exchange_queue(the_id uuid, to_peer text, of_kind text, is_personal boolean,
  never_waits boolean, of_journey uuid, on_basis uuid, sealed bytea, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM wk_person();
  IF is_personal AND NOT EXISTS (SELECT 1 FROM exchange_peer p WHERE p.code = to_peer AND 'protection' = ANY (p.wings)) THEN
    RAISE EXCEPTION 'no law for a person there' USING ERRCODE = 'WK003';
  END IF;
  INSERT INTO exchange_outgoing (id, peer, kind, personal, priority, journey, basis, state, body, digest, seq, incarnation,
    attempts, outcome, code, reason, queued_at, next_at)
  VALUES (the_id, to_peer, of_kind, is_personal, never_waits, of_journey, on_basis, 'waiting', sealed, '', 0, 0,
    0, '', '', '', moment, CASE WHEN never_waits THEN 'epoch'::timestamptz ELSE moment END);
END $$;

-- Stop a message for good. What has its place in the order already is replaced by an empty one in that place.
CREATE OR REPLACE FUNCTION wk_exchange_end(the_id uuid, because text, sealed_words bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE o exchange_outgoing;
BEGIN
  UPDATE exchange_outgoing SET state = 'stopped', reason = because, words = sealed_words, body = NULL,
         done_at = clock_timestamp()
   WHERE id = the_id AND state IN ('waiting', 'sent', 'refused') AND voids IS NULL RETURNING * INTO o;
  IF o.id IS NULL THEN RETURN false; END IF;
  IF o.seq > 0 AND o.outcome NOT IN ('refused', 'applied', 'parked') THEN
    INSERT INTO exchange_outgoing (id, peer, kind, personal, priority, journey, state, digest, seq, incarnation,
      attempts, outcome, code, reason, queued_at, next_at, voids)
    VALUES (gen_random_uuid(), o.peer, 'exchange.void', false, false, o.journey, 'waiting', '', o.seq, o.incarnation,
      0, '', '', '', o.queued_at, o.queued_at, o.id);
  END IF;
  RETURN true;
END $$;

-- Whatever stands on a basis (a consent) and is not acknowledged goes no further. How many, by peer.
-- Rows are locked in the order in which the worker locks them.
CREATE OR REPLACE FUNCTION wk_exchange_stop(on_basis uuid, because text) RETURNS TABLE (to_peer text, messages int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found uuid[] := ARRAY(SELECT o.id FROM exchange_outgoing o WHERE o.basis = on_basis AND o.state IN ('waiting', 'sent')
                               ORDER BY o.next_at, o.queued_at FOR UPDATE); m uuid;
BEGIN
  PERFORM wk_person();
  FOREACH m IN ARRAY found LOOP PERFORM wk_exchange_end(m, because, NULL); END LOOP;
  RETURN QUERY SELECT o.peer::text, count(*)::int FROM exchange_outgoing o WHERE o.id = ANY (found) GROUP BY 1;
END $$;

-- What went to other nodes about a journey, for its pages: states and moments, never a content.
CREATE OR REPLACE FUNCTION wk_exchange_of_journey(of_journey uuid)
RETURNS TABLE (id uuid, peer text, kind text, state text, queued_at timestamptz, received_at timestamptz, reason text, code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM wk_person();
  RETURN QUERY SELECT o.id, o.peer::text, o.kind::text, o.state::text, o.queued_at,
         CASE WHEN o.state = 'received' THEN o.done_at END, o.reason, o.code::text
    FROM exchange_outgoing o WHERE o.journey = of_journey AND o.voids IS NULL ORDER BY o.queued_at;
END $$;
