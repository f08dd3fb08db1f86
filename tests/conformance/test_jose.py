"""Project Wycheproof's vectors of JWS and JWE against our opening code: nothing accepted that should be refused.

One group is of our own suite, but on another curve: it runs through the library under our register. All
others are of suites we never agreed on, and are refused whether they are valid or not.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key
from tests.harness.exchange import Node

from wellknit.platform.exchange.envelope import _unseal, read_jws
from wellknit.platform.exchange.suite import (
    MESSAGE,
    RECEIPT,
    SEAL_ALG,
    SEAL_ENC,
    SEALING,
    SIGNING,
    NodeKey,
    Refused,
    b64decode,
)

STANDARDS = Path(
    os.environ.get("WELLKNIT_STANDARDS") or Path(__file__).resolve().parents[3] / "shared/standards"
)
FOLDER = STANDARDS / "jose"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
OURS = Node("mm")
REFUSED = (JoseError, Refused, ValueError, TypeError, AssertionError, KeyError)
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason=f"Wycheproof's vectors are not beside the sources ({FOLDER}); set WELLKNIT_STANDARDS",
)


def vectors(name: str, field: str) -> list[tuple[str, Any, Any]]:
    """(label, key, vector) of a file."""
    path = FOLDER / f"json_web_{name}_test.json"
    if not path.exists():
        return []
    groups = json.loads(path.read_text())["testGroups"]
    return [
        (
            f"{group['comment']}-{test['tcId']}-{test['comment']}"[:60],
            group.get(field) or group["private"],
            test,
        )
        for group in groups
        for test in group["tests"]
    ]


def header_of(compact: Any) -> dict[str, Any]:
    if not isinstance(compact, str):
        return {}
    try:
        found = json.loads(b64decode(compact.split(".")[0].encode()))
    except (Refused, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def under_every_kid(compact: Any, key: NodeKey) -> dict[str, NodeKey]:
    """Our key under the name the vector uses: it may not be opened because a name happens to fit."""
    return {str(header_of(compact).get("kid")): key, key.kid: key, "None": key}


@pytest.mark.parametrize(
    "label, key, vector", vectors("encryption", "private"), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_foreign_box_is_not_opened(label: str, key: Any, vector: Any) -> None:
    data = vector["jwe"] if isinstance(vector["jwe"], str) else json.dumps(vector["jwe"])
    with pytest.raises(Refused):
        _unseal(data.encode(), under_every_kid(vector["jwe"], OURS.seal), "mm", NOW)


@pytest.mark.parametrize(
    "label, key, vector", vectors("encryption", "private"), ids=lambda v: v if isinstance(v, str) else ""
)
def test_the_librarys_box_under_our_register(label: str, key: Any, vector: Any) -> None:
    head = header_of(vector["jwe"])
    ours = (head.get("alg"), head.get("enc")) == (SEAL_ALG, SEAL_ENC) and "zip" not in head
    ours = ours and key.get("alg") == SEAL_ALG and vector["result"] == "valid"
    try:
        plain = jwe.decrypt_compact(vector["jwe"], import_key(key), registry=SEALING).plaintext
    except REFUSED:
        assert not ours, "a valid vector of our suite was refused"
        return
    assert ours, "accepted what should be refused"
    assert plain == bytes.fromhex(vector["pt"])


def test_our_suite_stands_in_the_vectors() -> None:
    """Else the test above would prove nothing about opening."""
    found = [
        v for _l, key, v in vectors("encryption", "private")
        if (header_of(v["jwe"]).get("alg"), header_of(v["jwe"]).get("enc")) == (SEAL_ALG, SEAL_ENC)
    ]  # fmt: skip
    assert any(v["result"] == "valid" for v in found)


@pytest.mark.parametrize(
    "label, key, vector", vectors("signature", "public"), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_foreign_word_is_not_believed(label: str, key: Any, vector: Any) -> None:
    text = vector["jws"] if isinstance(vector["jws"], str) else json.dumps(vector["jws"])
    for typ in (MESSAGE, RECEIPT):
        with pytest.raises(Refused):
            read_jws(text.encode(), typ=typ, keys=under_every_kid(vector["jws"], OURS.sign), now=NOW)
    with pytest.raises(REFUSED):
        jws.deserialize_compact(text, import_key(key), registry=SIGNING)


def test_base64_that_is_not_canonical_is_refused() -> None:
    """Wycheproof's own group: characters, padding and bits that a lenient decoder lets through."""
    group = [v for label, _k, v in vectors("signature", "public") if label.startswith("base64")]
    # Two "invalid" ones are letter for letter a valid one; what was wrong with them got lost in the file.
    good = {v["jws"] for v in group if v["comment"].startswith("Valid")}
    bad = [v for v in group if v["result"] == "invalid" and v["jws"] not in good]
    assert bad
    for vector in bad:
        with pytest.raises(Refused):
            for part in vector["jws"].split("."):
                b64decode(part.encode())
