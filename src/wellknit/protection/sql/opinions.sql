-- How many opinions stand, for members who may not yet read them.
CREATE OR REPLACE FUNCTION wk_opinions_given(the_identification uuid) RETURNS int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n int; c uuid;
BEGIN
  SELECT case_id INTO c FROM protection_identification WHERE id = the_identification;
  IF c IS NULL OR NOT wk_holds(c) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'WK003'; END IF;
  SELECT count(*) INTO n FROM protection_opinion WHERE identification_id = the_identification;
  RETURN n;
END $$;
