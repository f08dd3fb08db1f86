-- Peers, their keys and their cards are written here or by the worker; the web role only reads them.
-- What is pinned is taken from the signed card itself, never from what a page hands over.

CREATE OR REPLACE FUNCTION wk_card_payload(text) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT decode(rpad(p, (length(p) + 3) / 4 * 4, '='), 'base64')
    FROM (SELECT translate(split_part($1, '.', 2), '-_', '+/') AS p) AS parts
$$;

CREATE OR REPLACE FUNCTION wk_card_facts(text) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT convert_from(wk_card_payload($1), 'UTF8')::jsonb
$$;

CREATE OR REPLACE FUNCTION wk_need_official() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT wk_may('nodes.trust') THEN RAISE EXCEPTION 'not an official' USING ERRCODE = 'WK003'; END IF;
  RETURN wk_person();
END $$;

-- A card for which nobody here has vouched yet; a node never heard of comes into the list as proposed.
CREATE OR REPLACE FUNCTION wk_card_put(the_card uuid, signed text, before text[], by_way text, of_old boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f jsonb := wk_card_facts(signed); p exchange_peer;
BEGIN
  INSERT INTO exchange_peer (id, code, name, country, wings, time_zone, offices, address, protocol, state, state_at)
  VALUES (gen_random_uuid(), f->>'code', f->>'name', f->>'country', '{}', f->>'time_zone', '{}', '', '{}', 'proposed', now())
  ON CONFLICT (code) DO NOTHING;
  SELECT * INTO p FROM exchange_peer WHERE code = f->>'code' FOR UPDATE;
  IF p.state = 'trusted' AND NOT of_old THEN RAISE EXCEPTION 'not by the old key' USING ERRCODE = 'WK003'; END IF;
  INSERT INTO exchange_peercard (id, peer_id, text, by_previous, fingerprint, state, came_by, endorsed, at)
  VALUES (the_card, p.id, signed, before, encode(sha256(wk_card_payload(signed)), 'hex'), 'arrived', by_way, of_old, clock_timestamp());
END $$;

CREATE OR REPLACE FUNCTION wk_card_propose(the_card uuid, signed text, before text[], of_old boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := wk_need_official();
BEGIN
  PERFORM wk_card_put(the_card, signed, before, 'file', of_old);
  UPDATE exchange_peercard SET state = 'half_confirmed', first_by_id = who, first_at = clock_timestamp() WHERE id = the_card;
END $$;

-- True when this was the second official and the card is pinned now.
CREATE OR REPLACE FUNCTION wk_card_confirm(the_card uuid, said text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := wk_need_official(); c exchange_peercard;
BEGIN
  SELECT * INTO c FROM exchange_peercard WHERE id = the_card FOR UPDATE;
  IF c.fingerprint IS DISTINCT FROM said THEN RAISE EXCEPTION 'another fingerprint' USING ERRCODE = 'WK003'; END IF;
  IF c.state = 'arrived' THEN
    UPDATE exchange_peercard SET state = 'half_confirmed', first_by_id = who, first_at = clock_timestamp() WHERE id = the_card;
    RETURN false;
  END IF;
  IF c.state <> 'half_confirmed' OR c.first_by_id = who THEN
    RAISE EXCEPTION 'not the second official' USING ERRCODE = 'WK003';
  END IF;
  UPDATE exchange_peercard SET state = 'replaced' WHERE peer_id = c.peer_id AND state = 'pinned';
  UPDATE exchange_peercard SET state = 'pinned', second_by_id = who, second_at = clock_timestamp() WHERE id = the_card;
  PERFORM wk_card_pin(c.peer_id, c.text);
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION wk_card_pin(the_peer uuid, signed text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f jsonb := wk_card_facts(signed); k jsonb;
BEGIN
  UPDATE exchange_peer SET name = f->>'name', country = f->>'country', time_zone = f->>'time_zone', address = f->>'address',
         wings = ARRAY(SELECT jsonb_array_elements_text(f->'wings')), offices = ARRAY(SELECT jsonb_array_elements_text(f->'offices')),
         protocol = ARRAY(SELECT jsonb_array_elements_text(f->'protocol')::int), state = 'trusted', state_at = clock_timestamp()
   WHERE id = the_peer;
  -- A key the new card no longer names has ended at its holder.
  UPDATE exchange_peerkey SET state = 'revoked' WHERE peer_id = the_peer
     AND kid NOT IN (SELECT e->'jwk'->>'kid' FROM jsonb_array_elements(f->'keys') AS e);
  FOR k IN SELECT * FROM jsonb_array_elements(f->'keys') LOOP
    INSERT INTO exchange_peerkey (id, peer_id, kid, use, jwk, state, until)
    VALUES (gen_random_uuid(), the_peer, k->'jwk'->>'kid', k->'jwk'->>'use', k->'jwk',
            CASE WHEN (k->>'until')::bigint = 0 THEN 'active' ELSE 'retired' END,
            CASE WHEN (k->>'until')::bigint > 0 THEN to_timestamp((k->>'until')::bigint) END)
    ON CONFLICT (kid) DO UPDATE SET state = EXCLUDED.state, until = EXCLUDED.until
      WHERE exchange_peerkey.peer_id = the_peer AND exchange_peerkey.state <> 'revoked';
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION wk_card_refuse(the_card uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM wk_need_official();
  UPDATE exchange_peercard SET state = 'refused' WHERE id = the_card AND state IN ('arrived', 'half_confirmed');
END $$;

-- One official is enough to end trust: waiting for a second would leave a stolen key in use.
CREATE OR REPLACE FUNCTION wk_peer_stop(the_peer uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM wk_need_official();
  UPDATE exchange_peer SET state = 'stopped', state_at = clock_timestamp() WHERE id = the_peer;
  UPDATE exchange_peerkey SET state = 'revoked' WHERE peer_id = the_peer;
  UPDATE exchange_peercard SET state = 'replaced' WHERE peer_id = the_peer AND state = 'pinned';
  UPDATE exchange_peercard SET state = 'refused' WHERE peer_id = the_peer AND state IN ('arrived', 'half_confirmed');
END $$;
