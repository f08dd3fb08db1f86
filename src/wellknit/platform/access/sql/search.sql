-- Blind search over name tokens. All functions: fixed search_path; those the web role may call are SECURITY
-- DEFINER with an owner that has BYPASSRLS, because row security would turn every index of a name off.
-- Why the cap, and why it follows the size of the node: docs/decisions/0004-name-search.md.

-- At most how many persons may share a token: 5,000 as the review measured, and one in two hundred where a node
-- is small. At a million persons that leaves a thief 11%; 1,000 would leave him 5% (decision 0004).
CREATE OR REPLACE FUNCTION wk_token_cap(persons bigint DEFAULT NULL) RETURNS int
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN persons IS NULL THEN coalesce((SELECT cap FROM vault_tokencap), 50)
              ELSE least(5000, greatest(50, persons / 200))::int END
$$;

-- Store: replace a person's tokens. For the owner; the web role comes in by wk_put_name_tokens.
-- A person has tokens of one generation only: otherwise a name changed in the middle of a rotation would leave
-- the old name findable.
-- Writers meet nowhere: rows of two persons never collide, one person's writers queue on her own advisory lock,
-- and how common a token has become is looked up only once in a while (the more often, the smaller the cap).
CREATE OR REPLACE FUNCTION wk_store_name_tokens(person uuid, tokens bigint[], generation int) RETURNS int
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  cap int := wk_token_cap(); stored int; t bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 7));
  DELETE FROM vault_nametoken n
   WHERE n.person_id = person AND (n.generation <> wk_store_name_tokens.generation OR n.token <> ALL (tokens));
  INSERT INTO vault_nametoken (token, person_id, generation)
  SELECT DISTINCT a.token, person, wk_store_name_tokens.generation FROM unnest(tokens) AS a(token)
   WHERE NOT EXISTS (SELECT 1 FROM vault_tokenload l WHERE l.token = a.token AND l.dropped)
   ORDER BY 1
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS stored = ROW_COUNT;
  FOR t IN SELECT a.token FROM unnest(tokens) AS a(token)
            WHERE (hashtextextended(person::text, a.token) & 1048575) % greatest(1, cap / 64) = 0 ORDER BY 1 LOOP
    IF (SELECT count(*) FROM (SELECT 1 FROM vault_nametoken n WHERE n.token = t LIMIT cap + 1) x) > cap
       AND pg_try_advisory_xact_lock(t) THEN  -- somebody else is marking it: then we need not
      INSERT INTO vault_tokenload AS l (token, holders, dropped, generation)
      VALUES (t, cap + 1, true, wk_store_name_tokens.generation)
      ON CONFLICT (token) DO UPDATE SET dropped = true, holders = excluded.holders WHERE NOT l.dropped;
    END IF;
  END LOOP;
  RETURN stored;
END $$;

CREATE OR REPLACE FUNCTION wk_put_name_tokens(person uuid, tokens bigint[], generation int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE office uuid := wk_office(); me uuid := wk_person();
BEGIN
  IF NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = person AND g.office_id = office
                  AND (g.holder_id IS NULL OR g.holder_id = me) AND (g.until IS NULL OR g.until > now())) THEN
    RAISE EXCEPTION 'person out of reach' USING ERRCODE = 'WK003';
  END IF;
  RETURN wk_store_name_tokens(person, tokens, generation);
END $$;

-- Candidates of the whole node, the best first, not yet asked who may see them. For definer functions only.
-- The rarest tokens are spent first, up to about 20,000 postings; a token that stands in no load table is
-- rare (under 32 holders). A token counts by its weight and by how few persons share it.
CREATE OR REPLACE FUNCTION wk_token_hits(tokens bigint[], weights real[] DEFAULT NULL)
RETURNS TABLE (person_id uuid, score real) LANGUAGE sql STABLE
SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
SET jit = off AS $$
  WITH asked AS (
    SELECT a.token, coalesce(a.weight, 1.0::real) AS weight, coalesce(l.holders, 12) AS holders
      FROM unnest(tokens, weights) AS a(token, weight)
      LEFT JOIN vault_tokenload l ON l.token = a.token
     WHERE a.token IS NOT NULL AND NOT coalesce(l.dropped, false)),
  spent AS MATERIALIZED (
    SELECT token, weight * ln(20000.0 / least(holders, 10000))::real AS worth FROM (
      SELECT *, sum(holders) OVER (ORDER BY holders, token) AS postings FROM asked) o
     WHERE postings - holders < 20000)
  SELECT n.person_id, sum(s.worth)::real AS score
    FROM spent s JOIN vault_nametoken n ON n.token = s.token
   GROUP BY n.person_id ORDER BY score DESC
