"""The supervisor's own rules: one at a time, a killed run is cleared up after, refusals in words."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from bin import install, laptop, run


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of its own, so that the developer's running service is left alone."""
    local = tmp_path / ".local"
    local.mkdir()
    monkeypatch.setattr(laptop, "LOCAL", local)
    monkeypatch.setattr(run, "RECORD", local / "running.json")
    monkeypatch.setattr(run, "LOCK", local / "lock")
    monkeypatch.delenv("IIRMS_LOCK", raising=False)
    return local


def sleeper():
    return subprocess.Popen(["sleep", "60"], start_new_session=True)


def test_a_second_run_in_one_folder_is_refused_with_its_address(checkout):
    record = {"address": "http://127.0.0.1:8000/", "supervisor": 12, "children": []}
    run.RECORD.write_text(json.dumps(record))

    with run.only_one():
        os.environ.pop("IIRMS_LOCK")
        with pytest.raises(run.CannotRun, match=r"already running .* http://127.0.0.1:8000/"):
            run.only_one().__enter__()


def test_what_a_killed_run_left_is_stopped(checkout):
    left = sleeper()
    record = {"address": "x", "supervisor": 1, "children": [[left.pid, run.born(left.pid)]]}
    run.RECORD.write_text(json.dumps(record))

    run.clear_up_after_a_killed_run()

    assert left.wait(timeout=5) in {-signal.SIGTERM, -signal.SIGKILL}
    assert not run.RECORD.exists()


def test_another_program_with_a_number_used_again_is_left_alone(checkout):
    other = sleeper()
    record = {"children": [[other.pid, "Mon Jan  1 00:00:00 2001"]]}
    run.RECORD.write_text(json.dumps(record))

    run.clear_up_after_a_killed_run()

    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_half_written_record_is_no_reason_to_stop(checkout):
    run.RECORD.write_text('{"children": [[1')

    run.clear_up_after_a_killed_run()


def test_a_taken_port_is_said_with_the_next_to_try(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))

        with pytest.raises(
            run.CannotRun, match=f"Port {number} is taken.*PORT={number + 1} make run"
        ):
            run.check_port()


@pytest.mark.parametrize("wrong", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, wrong):
    monkeypatch.setenv("PORT", wrong)

    with pytest.raises(run.CannotRun, match="PORT is"):
        run.port()


def test_a_child_that_dies_comes_back_and_pauses_longer_each_time(checkout, monkeypatch):
    monkeypatch.setitem(run.PROCESSES, "web", ["false"])
    monkeypatch.setattr(run.install, "VENV", checkout)
    (checkout / "bin").mkdir()
    (checkout / "bin" / "false").symlink_to("/bin/false")
    child = run.Child("web")
    child.start()
    child.process.wait()

    assert child.look() is False
    assert child.pause == 2
    child.start_again_at = 0.0
    assert child.look() is True
    child.process.wait()
    child.look()
    assert child.pause == 4


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_children_end_with_a_parent_that_is_killed():
    script = (
        "import subprocess, sys, time; sys.path.insert(0, '.'); from bin import run;"
        "p = subprocess.Popen(['sleep', '60'], start_new_session=True, preexec_fn=run.die_with_parent);"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=run.ROOT, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())

    parent.kill()
    parent.wait()

    deadline = time.monotonic() + 5
    while run.born(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not run.born(child)


# --- The environment it builds --------------------------------------------------------------------


def test_an_old_python_is_told_which_to_take(monkeypatch):
    monkeypatch.setattr(install, "OLDEST", (99, 0))

    with pytest.raises(install.CannotBuild, match=r"needs 3\.11 or later"):
        install.check_machine()


def test_a_missing_venv_module_is_told_with_the_one_line(monkeypatch):
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(install.CannotBuild, match="apt-get install python3-venv"):
        install.check_machine()


def test_a_full_disk_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "ROOM", 10**18)
    monkeypatch.setattr(install, "VENV", tmp_path)

    with pytest.raises(install.CannotBuild, match="disk"):
        install.check_machine()


def test_what_tests_need_is_enough_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "STAMP", tmp_path / "stamp")
    install.STAMP.write_text(f"{install.digest('dev')} dev\n")
    monkeypatch.setattr(install, "check_machine", lambda: pytest.fail("it wanted to install"))

    install.build("local")
    install.build("dev")


def test_pins_name_no_host_and_carry_hashes():
    for path in sorted(run.ROOT.glob("requirements*.txt")):
        text = path.read_text()
        assert "://" not in text, path.name
        assert text.count("--hash=sha256:") >= text.count("=="), path.name


# --- The laptop's settings ------------------------------------------------------------------------


def test_the_key_is_made_once_and_kept_to_oneself(checkout):
    first = laptop.secret_key()

    assert laptop.secret_key() == first
    assert len(first) >= 50
    assert (checkout / "secret").stat().st_mode & 0o077 == 0


def test_what_the_shell_says_wins(checkout, monkeypatch):
    monkeypatch.setenv("SITE_URL", "http://laptop.invalid:8000")

    assert laptop.environment()["SITE_URL"] == "http://laptop.invalid:8000"


def test_an_environment_without_pip_is_built_anew(tmp_path, monkeypatch):
    """What a start leaves behind that was killed while it made .venv."""
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(install.VENV)], check=True)
    assert install.python().exists()
    assert not install.has_pip()


def test_what_is_being_prepared_ends_before_the_database_does(monkeypatch):
    class Database:
        def stop(self):
            ended.append(("database", preparing.poll()))

    ended = []
    preparing = sleeper()
    monkeypatch.setattr(signal, "signal", lambda *_args: None)

    run.stop([preparing], [], Database())

    assert ended == [("database", -signal.SIGTERM)]
