-- A list that an office brings: five thousand rows must not be five thousand round trips. Three questions, each
-- for many rows at once, each asking who looks exactly as its single sister does.

-- Who of the list may be here already: persons in the viewer's reach that share rare name tokens with a row, at
-- most three a row, the most shared first. Tokens that many carry say nothing about one row and are passed over.
CREATE OR REPLACE FUNCTION wk_import_known(row_numbers int[], tokens bigint[])
RETURNS TABLE (row_number int, person_id uuid, shared int) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE office uuid := wk_office(); me uuid := wk_person();
BEGIN
  IF NOT wk_may('cases.open') OR NOT wk_may('search.names') THEN
    RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003';
  END IF;
  RETURN QUERY
  WITH hits AS (
    SELECT a.row_no, n.person_id AS pid, count(*)::int AS times
      FROM unnest(row_numbers, tokens) AS a(row_no, token)
      JOIN LATERAL (SELECT x.person_id FROM vault_nametoken x WHERE x.token = a.token LIMIT 33) n ON true
     GROUP BY 1, 2 HAVING count(*) >= 2),
  seen AS (
    SELECT h.*, row_number() OVER (PARTITION BY h.row_no ORDER BY h.times DESC, h.pid) AS place
      FROM hits h
     WHERE EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = h.pid AND g.office_id = office
                    AND (g.holder_id IS NULL OR g.holder_id = me) AND (g.until IS NULL OR g.until > now())))
  SELECT s.row_no, s.pid, s.times FROM seen s WHERE s.place <= 3 ORDER BY 1, s.place;
END $$;

-- wk_first_grant for many: the office holds what it opens. Nobody is first on a case that is held, and nobody
-- opens a case for a person out of her reach.
CREATE OR REPLACE FUNCTION wk_import_open(cases uuid[], persons uuid[], codes text[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE office uuid := wk_office(); me uuid := wk_person(); n int;
BEGIN
  IF NOT wk_may('cases.open') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  IF cardinality(cases) <> cardinality(persons) OR cardinality(cases) <> cardinality(codes) OR cardinality(cases) > 20000 THEN
    RAISE EXCEPTION 'lists of unequal length' USING ERRCODE = '22023';
  END IF;
  IF EXISTS (SELECT 1 FROM unnest(cases) c(id) JOIN access_grant g ON g.case_id = c.id) THEN
    RAISE EXCEPTION 'already held' USING ERRCODE = 'WK003';
  END IF;
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT unnest(persons) AS id) p
              WHERE EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = p.id)
                AND NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = p.id AND g.office_id = office
                                 AND (g.holder_id IS NULL OR g.holder_id = me) AND (g.until IS NULL OR g.until > now()))) THEN
    RAISE EXCEPTION 'person out of reach' USING ERRCODE = 'WK003';
  END IF;
  INSERT INTO access_grant (id, case_id, person_id, office_id, holder_id, basis, since, until)
  SELECT gen_random_uuid(), a.c, a.p, office, NULL, 'opened', now(), NULL FROM unnest(cases, persons) a(c, p);
  GET DIAGNOSTICS n = ROW_COUNT;
  INSERT INTO access_casecode (code, case_id, person_id)
  SELECT a.k, a.c, a.p FROM unnest(codes, cases, persons) a(k, c, p);
  RETURN n;
END $$;

-- What follows once the rows are written: name tokens of the new persons, worklist rows, one event a case.
CREATE OR REPLACE FUNCTION wk_import_file(run uuid, cases uuid[], persons uuid[], whose int[], tokens bigint[], generation int)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE office uuid := wk_office(); me uuid := wk_person(); cap int := wk_token_cap(); stored int; t bigint;
BEGIN
  IF NOT wk_may('cases.open') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  IF EXISTS (SELECT 1 FROM unnest(cases) c(id) WHERE NOT EXISTS (SELECT 1 FROM access_grant g
              WHERE g.case_id = c.id AND g.office_id = office AND g.holder_id IS NULL AND g.basis = 'opened'))
     OR EXISTS (SELECT 1 FROM unnest(persons) p(id) WHERE NOT EXISTS (SELECT 1 FROM access_grant g
              WHERE g.person_id = p.id AND g.office_id = office AND g.holder_id IS NULL AND (g.until IS NULL OR g.until > now()))) THEN
    RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003';
  END IF;
  INSERT INTO vault_nametoken (token, person_id, generation)
  SELECT a.token, p.id, wk_import_file.generation
    FROM unnest(whose, tokens) AS a(place, token) JOIN unnest(persons) WITH ORDINALITY AS p(id, place) ON p.place = a.place
   WHERE NOT EXISTS (SELECT 1 FROM vault_tokenload l WHERE l.token = a.token AND l.dropped)
   ORDER BY 1, 2 ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS stored = ROW_COUNT;
  -- A name that half the list carries is common from today on, as if it had been written one by one.
  FOR t IN SELECT a.token FROM unnest(tokens) AS a(token) GROUP BY 1 HAVING count(*) > greatest(8, cap / 8) ORDER BY 1 LOOP
    IF (SELECT count(*) FROM (SELECT 1 FROM vault_nametoken n WHERE n.token = t LIMIT cap + 1) x) > cap
       AND pg_try_advisory_xact_lock(t) THEN
      INSERT INTO vault_tokenload AS l (token, holders, dropped, generation)
      VALUES (t, cap + 1, true, wk_import_file.generation)
      ON CONFLICT (token) DO UPDATE SET dropped = true, holders = excluded.holders WHERE NOT l.dropped;
    END IF;
  END LOOP;
  INSERT INTO protection_worklistrow (id, case_id, office_id, code, state, mine, worker_id, nationality, age_band,
    presumed_child, identification, place, next_due, next_rule, opened_on, changed_at)
  SELECT gen_random_uuid(), c.id, office, c.code, c.state, true, c.worker_id, p.nationality, c.age_band,
    c.presumed_child, '', '', k.due_at, coalesce(k.rule, ''), c.opened_on, now()
    FROM protection_case c JOIN protection_person p ON p.id = c.person_id
    LEFT JOIN protection_clock k ON k.case_id = c.id AND k.office_id = office AND k.stopped_at IS NULL
   WHERE c.id = ANY(cases)
  ON CONFLICT (case_id, office_id) DO NOTHING;
  INSERT INTO audit_event (id, actor_id, office_id, event, target_kind, target_id, case_id, fields, note)
  SELECT gen_random_uuid(), me, office, 'case.opened', 'case', c.id, c.id, '{}', jsonb_build_object('import', run)
    FROM unnest(cases) c(id);
  RETURN stored;
END $$;
