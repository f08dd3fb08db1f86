-- Two views of the same rows: one for viewers, one for the facts role of the operator's programs, which
-- reads these rows and nothing else in the database.
-- The back door to statistics: rows without identity, for viewers who may read facts, and nobody else.
-- At most fifteen fields leave (SPA2 3.1); protection.facts holds the same list and a test counts both.
DROP VIEW IF EXISTS protection_shelter_fact;
DROP VIEW IF EXISTS protection_shelter_fact_all;
CREATE VIEW protection_shelter_fact_all AS
SELECT c.jurisdiction AS country,
       extract(year FROM s.began_on)::int AS year,
       extract(quarter FROM s.began_on)::int AS quarter,
       s.kind AS place, s.custodial, s.voluntary,
       CASE WHEN s.ended_on IS NULL THEN 'open'
            WHEN s.ended_on - s.began_on < 92 THEN '0-3 months'
            WHEN s.ended_on - s.began_on < 183 THEN '3-6 months' ELSE 'over 6 months' END AS length,
       p.nationality, p.sex, c.age_band, c.exploitation,
       coalesce(i.state, 'none') AS identification,
       c.closure_reason AS ending,
       row_number() OVER (PARTITION BY s.case_id, extract(year FROM s.began_on), s.kind
                          ORDER BY s.began_on, s.id) = 1 AS first_in_year
  FROM protection_stay s
  JOIN protection_case c ON c.id = s.case_id
  JOIN protection_person p ON p.id = c.person_id
  LEFT JOIN protection_identification i ON i.case_id = c.id AND i.jurisdiction = c.jurisdiction;

CREATE VIEW protection_shelter_fact WITH (security_barrier) AS
SELECT * FROM protection_shelter_fact_all
 WHERE (SELECT wk_may('facts.read')) AND country = (SELECT wk_country());
