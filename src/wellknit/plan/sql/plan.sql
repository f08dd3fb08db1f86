-- How far a block is shown follows from its state, and every row inside follows its block. Nobody sets it by hand:
-- the web role may write its own rows, but what it writes into `shown` is replaced here.

CREATE OR REPLACE FUNCTION wk_plan_shown(state text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE state WHEN 'draft' THEN 'own' WHEN 'endorsed' THEN 'secretariat' WHEN 'reviewed' THEN 'secretariat'
         ELSE 'all' END
$$;

CREATE OR REPLACE FUNCTION wk_plan_block_shown() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.shown := wk_plan_shown(NEW.state);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION wk_plan_cascade() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.shown IS DISTINCT FROM OLD.shown THEN
    UPDATE plan_fact SET shown = NEW.shown WHERE block_id = NEW.id;
    UPDATE plan_statuscall SET shown = NEW.shown WHERE block_id = NEW.id;
    UPDATE plan_narrative SET shown = NEW.shown WHERE block_id = NEW.id;
    UPDATE plan_workplanline SET shown = NEW.shown WHERE block_id = NEW.id;
    UPDATE plan_linebudget b SET shown = NEW.shown FROM plan_workplanline l WHERE l.id = b.line_id AND l.block_id = NEW.id;
    UPDATE plan_lineprogress p SET shown = NEW.shown FROM plan_workplanline l
     WHERE l.id = p.line_id AND l.block_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

-- A row that enters a block takes the block's unit and openness; a row cannot be smuggled into another's block.
CREATE OR REPLACE FUNCTION wk_plan_into_block() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b plan_block;
BEGIN
  SELECT * INTO b FROM plan_block WHERE id = NEW.block_id;
  IF b.unit <> NEW.unit THEN
    RAISE EXCEPTION 'the row names another unit than its block' USING ERRCODE = 'WK003';
  END IF;
  NEW.shown := b.shown;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION wk_plan_into_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE l plan_workplanline;
BEGIN
  SELECT * INTO l FROM plan_workplanline WHERE id = NEW.line_id;
  IF l.unit <> NEW.unit THEN
    RAISE EXCEPTION 'the row names another unit than its line' USING ERRCODE = 'WK003';
  END IF;
  NEW.shown := l.shown;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS plan_block_shown ON plan_block;
CREATE TRIGGER plan_block_shown BEFORE INSERT OR UPDATE ON plan_block
  FOR EACH ROW EXECUTE FUNCTION wk_plan_block_shown();
DROP TRIGGER IF EXISTS plan_block_cascade ON plan_block;
CREATE TRIGGER plan_block_cascade AFTER UPDATE ON plan_block
  FOR EACH ROW EXECUTE FUNCTION wk_plan_cascade();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['plan_fact', 'plan_statuscall', 'plan_narrative', 'plan_workplanline'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS plan_into_block ON %I', t);
    EXECUTE format('CREATE TRIGGER plan_into_block BEFORE INSERT ON %I FOR EACH ROW'
                   ' EXECUTE FUNCTION wk_plan_into_block()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['plan_linebudget', 'plan_lineprogress'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS plan_into_line ON %I', t);
    EXECUTE format('CREATE TRIGGER plan_into_line BEFORE INSERT ON %I FOR EACH ROW'
                   ' EXECUTE FUNCTION wk_plan_into_line()', t);
  END LOOP;
END $$;
