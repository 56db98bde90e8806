"""Settings: where they come from, which one wins, and secrets that are made once and stay."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from registry import settings
from registry.settings import BadSettings, UnknownRegistry, load

ROOT = Path(__file__).resolve().parent.parent.parent.parent


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("TORENKAMER_")]:
        monkeypatch.delenv(name)


def write(folder: Path, text: str) -> None:
    (folder / settings.FILE).write_text(text, encoding="utf-8")


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path, monkeypatch):
    assert load(tmp_path).port == 8410
    write(tmp_path, "port = 9000\nmail_domain = 'wierdijk.example'")
    assert load(tmp_path).port == 9000
    monkeypatch.setenv("TORENKAMER_PORT", "9001")
    read = load(tmp_path)
    assert (read.port, read.mail_domain) == (9001, "wierdijk.example")
    assert load(tmp_path, port=9002).port == 9002


def test_the_folder_of_the_command_wins_over_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("TORENKAMER_DATA_DIR", str(tmp_path / "other"))
    assert load(tmp_path).data_dir == tmp_path
    assert load().data_dir == tmp_path / "other"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("port = 0", "port"),
        ("smtp_port = 70000", "smtp_port"),
        ("language = 'fries'", "language"),
        ("relay_security = 'ssl'", "relay_security"),
        ("poort = 9000", "poort"),
        ("web_workers = 'veel'", "web_workers"),
    ],
)
def test_a_value_that_does_not_fit_is_named(tmp_path, text, name):
    write(tmp_path, text)
    with pytest.raises(BadSettings) as refusal:
        load(tmp_path)
    assert refusal.value.facts["name"] == name


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    (tmp_path / settings.FILE).write_bytes(content)
    with pytest.raises(BadSettings) as refusal:
        load(tmp_path)
    assert str(refusal.value.facts["name"]).endswith(settings.FILE)


def test_a_bad_value_in_the_environment_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("TORENKAMER_PORT", "deur")
    with pytest.raises(BadSettings) as refusal:
        load(tmp_path)
    assert "port" in str(refusal.value.facts["name"])


def test_an_unknown_registry_is_refused_with_those_that_are_known(tmp_path):
    with pytest.raises(UnknownRegistry) as refusal:
        load(tmp_path).database("ander")
    assert refusal.value.facts == {"name": "ander", "known": "main"}


def test_each_registry_has_a_database_of_its_own(tmp_path, monkeypatch):
    write(tmp_path, "registries = ['main', 'belastingkantoor', 'derde']\ndatabase_url = 'postgresql+psycopg://x/a'")
    monkeypatch.setenv("TORENKAMER_DATABASE_URLS__derde", "postgresql+psycopg://x/c")
    read = load(tmp_path)
    assert len({read.database(name) for name in read.registries}) == 3
    assert read.database("belastingkantoor").startswith("sqlite:///")


def test_ports_that_up_found_free_hold_while_it_runs(tmp_path):
    (tmp_path / settings.RUN_FILE).write_text('{"port": 8411, "smtp_port": 8426}')
    assert (load(tmp_path).port, load(tmp_path).smtp_port) == (8411, 8426)
    (tmp_path / settings.RUN_FILE).write_text('{"port": 84')  # half written
    assert load(tmp_path).port == 8410


def test_secrets_are_hidden_when_settings_are_shown(tmp_path):
    write(tmp_path, "relay_password = 'geheim-woord'\noidc_client_secret = 'geheim-woord'")
    read = load(tmp_path)
    assert "geheim-woord" not in repr(read) + str(read.model_dump(mode="json"))


def test_a_secret_is_made_once_and_is_for_its_owner_only(tmp_path):
    read = load(tmp_path)
    first = settings.secret(read, "caller")
    assert len(first) == 32
    assert settings.secret(read, "caller") == first != settings.secret(read, "session")
    assert (tmp_path / "secrets" / "caller").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    with pytest.raises(KeyError):
        settings.secret(read, "../caller")


def test_eight_first_starts_at_once_agree_on_the_secret(tmp_path):
    code = (
        "import sys; from pathlib import Path; from registry import settings\n"
        "print(settings.secret(settings.load(Path(sys.argv[1])), 'session').hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    said = {process.communicate(timeout=120)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0] * 8
    assert len(said) == 1
    assert len(said.pop()) == 64


def test_a_secret_that_is_cut_off_is_told_and_not_replaced(tmp_path):
    read = load(tmp_path)
    settings.secret(read, "caller")
    path = tmp_path / "secrets" / "caller"
    path.write_text("abc")
    with pytest.raises(BadSettings):
        settings.secret(read, "caller")
    assert path.read_text() == "abc"
