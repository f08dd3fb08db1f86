"""The disk is full, the database goes away and comes back: a clear sentence, nothing half written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.harness.people import make_member, make_office, seen_by, sign_in
from tests.harness.server import free_port

from wellknit.commands.acting import as_role
from wellknit.commands.serve import server_command
from wellknit.lib.processes import die_with_parent
from wellknit.protection.models import Document, Note

PASSWORD = "seven tired herons walk"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 KB."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no right to mount a small file system here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def a_case(office: Any, user: Any) -> Any:
    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    with seen_by(user, office) as viewer:
        who = Who(sex="female", name_latin="Zznamezz")
        return case.open(who, case.Opening(age_band="18+", searched=True), by=viewer)


def quiet(client: Client) -> Client:
    """A browser: it gets the error page instead of the exception."""
    client.raise_request_exception = False
    return client


def test_a_full_disk_under_the_papers(db: Any, settings: Any, small_disk: Path) -> None:
    settings.WELLKNIT_SPOOL = small_disk
    office = make_office()
    user = make_member(office, "social_worker")
    file = a_case(office, user)
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-" + os.urandom(600_000), "application/pdf")
    answer = quiet(sign_in(Client(), user, office)).post(
        f"/cases/{file.pk}/papers/add/", {"title": "x", "kind": "letter", "file": scan}
    )
    assert answer.status_code == 507, answer.content[:300]
    assert b"full" in answer.content
    assert list(small_disk.iterdir()) == []
    with as_role("owner"):
        assert Document.objects.count() == 0


def test_a_full_disk_under_the_database(db: Any, owner_cursor: Any) -> None:
    """PostgreSQL reports 53100 in the middle of a verb: all of it is undone."""
    office = make_office()
    user = make_member(office, "social_worker")
    file = a_case(office, user)
    owner_cursor.execute(
        "CREATE OR REPLACE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
    )
    owner_cursor.execute(
        "CREATE TRIGGER full_now AFTER INSERT ON audit_event FOR EACH ROW WHEN (NEW.event = 'case.note_added')"
        " EXECUTE FUNCTION disk_is_full()"
    )
    try:
        answer = quiet(sign_in(Client(), user, office)).post(f"/cases/{file.pk}/note/", {"text": "ZZNOTEZZ"})
    finally:
        owner_cursor.execute("DROP FUNCTION disk_is_full() CASCADE")
    assert answer.status_code == 507
    assert b"ZZNOTEZZ" not in answer.content
    with as_role("owner"):
        assert Note.objects.count() == 0


# --- the database goes away -----------------------------------------------------------------------


class OwnNode:
    """A node of this test alone, set up by the program, so that stopping it disturbs nobody."""

    def __init__(self, home: Path) -> None:
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("WELLKNIT_")}
        self.env |= {"WELLKNIT_HOME": str(home), "WELLKNIT_DEMO": "1", "WELLKNIT_NODE": "fault"}
        self.env |= {"DJANGO_SETTINGS_MODULE": "wellknit.settings"}

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "wellknit.cli", *words],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def serve(self, log: Path) -> tuple[subprocess.Popen[bytes], str]:
        port = free_port()
        env = {**self.env, "WELLKNIT_ROLE": "web"}
        child = subprocess.Popen(
            server_command("127.0.0.1", port), env=env, stdout=log.open("wb"), stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )  # fmt: skip
        return child, f"http://localhost:{port}"


@pytest.fixture
def own_node(tmp_path_factory: Any) -> Iterator[OwnNode]:
    import shutil
    import tempfile

    home = Path(tempfile.mkdtemp(prefix="wkf-", dir="/tmp"))
    home.chmod(0o711)
    node = OwnNode(home)
    node.run("db", "start")
    node.run("setup")
    yield node
    node.run("db", "stop")
    shutil.rmtree(home, ignore_errors=True)


def until(check: Any, seconds: float = 30.0) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


def come_in(url: str, welcome: str) -> requests.Session:
    """The invited person sets her password and signs in, as in a browser."""
    session = requests.Session()

    def post(path: str, **values: str) -> requests.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', session.get(url + path).text)
        assert token, path
        return session.post(
            url + path, {**values, "csrfmiddlewaretoken": token[1]}, headers={"Referer": url + path}
        )

    post(welcome, password=PASSWORD, again=PASSWORD)
    post("/account/sign-in/", login="bo@office.example", password=PASSWORD)
    assert session.get(url + "/people/").status_code == 200
    return session


def test_the_database_stops_and_starts(own_node: OwnNode, tmp_path: Path) -> None:
    own_node.run("office", "add", "ministry", "--name", "Ministry", "--kind", "ministry", "--country", "TH")
    welcome = (
        own_node.run(
            "people",
            "invite",
            "bo@office.example",
            "--name",
            "Bo Boss",
            "--at",
            "ministry",
            "--role",
            "office_administrator",
        )
        .strip()
        .splitlines()[-1]
    )
    log = tmp_path / "server.log"
    child, url = own_node.serve(log)
    try:
        until(lambda: _answers(url))
        session = come_in(url, welcome)
        own_node.run("db", "stop")
        away = session.get(url + "/people/")
        assert away.status_code == 503, away.text[:500]
        assert "telephone" in away.text
        assert requests.get(url + "/health/", timeout=20).status_code == 200
        own_node.run("db", "start")
        until(lambda: session.get(url + "/people/").status_code == 200)
    finally:
        child.terminate()
        child.wait(15)
    for private in ("bo@office.example", "Bo Boss", PASSWORD):
        assert private not in log.read_text()


def _answers(url: str) -> bool:
    try:
        return requests.get(url + "/health/", timeout=2).ok
    except requests.ConnectionError:
        return False


def test_postgresqls_own_log_holds_no_value(db: Any) -> None:
    """Statements that fail with a name in them leave no trace of it in the server's log."""
    import psycopg

    with psycopg.connect(db.dsn("web"), autocommit=True) as connection:
        for sql in ("SELECT 'ZZLOGZZ'::int", "SELECT * FROM nowhere WHERE name = 'ZZLOGZZ'"):
            with pytest.raises(psycopg.Error):
                connection.execute(sql)
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT %s::int", ["ZZLOGZZ"])
    for path in db.cluster.log_files():
        assert b"ZZLOGZZ" not in path.read_bytes(), path
    assert django_settings.DATABASES["default"]["USER"].endswith("_web")
