"""The signature: a whole journey with marked invented names; afterwards nobody finds a mark anywhere it must not be.

Searched: the whole database as text (tables, audit, jobs, sessions, drafts), our log and PostgreSQL's,
files, spool, mail, checkpoints, the temporary folder, facts and their files, error pages.
"""

from __future__ import annotations

import io
import logging
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.harness.people import make_member, make_office, seen_by, sign_in
from tests.unit.protection.conftest import told

from wellknit.commands.acting import as_role
from wellknit.protection.actions import case, emergency, identification, referral, screening, stay
from wellknit.protection.actions.identification import Grounds
from wellknit.protection.actions.person import Who

# Each kind of private thing has a mark of its own, so that a failure says what leaked.
NAME, LATIN, ALIAS, NOTE, PLACE, REASON, TITLE, PAPER, TYPED, QUERY, PHONE = (
    f"ZZ{what}ZZ"
    for what in (
        "NAME",
        "LATIN",
        "ALIAS",
        "NOTE",
        "PLACE",
        "REASON",
        "TITLE",
        "PAPER",
        "TYPED",
        "QUERY",
        "PHONE",
    )
)
MARKS = (NAME, LATIN, ALIAS, NOTE, PLACE, REASON, TITLE, PAPER, TYPED, QUERY, PHONE)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything any logger lets through, formatted as on a node."""
    from django.conf import settings

    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"]))
    from wellknit.platform.audit.logs import CodesOnly

    handler.addFilter(CodesOnly())
    logging.getLogger().addHandler(handler)
    logging.getLogger("django.request").addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)
    logging.getLogger("django.request").removeHandler(handler)


def the_journey() -> dict[str, Any]:
    """From the border to closure, through verbs and pages, with mistakes on the way."""
    border, shelter = make_office("border", kind="immigration"), make_office("shelter")
    nok = make_member(border, "first_responder", "Nok Invented")
    somying = make_member(shelter, "social_worker", "Somying Invented")
    chair = make_member(shelter, "mdt_chair", "Chai Invented")
    identity = {"name_native": NAME, "name_latin": LATIN, "safe_contact": PHONE}
    with seen_by(nok, border) as viewer:
        sent = screening.submit(told(identity=identity), by=viewer, to_office=shelter).referral
        screening.submit(told(identity=identity, agrees="no"), by=viewer, to_office=shelter)
    with seen_by(somying, shelter) as viewer:
        referral.ask(sent, by=viewer, question=NOTE)
    with seen_by(nok, border) as viewer:
        referral.answer(sent, by=viewer, words=NOTE)
    with seen_by(somying, shelter) as viewer:
        taken = referral.accept(sent, by=viewer)
        who = Who(sex="female", name_native=NAME, name_latin=LATIN, aliases=(ALIAS,), nationality="MM",
                  contact={"telephone": PHONE})  # fmt: skip
        file = case.open(who, case.Opening("18+", True, summary=NOTE), by=viewer, referral=taken)
        case.note(file, NOTE, by=viewer)
        stay.begin(file, stay.Spell("police_cell", "none_known", "no", "persons_account",
                                    file.opened_on, place=PLACE), by=viewer)  # fmt: skip
        begun = identification.begin(file, by=viewer)
        kind = identification.procedure_of(begun).member_kinds[0]
        identification.give_opinion(begun, by=viewer, member_kind=kind, view="recognised",
                                    grounds=Grounds(("recruitment",)), reasons=REASON)  # fmt: skip
    with seen_by(chair, shelter) as viewer:
        identification.decide(
            begun, by=viewer, result="pending", grounds=Grounds(), reasons=REASON, missing=("age",)
        )
    other = make_office("elsewhere")
    charlie = make_member(other, "social_worker", "Charlie Outsider")
    with seen_by(charlie, other) as viewer:
        emergency.break_glass(file.code, REASON, by=viewer)
    return {"case": file, "somying": somying, "shelter": shelter, "charlie": charlie, "other": other}


def the_pages(story: dict[str, Any]) -> None:
    """Read, typed, sent wrong, sent twice, sent signed out; a paper with a name in it; a search."""
    file, client = story["case"], sign_in(Client(), story["somying"], story["shelter"])
    client.raise_request_exception = False
    shown = client.get(f"/cases/{file.pk}/")
    assert shown.status_code == 200
    client.post("/search/", {"q": QUERY})
    client.post("/draft/", {"draft_path": f"/cases/{file.pk}/note/", "text": TYPED})
    client.post(
        f"/cases/{file.pk}/person/", {"name_native": TYPED, "version": "999", "form_key": str(uuid4())}
    )
    client.post(f"/cases/{file.pk}/close/", {"reason": TYPED})
    paper = SimpleUploadedFile(f"{TITLE}.pdf", b"%PDF-1.7 " + PAPER.encode() * 40_000, "application/pdf")
    client.post(f"/cases/{file.pk}/papers/add/", {"title": TITLE, "kind": "letter", "file": paper})
    wrong = SimpleUploadedFile(f"{TITLE}.exe", b"MZ" + PAPER.encode() * 100, "application/octet-stream")
    client.post(f"/cases/{file.pk}/papers/add/", {"title": TITLE, "kind": "letter", "file": wrong})
    client.get(f"/cases/{uuid4()}/?q={QUERY}")
    token = _token(story)
    Client().post(f"/cases/{file.pk}/note/", {"written_by": token, "text": TYPED})


def _token(story: dict[str, Any]) -> str:
    from wellknit.platform.access.drafts import written_by

    with seen_by(story["somying"], story["shelter"]) as viewer:
        return written_by(viewer)


def marks_in(data: bytes) -> list[str]:
    """Marks that stand in some bytes, as UTF-8, UTF-16, hexadecimal or base64 of a whole word."""
    import base64

    found = []
    for mark in MARKS:
        raw = mark.encode()
        forms = {raw, raw.hex().encode(), mark.encode("utf-16-le"), base64.b64encode(raw).rstrip(b"=")[:-1]}
        if any(form in data for form in forms):
            found.append(mark)
    return found


def dump(node: Any) -> bytes:
    """The whole database as a text dump, as somebody who stole it would have it."""
    program, env = node.cluster.program("pg_dump")
    done = subprocess.run(
        [program, "--data-only", "--inserts", node.dsn("superuser")], capture_output=True, env=env, check=True
    )
    return done.stdout


def test_no_mark_is_found_where_it_must_not_be(db: Any, lines: io.StringIO) -> None:
    began = time.time()
    story = the_journey()
    the_pages(story)
    text = dump(db)
    assert b"protection_person" in text
    assert marks_in(text) == [], "in the database, in clear"
    assert marks_in(lines.getvalue().encode()) == [], "in our log"
    for path in db.cluster.log_files():
        assert marks_in(path.read_bytes()) == [], f"in PostgreSQL's log {path.name}"
    for folder in ("files", "spool", "checkpoints", "logs"):
        for path in db.home.path(folder).rglob("*"):
            if path.is_file():
                assert marks_in(path.read_bytes()) == [], f"in {folder}/{path.name}"
                assert marks_in(path.name.encode()) == []
    assert left_in_temporary(began) == []


def left_in_temporary(since: float) -> list[str]:
    """Files of the temporary folder written meanwhile that hold a mark."""
    found = []
    for path in Path(tempfile.gettempdir()).iterdir():
        try:
            if path.is_file() and path.stat().st_mtime >= since and path.stat().st_size < 50_000_000:
                found += [f"{path.name}: {mark}" for mark in marks_in(path.read_bytes())]
        except OSError:
            continue
    return found


def test_facts_and_their_files_name_nobody(db: Any) -> None:
    the_journey()
    office = make_office("statistics", kind="ministry")
    counter = make_member(office, "statistician", "Sam Statistics")
    client = sign_in(Client(), counter, office)
    for path in ("/evidence/shelters/", "/evidence/shelters.csv", "/evidence/shelters.xlsx"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        body = answer.content
        if path.endswith("xlsx"):
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                body = b"".join(book.read(name) for name in book.namelist())
        assert marks_in(body) == [], path


def test_an_outsider_and_a_wrong_page_learn_nothing(db: Any) -> None:
    story = the_journey()
    stranger = make_member(make_office("stranger"), "social_worker", "Sid Stranger")
    client = sign_in(Client(), stranger, _office("stranger"))
    client.raise_request_exception = False
    for path in (
        f"/cases/{story['case'].pk}/",
        f"/cases/{story['case'].pk}/papers/",
        "/cases/",
        "/",
        "/nowhere/",
    ):
        answer = client.get(path)
        assert marks_in(answer.content) == [], path
    hidden = client.get(f"/cases/{story['case'].pk}/")
    nothing = client.get(f"/cases/{uuid4()}/")
    assert (hidden.status_code, nothing.status_code) == (404, 404)


def _office(code: str) -> Any:
    from wellknit.platform.identity.models import Office

    with as_role("owner"):
        return Office.objects.get(code=code)


def test_the_marks_would_be_found(db: Any, super_cursor: Any) -> None:
    """The test itself can fail: a name in clear in any table is seen."""
    make_office("leak")
    super_cursor.execute("UPDATE identity_office SET contact = %s", [NAME])
    assert marks_in(dump(db)) == [NAME]
