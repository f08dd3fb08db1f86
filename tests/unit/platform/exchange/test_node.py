"""`wellknit node`: keys and card are made by setup, shown, turned; the server's process never opens the keys."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.harness.people import make_member, make_office
from tests.harness.run import environment

from wellknit.platform.access.refusals import NotNow
from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange import keys, owncard
from wellknit.platform.vault.keyring import KeyMissing


@pytest.fixture
def held(node: Any, monkeypatch: Any) -> Any:
    """This process as the worker is."""
    monkeypatch.setattr(keys, "_PLACE", {"closed": "", "open": ""})
    keys.open_here("test")
    return keys.own_keys()


def test_setup_makes_keys_and_card(node: Any, held: Any) -> None:
    assert stat.S_IMODE(keys.key_path().stat().st_mode) == 0o600
    read = owncard.own()
    assert read.card.code == "th" and read.card.offices == ("ministry",) and "protection" in read.card.wings
    assert set(read.card.node_keys()) == set(held.keys)


def test_the_servers_process_never_opens_the_keys(node: Any) -> None:
    code = (
        "import wellknit.wsgi\n"
        "from wellknit.platform.exchange import keys\n"
        "keys.open_here('worker')\n"
        "keys.own_keys()\n"
    )
    env = {**os.environ, **environment(node.run, node.home.node)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode and "KeyMissing" in done.stderr and "worker only" in done.stderr


def test_nobody_who_did_not_say_so_opens_them(node: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(keys, "_PLACE", {"closed": "", "open": ""})
    with pytest.raises(KeyMissing):
        keys.own_keys()


def test_others_on_the_machine_may_not_read_them(db: Any, held: Any) -> None:
    keys.key_path().chmod(0o640)
    try:
        with pytest.raises(KeyMissing):
            keys.own_keys()
    finally:
        keys.key_path().chmod(0o600)


def test_turning_announces_the_new_key_and_keeps_the_old(db: Any, held: Any) -> None:
    now = datetime.now(UTC)
    before = owncard.own()
    turned = owncard.turn(now=now)
    assert turned.sign.kid == held.sign.kid and turned.next_sign
    after = owncard.own()
    assert after.endorsed_by(before.card.node_keys(), now) and after.fingerprint != before.fingerprint
    with pytest.raises(NotNow):
        owncard.turn(now=now + timedelta(days=1))
    later = keys.own_keys(now + timedelta(days=31))
    assert later.sign.kid == turned.next_sign.key.kid and later.sign.state == "active"
    old = next(h for h in later.held if h.key.kid == held.sign.kid)
    assert old.key.state == "retired" and old.until == now + timedelta(days=30 + 90)
    again = keys.rotate_keys(announce_days=30, old_keys_days=90, now=now + timedelta(days=365))
    assert held.sign.kid not in again.keys and len(again.held) == 4


def test_a_stolen_key_is_replaced_at_once(db: Any, held: Any) -> None:
    announced = owncard.turn().next_sign
    before = owncard.own().card.node_keys()
    turned = owncard.turn(at_once=True)
    assert announced and turned.sign.kid not in {held.sign.kid, announced.key.kid} and not turned.next_sign
    card = owncard.own()
    assert held.sign.kid not in card.card.node_keys() and announced.key.kid not in turned.keys
    assert card.endorsed_by(before, datetime.now(UTC)), "the key that was pinned signs the card that ends it"
    assert {k.kid for k in held.keys.values() if k.use == "enc"} <= set(card.card.node_keys())


def test_the_program_plays_it_for_two_officials(db: Any, program: Any, tmp_path: Path) -> None:
    office = make_office("ministry", kind="ministry")
    one, two = (make_member(office, "exchange_official", n).email for n in ("One Official", "Two Official"))
    shown = program("node", "show", "--to", str(tmp_path / "own.json"))
    assert re.search(r"fingerprint  (\d{5} ){7}\d{5}", shown.stdout), shown.stderr

    at = datetime.now(UTC)
    from wellknit.platform.exchange.keys import Held, OwnKeys
    from wellknit.platform.exchange.suite import new_key

    theirs = OwnKeys("mm", tuple(Held(new_key("mm", u), at) for u in ("sig", "enc")), at)
    facts = {**owncard.facts(), "code": "mm", "name": "Myanmar", "country": "MM"}
    (tmp_path / "mm.json").write_text(cards.write(facts, theirs))
    proposed = program("node", "trust", str(tmp_path / "mm.json"), "--as", one)
    assert "second one confirms" in proposed.stdout, proposed.stderr
    digits = cards.read((tmp_path / "mm.json").read_text(), at).digits
    alone = program("node", "trust", "--confirm", "mm", "--fingerprint", digits, "--as", one)
    assert alone.returncode == 1 and "second official" in alone.stderr
    wrong = program("node", "trust", "--confirm", "mm", "--fingerprint", "1" * 40, "--as", two)
    assert wrong.returncode == 1 and "digits" in wrong.stderr
    done = program("node", "trust", "--confirm", "mm", "--fingerprint", digits, "--as", two)
    assert "pinned" in done.stdout, done.stderr
    assert "trusted" in program("node", "peers").stdout
    assert "revoked" in program("node", "distrust", "mm", "--as", one).stdout


def test_a_check_says_when_keys_are_due(db: Any, held: Any, monkeypatch: Any) -> None:
    from wellknit.commands.checks import _keys

    assert _keys() == []
    monkeypatch.setattr(owncard, "due", lambda: datetime.now(UTC) - timedelta(days=1))
    assert "node rotate" in _keys()[0]


def test_a_changed_address_makes_a_new_card_with_the_same_keys(db: Any, held: Any, settings: Any) -> None:
    assert owncard.init() is False
    settings.WELLKNIT_ADDRESS = "https://node.example"
    assert owncard.init() is True and owncard.own().card.address == "https://node.example"
    assert set(owncard.own().card.node_keys()) == set(held.keys)
    settings.WELLKNIT_ADDRESS = ""
    assert owncard.init() is False, "an upgrade without the variable does not move the node"
    assert owncard.own().card.address == "https://node.example"
