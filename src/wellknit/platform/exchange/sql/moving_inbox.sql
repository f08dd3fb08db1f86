-- Where other nodes knock. The web process has no key: it stores what came, and tells what the worker answered.

-- Store sealed events of one sender. Raises WK007 when she has too much waiting here already.
-- A sender nobody vouched for leaves nothing but a count.
CREATE OR REPLACE FUNCTION wk_exchange_arrive(sender text, messages uuid[], digests text[], events text[])
RETURNS TABLE (arrival uuid, state text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE standing text; waiting bigint; weight bigint;
BEGIN
  SELECT p.state INTO standing FROM exchange_peer p WHERE p.code = sender;
  IF standing IS DISTINCT FROM 'trusted' THEN
    PERFORM wk_exchange_trouble(sender, CASE WHEN standing IS NULL THEN 'unknown_node' ELSE 'stopped_node' END);
    RETURN QUERY SELECT NULL::uuid, CASE WHEN standing IS NULL THEN 'unknown_node' ELSE 'stopped_node' END
      FROM unnest(messages);
    RETURN;
  END IF;
  SELECT count(*), coalesce(sum(length(a.event)), 0) INTO waiting, weight FROM exchange_arrival a
   WHERE a.source = sender AND NOT a.done;
  IF waiting + cardinality(messages) > 5000 OR weight > 200000000 THEN
    RAISE EXCEPTION 'too much waits' USING ERRCODE = 'WK007';
  END IF;
  RETURN QUERY
  INSERT INTO exchange_arrival AS a (id, source, message, digest, event, at, done, answer, code, tries, next_at)
  SELECT gen_random_uuid(), sender, n.m, n.d, n.e, clock_timestamp(), false, '', '', 0, clock_timestamp()
    FROM unnest(messages, digests, events) AS n(m, d, e)
  ON CONFLICT (source, message, digest) DO UPDATE SET at = excluded.at
  RETURNING a.id, CASE WHEN a.done THEN 'done' ELSE 'waiting' END;
END $$;

-- The answers so far: empty where nobody has looked yet.
CREATE OR REPLACE FUNCTION wk_exchange_answers(arrivals uuid[])
RETURNS TABLE (message uuid, done boolean, answer text, code text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.message, a.done, a.answer, a.code::text FROM exchange_arrival a WHERE a.id = ANY (arrivals)
$$;

-- Count what could not be accepted. At most 200 different senders a day are written down.
CREATE OR REPLACE FUNCTION wk_exchange_trouble(sender text, what text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM exchange_trouble t WHERE t.day = current_date) > 200
     AND NOT EXISTS (SELECT 1 FROM exchange_peer p WHERE p.code = sender) THEN
    RETURN;
  END IF;
  INSERT INTO exchange_trouble AS t (id, source, code, day, times, last_at)
  VALUES (gen_random_uuid(), sender, what, current_date, 1, clock_timestamp())
  ON CONFLICT (source, code, day) DO UPDATE SET times = t.times + 1, last_at = excluded.last_at;
END $$;

-- The office in whose name the worker acts: the first of these codes that is here and open.
CREATE OR REPLACE FUNCTION wk_exchange_office(codes text[]) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id FROM identity_office o WHERE o.code = ANY (codes) AND (o.closed_on IS NULL OR o.closed_on > current_date)
   ORDER BY array_position(codes, o.code::text) LIMIT 1
$$;
