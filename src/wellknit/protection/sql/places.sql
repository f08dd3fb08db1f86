-- Counting who lives in a house without showing who: numbers for whoever looks for a bed.
-- VOLATILE on purpose: asked after the unit's row was locked, it must see what committed meanwhile.
CREATE OR REPLACE FUNCTION wk_unit_taken(the_unit uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n int;
BEGIN
  IF wk_person() IS NULL THEN RAISE EXCEPTION 'no viewer' USING ERRCODE = 'WK001'; END IF;
  SELECT count(*) INTO n FROM protection_stay WHERE unit_id = the_unit AND ended_on IS NULL;
  RETURN n + (SELECT count(*) FROM protection_reservation r
               WHERE r.unit_id = the_unit AND r.outcome = '' AND r.until > now());
END $$;

-- How many who live in a unit do not belong to this household (nobody's household is a stranger too).
CREATE OR REPLACE FUNCTION wk_unit_strangers(the_unit uuid, the_household uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n int;
BEGIN
  IF wk_person() IS NULL THEN RAISE EXCEPTION 'no viewer' USING ERRCODE = 'WK001'; END IF;
  SELECT count(*) INTO n FROM protection_stay WHERE unit_id = the_unit AND ended_on IS NULL
     AND (household IS NULL OR household IS DISTINCT FROM the_household);
  RETURN n;
END $$;

-- Every unit that is open, with its beds taken, and when its place was last looked at: no finding, only days.
CREATE OR REPLACE FUNCTION wk_places() RETURNS TABLE (
  place_id uuid, unit_id uuid, taken int, last_self date, last_visit date)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF wk_person() IS NULL THEN RAISE EXCEPTION 'no viewer' USING ERRCODE = 'WK001'; END IF;
  RETURN QUERY
  SELECT p.id, u.id, (coalesce(t.n, 0) + coalesce(k.n, 0))::int,
         (SELECT max(i."on") FROM protection_inspection i WHERE i.place_id = p.id AND i.kind = 'self_assessment'),
         (SELECT max(i."on") FROM protection_inspection i WHERE i.place_id = p.id AND i.kind = 'monitoring_visit')
    FROM protection_place p
    LEFT JOIN protection_unit u ON u.place_id = p.id AND u.closed_on IS NULL
    LEFT JOIN (SELECT s.unit_id, count(*) AS n FROM protection_stay s
                WHERE s.ended_on IS NULL AND s.unit_id IS NOT NULL GROUP BY 1) t ON t.unit_id = u.id
    LEFT JOIN (SELECT r.unit_id, count(*) AS n FROM protection_reservation r
                WHERE r.outcome = '' AND r.until > now() GROUP BY 1) k ON k.unit_id = u.id;
END $$;

-- The day of the place's last look of one kind, for the warning beside a placement.
CREATE OR REPLACE FUNCTION wk_last_look(the_place uuid, what text) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(i."on") FROM protection_inspection i
   WHERE i.place_id = the_place AND i.kind = what AND wk_person() IS NOT NULL
$$;

-- Nobody outside holds the case: those who watch over custody are told, never an office that may detain.
CREATE OR REPLACE FUNCTION wk_alert_watchers(the_case uuid, what text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n int;
BEGIN
  IF NOT wk_holds(the_case) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003'; END IF;
  INSERT INTO access_notice (id, office_id, kind, case_id, at)
  SELECT gen_random_uuid(), o.id, what, the_case, now() FROM identity_office o
   WHERE NOT o.may_detain AND o.closed_on IS NULL AND o.jurisdiction = wk_country() AND EXISTS (
     SELECT 1 FROM identity_membership m JOIN access_rolepermission r ON r.role = m.role
      WHERE m.office_id = o.id AND r.permission = 'custody.watch'
        AND m.since <= now() AND (m.until IS NULL OR m.until > now()));
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

-- An incident or a complaint that must not stay inside: whoever watches quality elsewhere is told, without a case.
CREATE OR REPLACE FUNCTION wk_tell_outside(what text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n int;
BEGIN
  IF what NOT IN ('incident', 'complaint') THEN RAISE EXCEPTION 'no such notice' USING ERRCODE = 'WK003'; END IF;
  INSERT INTO access_notice (id, office_id, kind, case_id, at)
  SELECT gen_random_uuid(), o.id, what, NULL, now() FROM identity_office o
   WHERE o.id <> wk_office() AND NOT o.may_detain AND o.closed_on IS NULL AND o.jurisdiction = wk_country()
     AND EXISTS (SELECT 1 FROM identity_membership m JOIN access_rolepermission r ON r.role = m.role
                  WHERE m.office_id = o.id AND r.permission = 'quality.watch'
                    AND m.since <= now() AND (m.until IS NULL OR m.until > now()));
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
