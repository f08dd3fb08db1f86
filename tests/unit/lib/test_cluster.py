"""Our own PostgreSQL: made, started, killed, started twice, and closed to whoever has no password."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from wellknit.lib import postgres
from wellknit.lib.cluster import SUPERUSER, Cluster
from wellknit.lib.home import ROLES, Home
from wellknit.lib.noderoles import ensure_node
from wellknit.lib.postgres import ClusterError, find_binaries

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    root = Path(tempfile.mkdtemp(prefix="wkc-"))
    home = Home.find({"WELLKNIT_HOME": str(root)})
    made = Cluster(home, durable=False)
    made.ensure_running()
    yield made
    made.stop("immediate")
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def dsns(cluster: Cluster) -> dict[str, str]:
    cluster.ensure_running()
    return ensure_node(cluster.home, cluster.admin_dsn())


def test_it_listens_on_its_socket_only_and_runs_unprivileged(cluster: Cluster) -> None:
    pid = cluster.postmaster()
    assert pid is not None
    assert Path("/proc", str(pid)).stat().st_uid != 0
    with psycopg.connect(cluster.admin_dsn()) as connection:
        shown = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name ~ 'listen|log_|unix'"
            ).fetchall()
        )
    assert shown["listen_addresses"] == ""
    assert shown["log_statement"] == "none"
    assert shown["log_parameter_max_length_on_error"] == "0"


def test_the_database_is_utf8_in_c_utf8(dsns: dict[str, str]) -> None:
    with psycopg.connect(dsns["web"]) as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row == ("UTF8", "C.UTF-8")


def test_nobody_comes_in_without_the_password(cluster: Cluster, dsns: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(cluster.socket), user=SUPERUSER, dbname="postgres", password="guess")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(cluster.socket), user="wellknit_demo_web", dbname="wellknit_demo")


def test_roles_have_no_more_than_they_need(cluster: Cluster, dsns: dict[str, str]) -> None:
    assert set(dsns) == set(ROLES)
    with psycopg.connect(cluster.admin_dsn()) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication, rolbypassrls,"
            " (SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid a WHERE a.oid = r.oid)"
            " FROM pg_roles r WHERE rolname LIKE 'wellknit_demo_%'"
        ).fetchall()
    assert {row[0].removeprefix("wellknit_demo_") for row in rows} == set(ROLES)
    assert not any(row[1] for row in rows)
    assert {row[0].removeprefix("wellknit_demo_") for row in rows if row[2]} == {"owner", "backup"}
    assert all(row[3] for row in rows)


def test_only_the_owner_makes_tables_and_roles_stay_in_their_own_database(
    cluster: Cluster, dsns: dict[str, str]
) -> None:
    other = Home.find({"WELLKNIT_HOME": str(cluster.home.root), "WELLKNIT_NODE": "other"}).prepare()
    ensure_node(other, cluster.admin_dsn())
    with psycopg.connect(dsns["owner"]) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    with psycopg.connect(dsns["web"]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE sneaked (n int)")
    with psycopg.connect(dsns["web"]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM kept")
    with psycopg.connect(dsns["backup"]) as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == []
    for database in ("wellknit_demo", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(other.server.dsn(other.role_name("web"), other.secret("db-web"), database))


def test_setting_up_again_repairs_a_changed_password(cluster: Cluster, dsns: dict[str, str]) -> None:
    with psycopg.connect(cluster.admin_dsn(), autocommit=True) as connection:
        connection.execute("ALTER ROLE wellknit_demo_web PASSWORD 'something else'")
    again = ensure_node(cluster.home, cluster.admin_dsn())
    assert again == dsns
    psycopg.connect(again["web"]).close()


def test_a_role_with_too_many_rights_is_refused(cluster: Cluster, dsns: dict[str, str]) -> None:
    with psycopg.connect(cluster.admin_dsn(), autocommit=True) as connection:
        connection.execute("ALTER ROLE wellknit_demo_web BYPASSRLS")
        with pytest.raises(ClusterError, match="more rights"):
            ensure_node(cluster.home, cluster.admin_dsn())
        connection.execute("ALTER ROLE wellknit_demo_web NOBYPASSRLS")


def test_an_administrator_by_url_who_is_no_superuser_gets_a_sentence(
    cluster: Cluster, dsns: dict[str, str]
) -> None:
    with psycopg.connect(cluster.admin_dsn(), autocommit=True) as connection:
        connection.execute("CREATE ROLE weak LOGIN CREATEDB PASSWORD 'w'")
        connection.execute("GRANT CONNECT ON DATABASE postgres TO weak")
    url = f"postgresql://weak:w@/postgres?host={cluster.socket}"
    far = Home.find(
        {"WELLKNIT_HOME": str(cluster.home.root), "WELLKNIT_NODE": "far", "DATABASE_URL": url}
    ).prepare()
    from wellknit.lib.noderoles import external_admin_dsn

    with pytest.raises(ClusterError, match="BYPASSRLS"):
        ensure_node(far, external_admin_dsn(far))


def test_no_value_and_no_statement_reaches_the_log(cluster: Cluster, dsns: dict[str, str]) -> None:
    mark = "Daw Invented Mark"
    with psycopg.connect(dsns["owner"], autocommit=True) as connection:
        connection.execute("CREATE TABLE marked (n text PRIMARY KEY, u uuid)")
        connection.execute("INSERT INTO marked (n) VALUES (%s)", [mark])
        for statement in (
            "INSERT INTO marked (n) VALUES (%s)",
            "INSERT INTO marked (u) VALUES (%s)",
            "SELECT %s::int",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement, [mark])
        with pytest.raises(psycopg.Error):
            connection.execute(f"SELECT '{mark}' FROM nowhere")
    assert cluster.log_files()
    assert not any(mark.encode() in file.read_bytes() for file in cluster.log_files())


def test_killed_and_started_again_with_nothing_lost(cluster: Cluster, dsns: dict[str, str]) -> None:
    with psycopg.connect(dsns["owner"]) as connection:
        connection.execute("CREATE TABLE survivor AS SELECT 7 AS n")
    pid = cluster.postmaster()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert (cluster.data / "postmaster.pid").exists()
    assert cluster.ensure_running()
    with psycopg.connect(dsns["owner"]) as connection:
        assert connection.execute("SELECT n FROM survivor").fetchone() == (7,)


def test_a_stale_pid_file_that_names_a_living_stranger_is_no_obstacle(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    assert cluster.postmaster() is None
    assert cluster.ensure_running()


def test_of_two_starters_one_starts_and_both_find_it_running(cluster: Cluster) -> None:
    cluster.stop()
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: Cluster(cluster.home, durable=False).ensure_running(), range(4)))
    assert sorted(started) == [False, False, False, True]


def test_a_block_leaves_it_as_it_found_it(cluster: Cluster, dsns: dict[str, str]) -> None:
    with cluster.running():
        pass
    assert cluster.status().running
    cluster.stop()
    with cluster.running():
        assert cluster.status().running
    assert not cluster.status().running
    held = None
    try:
        with cluster.running():
            held = psycopg.connect(dsns["web"])
        assert cluster.status().running  # somebody else still works
    finally:
        if held:
            held.close()


def test_files_of_another_version_are_refused_with_both_numbers(cluster: Cluster) -> None:
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 9, but this machine offers \d+"):
        find_binaries(cluster.home.root, 9)


def test_pg_bindir_that_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="PG_BINDIR"):
        find_binaries(tmp_path, environ={"PG_BINDIR": str(tmp_path)})


def test_no_postgresql_at_all_says_three_ways_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "INSTALLED", ())
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ClusterError, match=r"postgres\.txt"):
        find_binaries(tmp_path, environ={})


def test_programs_that_exist_but_do_not_run_are_passed_over(tmp_path: Path) -> None:
    for name in postgres.PROGRAMS:
        (tmp_path / name).write_text("#!/bin/sh\nexit 127\n")
        (tmp_path / name).chmod(0o755)
    assert postgres.examine(tmp_path) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to PostgreSQL's user")
def test_a_home_that_postgresql_cannot_reach_is_refused_with_a_sentence(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ClusterError, match="closed to other users"):
        Cluster(Home.find({"WELLKNIT_HOME": str(closed / "w")})).ensure_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_has_a_cluster_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = Path(tempfile.mkdtemp(prefix="wku-"))
    os.chown(root, 65534, 65534)
    code = (
        "from wellknit.lib.cluster import Cluster; from wellknit.lib.home import Home;"
        "from wellknit.lib.noderoles import ensure_node;"
        "h = Home.find(); c = Cluster(h, durable=False); c.ensure_running();"
        "print(len(ensure_node(h, c.admin_dsn()))); c.stop('immediate')"
    )
    env = {"WELLKNIT_HOME": str(root / "w"), "PATH": os.environ["PATH"], "PYTHONPATH": "src"}
    who = {"user": 65534, "group": 65534, "extra_groups": []}
    try:
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, **who)
    except PermissionError:
        pytest.skip("this Python lies where an ordinary user cannot run it")
    finally:
        shutil.rmtree(root)
    assert done.stdout.strip() == str(len(ROLES)), done.stderr


def test_a_socket_folder_made_by_somebody_else_is_not_used(tmp_path: Path) -> None:
    home = Home.find({"WELLKNIT_HOME": str(tmp_path / ("d" * 100))})
    other = home.socket_folder
    other.mkdir(mode=0o755)
    try:
        if os.geteuid() == 0:
            os.chown(other, 12345, 12345)
        made = Cluster(home, durable=False)
        with pytest.raises(ClusterError, match="open to others"):
            made._closed_folder(made.socket)
    finally:
        other.rmdir()


def test_another_users_cluster_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", closed)
    with pytest.raises(ClusterError, match="belongs to another user"):
        Cluster(Home.find({"WELLKNIT_HOME": str(tmp_path)})).status()
