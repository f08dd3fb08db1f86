"""The home: where files go, who may read them, and how the database is addressed."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wellknit.lib.home import FOLDERS, ROLES, Home, HomeError, parse_url, read_closed, write_once


def home_at(root: Path, **env: str) -> Home:
    return Home.find({"WELLKNIT_HOME": str(root), **env})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_finding_a_home_leaves_no_trace(tmp_path: Path) -> None:
    home = home_at(tmp_path / "w")
    home.database_settings("web")
    assert home.charter == "th"
    assert not home.root.exists()


def test_default_home_of_an_ordinary_user_follows_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    root = Home.find({"XDG_STATE_HOME": "/srv/state"}).root
    assert root.parent == Path("/srv/state/wellknit")
    assert len(root.name) == 8


def test_default_home_of_root_lies_outside_its_own_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert Home.find({}).root.parent == Path("/var/lib/wellknit")


@pytest.mark.parametrize("name", ["TH", "2th", "a-b", "a" * 32, "../x"])
def test_a_node_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(HomeError, match="WELLKNIT_NODE"):
        Home.find({"WELLKNIT_NODE": name})


def test_prepared_folders_are_closed_and_nodes_keep_apart(tmp_path: Path) -> None:
    one = home_at(tmp_path / "w").prepare()
    two = home_at(tmp_path / "w", WELLKNIT_NODE="other").prepare()
    for name, of_node in FOLDERS.items():
        if of_node:
            assert mode(one.path(name)) == 0o700
            assert one.path(name) != two.path(name)
    assert one.path("pg") == two.path("pg")
    assert mode(one.root) == (0o711 if os.geteuid() == 0 else 0o700)


def test_preparing_again_closes_what_was_opened_for_reading(tmp_path: Path) -> None:
    home = home_at(tmp_path / "w").prepare()
    home.path("keys").chmod(0o755)
    home.prepare()
    assert mode(home.path("keys")) == 0o700


def test_a_folder_that_others_can_write_is_refused(tmp_path: Path) -> None:
    home = home_at(tmp_path / "w").prepare()
    home.path("keys").chmod(0o777)
    with pytest.raises(HomeError, match="chmod 700"):
        home.prepare()


def test_an_unknown_folder_or_role_is_named_in_the_refusal(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    with pytest.raises(HomeError, match="atic"):
        home.path("atic")
    with pytest.raises(HomeError, match="boss"):
        home.role_name("boss")


def test_a_secret_is_made_once_and_closed(tmp_path: Path) -> None:
    home = home_at(tmp_path / "w").prepare()
    with pytest.raises(HomeError, match="wellknit setup"):
        home.secret("django")
    first = home.secret("django", create=True)
    assert len(first) == 64
    assert home.secret("django") == home.secret("django", create=True) == first
    assert mode(home.path("secrets", "django")) == 0o600


def test_of_many_writers_at_once_one_secret_wins(tmp_path: Path) -> None:
    home = home_at(tmp_path / "w").prepare()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: home.secret("s", create=True), range(32)))) == 1
    assert [p.name for p in home.path("secrets").iterdir()] == ["s"]


def test_a_secret_that_others_can_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "s"
    write_once(file, "x")
    file.chmod(0o640)
    with pytest.raises(HomeError, match="chmod 600"):
        read_closed(file)


def test_a_readable_password_file_is_refused_by_the_settings_too(tmp_path: Path) -> None:
    home = home_at(tmp_path / "w").prepare()
    home.secret("db-web", create=True)
    home.path("secrets", "db-web").chmod(0o644)
    with pytest.raises(HomeError, match="chmod 600"):
        home.database_settings("web")


def test_secrets_may_be_handed_to_a_service_instead(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    write_once(given / "db-sealer", "handed")
    home = home_at(tmp_path / "w", CREDENTIALS_DIRECTORY=str(given))
    assert home.secret("db-sealer") == "handed"
    with pytest.raises(HomeError):
        home.secret("db-web")


def test_the_charter_is_kept_and_a_contradiction_refused(tmp_path: Path) -> None:
    home_at(tmp_path / "w", WELLKNIT_CHARTER="secretariat").prepare().keep_charter()
    assert home_at(tmp_path / "w").charter == "secretariat"
    with pytest.raises(HomeError, match="WELLKNIT_NODE"):
        _ = home_at(tmp_path / "w", WELLKNIT_CHARTER="la").charter


def test_a_long_path_moves_the_socket_to_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90)
    assert home_at(Path("/srv/w")).socket_folder == Path("/srv/w/run/pg")
    assert len(str(home_at(deep).socket_folder)) < 60
    assert home_at(deep).socket_folder != home_at(deep / "e").socket_folder


def test_settings_say_which_role_and_only_the_web_role_pools(tmp_path: Path) -> None:
    home = home_at(tmp_path / "w", WELLKNIT_NODE="la").prepare()
    home.secret("db-web", create=True)
    web, owner = home.database_settings("web"), home.database_settings("owner")
    assert (web["NAME"], web["USER"], owner["USER"]) == (
        "wellknit_la",
        "wellknit_la_web",
        "wellknit_la_owner",
    )
    assert web["PASSWORD"] == home.secret("db-web")
    assert owner["PASSWORD"] == ""
    assert "pool" in web["OPTIONS"] and "pool" not in owner["OPTIONS"]
    assert web["HOST"] == str(home.socket_folder)


def test_another_server_keeps_its_host_and_options(tmp_path: Path) -> None:
    url = "postgresql://boss:p%40ss@db.example:6432/postgres?sslmode=verify-full"
    home = home_at(tmp_path / "w", DATABASE_URL=url)
    entry = home.database_settings("web")
    assert (entry["HOST"], entry["PORT"]) == ("db.example", "6432")
    assert entry["OPTIONS"]["sslmode"] == "verify-full"
    assert parse_url(url)[1:] == ("boss", "p@ss", "postgres")


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql:///x", "postgresql://a@b:port/c", "nonsense"])
def test_a_wrong_database_url_is_refused(url: str) -> None:
    with pytest.raises(HomeError, match="DATABASE_URL"):
        parse_url(url)


def test_a_connection_string_survives_quotes_and_spaces() -> None:
    from psycopg.conninfo import conninfo_to_dict

    server = parse_url("postgresql://a:b@h/d")[0]
    told = conninfo_to_dict(server.dsn("o'neil", r"a\ 'b", "my db"))
    assert (told["user"], told["password"], told["dbname"]) == ("o'neil", r"a\ 'b", "my db")


def test_every_role_says_what_it_is_for() -> None:
    assert all(len(reason) > 10 for reason in ROLES.values())
