-- What did not go or come through, for those who watch the exchange: never a content.
CREATE OR REPLACE FUNCTION wk_exchange_letters()
RETURNS TABLE (id uuid, side text, peer text, kind text, state text, at timestamptz, attempts int, code text, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('exchange.watch') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY SELECT * FROM wk_exchange_stuck();
END $$;

-- The same for the worker, who is nobody's viewer. The newest 200 of each sort.
CREATE OR REPLACE FUNCTION wk_exchange_stuck()
RETURNS TABLE (id uuid, side text, peer text, kind text, state text, at timestamptz, attempts int, code text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT o.id, 'out', o.peer::text, o.kind::text, o.state::text, o.queued_at, o.attempts, o.code::text, o.reason
     FROM exchange_outgoing o WHERE o.state IN ('waiting', 'sent')
      AND (o.attempts >= 5 OR o.code <> '' OR o.queued_at < now() - interval '1 hour') ORDER BY o.queued_at LIMIT 200)
  UNION ALL
  (SELECT o.id, 'out', o.peer::text, o.kind::text, o.state::text, o.done_at, o.attempts, o.code::text, o.reason
     FROM exchange_outgoing o WHERE o.state = 'refused' ORDER BY o.done_at DESC LIMIT 200)
  UNION ALL
  (SELECT o.id, 'out', o.peer::text, o.kind::text, o.state::text, o.done_at, o.attempts, o.code::text, o.reason
     FROM exchange_outgoing o WHERE o.state = 'stopped' AND o.voids IS NULL AND o.words IS NULL
      AND o.done_at > now() - interval '30 days' ORDER BY o.done_at DESC LIMIT 200)
  UNION ALL
  (SELECT r.id, 'in', r.peer::text, r.kind::text, r.state::text, r.came_at, 0, r.code::text, r.reason
     FROM exchange_received r WHERE r.state = 'parked' OR (r.state = 'held' AND r.came_at < now() - interval '1 hour')
    ORDER BY r.came_at LIMIT 200)
  UNION ALL
  (SELECT a.id, 'in', a.source::text, '', 'unopened', a.at, a.tries, a.code::text, ''
     FROM exchange_arrival a WHERE NOT a.done AND (a.tries > 0 OR a.at < now() - interval '1 hour') ORDER BY a.at LIMIT 200)
  UNION ALL
  (SELECT t.id, 'in', t.source::text, '', 'trouble', t.last_at, t.times, t.code::text, ''
     FROM exchange_trouble t WHERE t.last_at > now() - interval '7 days' ORDER BY t.last_at DESC LIMIT 200)
$$;

-- How each line is doing and whether it waits for a comparing.
CREATE OR REPLACE FUNCTION wk_exchange_lines()
RETURNS TABLE (peer text, waiting bigint, failures int, said text, next_at timestamptz, worked_at timestamptz, must_compare boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('exchange.watch') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY SELECT p.code::text,
      (SELECT count(*) FROM (SELECT 1 FROM exchange_outgoing o WHERE o.peer = p.code AND o.state IN ('waiting', 'sent') LIMIT 10000) x),
      coalesce(l.failures, 0), coalesce(l.said, '')::text, l.next_at, l.worked_at,
      coalesce(l.reconciled, n.number) < n.number
    FROM exchange_peer p CROSS JOIN (SELECT coalesce(max(i.number), 1) AS number FROM exchange_incarnation i) n
    LEFT JOIN exchange_line l ON l.peer = p.code WHERE p.state = 'trusted' ORDER BY 1;
END $$;

-- Try again. A message the other side refused needs a new number and a new place in the order: it goes as a copy,
-- made by the worker. Returns the peer, or `in`, or nothing.
CREATE OR REPLACE FUNCTION wk_exchange_again(the_id uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p text;
BEGIN
  IF NOT wk_may('exchange.watch') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  UPDATE exchange_outgoing SET next_at = least(next_at, clock_timestamp()), code = '' WHERE id = the_id
     AND state IN ('waiting', 'sent') RETURNING peer INTO p;
  IF p IS NOT NULL THEN
    UPDATE exchange_line SET next_at = NULL WHERE peer = p;
    RETURN p;
  END IF;
  UPDATE exchange_outgoing SET code = 'again' WHERE id = the_id AND state = 'refused' AND jws IS NOT NULL RETURNING peer INTO p;
  IF p IS NOT NULL THEN RETURN p; END IF;
  UPDATE exchange_arrival SET next_at = clock_timestamp(), tries = 0 WHERE id = the_id AND NOT done;
  IF FOUND THEN RETURN 'in'; END IF;
  UPDATE exchange_received SET code = 'again' WHERE id = the_id AND state = 'parked';
  IF FOUND THEN RETURN 'in'; END IF;
  RETURN NULL;
END $$;

-- Give up, with words. Out: stopped, and its place in the order filled. In: refused, and the sender is told when she asks.
CREATE OR REPLACE FUNCTION wk_exchange_give_up(the_id uuid, because text, sealed_words bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p text;
BEGIN
  IF NOT wk_may('exchange.watch') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  IF wk_exchange_end(the_id, because, sealed_words) THEN
    SELECT o.peer INTO p FROM exchange_outgoing o WHERE o.id = the_id;
    RETURN p;
  END IF;
  UPDATE exchange_received SET state = 'refused', code = 'given_up', reason = because, words = sealed_words,
         receipt = '', done_at = clock_timestamp() WHERE id = the_id AND state = 'parked';
  IF FOUND THEN RETURN 'in'; END IF;
  -- Not opened yet: the worker opens it, calls nobody, and signs the refusal the sender waits for.
  UPDATE exchange_arrival SET code = 'given_up', next_at = clock_timestamp() WHERE id = the_id AND NOT done;
  IF FOUND THEN RETURN 'in'; END IF;
  DELETE FROM exchange_trouble WHERE id = the_id;
  IF FOUND THEN RETURN 'in'; END IF;
  RETURN NULL;
END $$;
