"""The tables of the name search bench: what the web role searches behind in production, made small."""

SCHEMA = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE FUNCTION wk_office() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN IF coalesce(current_setting('bench.office', true), '') = '' THEN RAISE EXCEPTION 'no viewer'; END IF;
RETURN current_setting('bench.office')::uuid; END $$;
CREATE FUNCTION wk_person() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT '00000000-0000-0000-0000-000000000001'::uuid $$;
CREATE TABLE access_grant (id uuid DEFAULT gen_random_uuid(), case_id uuid, person_id uuid, office_id uuid,
  holder_id uuid, basis text, since timestamptz, until timestamptz);
CREATE TABLE vault_nametoken (token bigint NOT NULL, person_id uuid NOT NULL, generation smallint NOT NULL);
CREATE TABLE vault_tokenload (token bigint PRIMARY KEY, holders int, dropped boolean, generation smallint);
CREATE TABLE vault_tokencap (id smallint PRIMARY KEY, persons int, cap int, counted_at timestamptz);
CREATE TABLE bench_person (id uuid NOT NULL, names bytea NOT NULL);
CREATE TABLE bench_truth (id uuid NOT NULL, script text, name text, year smallint);
CREATE TABLE bench_plain (person_id uuid NOT NULL, form text NOT NULL, year smallint);
"""
INDEXES = """
ALTER TABLE vault_nametoken ADD PRIMARY KEY (token, person_id);
CREATE INDEX vault_nametoken_person ON vault_nametoken (person_id);
ALTER TABLE bench_person ADD PRIMARY KEY (id);
ALTER TABLE bench_truth ADD PRIMARY KEY (id);
CREATE INDEX ON access_grant (person_id, office_id);
CREATE INDEX ON access_grant (office_id, person_id);
CREATE INDEX bench_plain_trgm ON bench_plain USING gin (form gin_trgm_ops);
ALTER TABLE bench_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON bench_person TO bench_web USING (EXISTS (SELECT 1 FROM access_grant g
  WHERE g.person_id = bench_person.id AND g.office_id = (SELECT wk_office())
  AND (g.holder_id IS NULL OR g.holder_id = (SELECT wk_person())) AND (g.until IS NULL OR g.until > now())));
GRANT SELECT ON bench_person, access_grant TO bench_web;
"""
