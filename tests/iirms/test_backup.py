"""A backup is kept when it can be read back, and otherwise not at all; whatever the tools say, or do not."""

import pytest

from bin import backup

DATABASE = "postgresql://nobody@nowhere/none"


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """`tools(pg_dump="exit 1")`: PostgreSQL's programs, doing what the shell words say."""
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    monkeypatch.setattr(backup, "FOLDER", tmp_path / "backups")
    monkeypatch.setattr(backup, "ROOT", tmp_path)

    def make(**programs):
        for name, words in ({"initdb": "true"} | programs).items():
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\n{words}\n")
            program.chmod(0o700)

    return make


def kept():
    return [path.name for path in backup.FOLDER.iterdir()]


@pytest.mark.parametrize(
    ("programs", "said"),
    [
        ({"pg_dump": "exit 3"}, r"The backup failed: it said nothing \(exit 3\)"),
        ({"pg_dump": "echo first >&2; echo last >&2; exit 1"}, "The backup failed: last"),
        ({"pg_dump": "echo x", "pg_restore": "exit 1"}, "The backup cannot be read back"),
    ],
)
def test_what_cannot_be_restored_is_not_kept(tools, programs, said):
    tools(**programs)
    with pytest.raises(SystemExit, match=said):
        backup.save(DATABASE)
    assert kept() == []


def test_what_can_be_read_back_is_kept(tools, capsys):
    tools(pg_dump="echo x", pg_restore="true")
    backup.save(DATABASE)
    (name,) = kept()
    assert name in capsys.readouterr().out
