"""The private PostgreSQL: found, started, reused, and plain about what it cannot do."""

import os

import pytest

from bin import postgres
from bin.postgres import CannotStart, Server


@pytest.fixture
def server(tmp_path):
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):
        if os.geteuid() == 0 and str(folder).startswith("/tmp/pytest"):
            folder.chmod(0o755)
    made = Server(tmp_path / "pg", quick=True)
    yield made
    made.destroy()


@pytest.mark.slow
def test_it_starts_listens_on_no_port_and_is_taken_up_again(server):
    assert server.start() is True
    assert server.start() is False  # a run that was killed left it up
    assert server.create_database("one") is True
    assert server.create_database("one") is False
    assert server.query("SHOW listen_addresses") == ""

    server.stop()
    assert not server.is_up()


@pytest.mark.slow
def test_a_start_cut_short_is_begun_again(server):
    server.data.mkdir(parents=True)
    (server.data / "half").touch()

    server.start()

    assert server.is_up()


def test_data_of_another_version_is_told_plainly(server):
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(CannotStart, match="made by PostgreSQL 9"):
        server._check_version()


def test_a_long_path_gets_a_short_socket(tmp_path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)

    assert len(str(postgres._socket_folder(deep))) < 80


def test_a_named_folder_without_postgres_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))

    with pytest.raises(CannotStart, match="no initdb"):
        postgres.binaries()


def test_no_postgres_at_all_says_what_to_install(monkeypatch):
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(postgres, "_wheel", lambda: None)
    monkeypatch.setattr(postgres, "_system", lambda: None)

    with pytest.raises(CannotStart, match="apt-get install postgresql"):
        postgres.binaries()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to another user")
def test_below_a_closed_folder_the_data_goes_where_the_server_may(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    owner = postgres._owner()

    assert postgres._reachable_folder(closed / "checkout" / "pg", owner).parts[:3] == (
        "/",
        "var",
        "tmp",
    )


def test_somebody_elses_folder_is_not_used(server, monkeypatch):
    server.folder.mkdir(parents=True)
    monkeypatch.setattr(server, "_trusted", lambda: {-1})

    with pytest.raises(CannotStart, match="somebody else"):
        server.start()