$$;

CREATE OR REPLACE FUNCTION wk_match_names(tokens bigint[], how_many int, weights real[] DEFAULT NULL)
RETURNS TABLE (person_id uuid, score real) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT h.person_id, h.score FROM wk_token_hits(tokens, weights) h LIMIT least(how_many, 500)
$$;

-- What the web role may ask: the best candidates within the viewer's reach. Walks down the list of hits and
-- stops when enough are in reach, so that an office that may see nearly everybody pays for few probes.
CREATE OR REPLACE FUNCTION wk_search_names(tokens bigint[], how_many int, weights real[] DEFAULT NULL)
RETURNS TABLE (person_id uuid, score real) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
SET jit = off AS $$
DECLARE office uuid := wk_office(); me uuid := wk_person();
BEGIN
  RETURN QUERY
  SELECT h.person_id, h.score FROM wk_token_hits(tokens, weights) h
   WHERE EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = h.person_id AND g.office_id = office
                  AND (g.holder_id IS NULL OR g.holder_id = me) AND (g.until IS NULL OR g.until > now()))
   LIMIT least(how_many, 500);
END $$;

-- -- Upkeep, for the worker's owner connection

-- Rows of tokens that were found too common. Skips rows a writer holds: they are taken next time.
CREATE OR REPLACE FUNCTION wk_sweep_tokens() RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE removed bigint;
BEGIN
  WITH gone AS (
    SELECT n.token, n.person_id FROM vault_tokenload l JOIN vault_nametoken n ON n.token = l.token
     WHERE l.dropped FOR UPDATE OF n SKIP LOCKED)
  DELETE FROM vault_nametoken n USING gone WHERE n.token = gone.token AND n.person_id = gone.person_id;
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;

-- Exact count of all tokens: sets the cap, marks and removes what is over it, refreshes the loads.
CREATE OR REPLACE FUNCTION wk_recount_tokens(OUT persons bigint, OUT cap int, OUT dropped bigint, OUT removed bigint)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('wk_recount_tokens', 7));
  DROP TABLE IF EXISTS pg_temp.counted;
  CREATE TEMP TABLE counted ON COMMIT DROP AS
    SELECT n.token, count(*)::int AS holders, max(n.generation)::smallint AS generation
      FROM public.vault_nametoken n GROUP BY n.token HAVING count(*) >= 32;
  SELECT count(*) INTO persons FROM (SELECT 1 FROM vault_nametoken n GROUP BY n.person_id) x;
  cap := wk_token_cap(persons);
  INSERT INTO vault_tokencap AS c (id, persons, cap, counted_at) VALUES (1, wk_recount_tokens.persons, wk_recount_tokens.cap, now())
  ON CONFLICT (id) DO UPDATE SET persons = excluded.persons, cap = excluded.cap, counted_at = excluded.counted_at;
  DELETE FROM vault_tokenload l WHERE NOT l.dropped;
  INSERT INTO vault_tokenload AS l (token, holders, dropped, generation)
  SELECT c.token, c.holders, c.holders > wk_recount_tokens.cap, c.generation FROM pg_temp.counted c ORDER BY c.token
  ON CONFLICT (token) DO NOTHING;
  SELECT count(*) INTO dropped FROM vault_tokenload l WHERE l.dropped;
  removed := wk_sweep_tokens();
END $$;

-- A person who is erased leaves nothing to be counted.
CREATE OR REPLACE FUNCTION wk_erase_name_tokens(person uuid) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE removed bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 7));
  DELETE FROM vault_nametoken n WHERE n.person_id = person;
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;

-- After a rotation: close a generation. Refused (WK006) while somebody has tokens of no other: without the
-- old key she could not be found any more.
CREATE OR REPLACE FUNCTION wk_forget_generation(old int) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE left_over bigint;
BEGIN
  SELECT count(DISTINCT n.person_id) INTO left_over FROM vault_nametoken n WHERE n.generation = old;
  IF left_over > 0 THEN
    RAISE EXCEPTION '% persons are not written anew', left_over USING ERRCODE = 'WK006',
      HINT = 'Run the rotation again; a process that still knows the old key only may have written them.';
  END IF;
  DELETE FROM vault_tokenload l WHERE l.generation = old;
END $$;
