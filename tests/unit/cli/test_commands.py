"""The commands through click's own runner, on a data folder of their own: what they say, what they refuse, where they write."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from commands_run import Folder

from cli.main import COMMANDS, main
from registry import letter

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SOON = date.today() + timedelta(days=60)  # noqa: DTZ011 - commands run by the real clock
ENGLISH = re.compile(r"\b(Usage|Options|Error|Commands|Show|Try|Missing|Invalid|default:|Traceback)\b")


class House(Folder):
    """A data folder with one department and one letter type."""

    def register(self, *more: str, title: str = "WOZ-aanslag") -> str:
        batch = f"15000@{SOON}"
        words = ("--title", title, "--department", "Belastingen", "--type", "WOZ-aanslag", "--batch", batch)
        return self.json("mailing", "register", *words, *more)["reference"]


@pytest.fixture
def empty(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def house(empty: House, monkeypatch: pytest.MonkeyPatch) -> House:
    # no Prefect here: the request would only wait for a refused connection
    monkeypatch.setattr("flows.trigger.ask", lambda *_, **__: False)
    empty.do("people", "add-organisation", "Gemeente Wierdijk")
    empty.do("people", "add-department", "Belastingen")
    empty.do("people", "add-department", "Afval")
    empty.do("people", "add-letter-type", "WOZ-aanslag", "--topic", "belastingen")
    empty.do("people", "add", "lead", "lead@wierdijk.example", "--role", "kcc_lead")
    return empty


def refusal(result: Result) -> str:
    """The sentence of an anticipated error: exit code 2, Dutch, no traceback, nothing on standard output."""
    assert result.exit_code == 2, (result.output, result.exception)
    assert result.stdout == ""
    assert not ENGLISH.search(result.stderr), result.stderr
    return result.stderr.strip()


def every_command() -> Iterator[tuple[str, ...]]:
    for name in COMMANDS:
        yield (name,)
        command = main.get_command(click.Context(main), name)
        if isinstance(command, click.Group):
            yield from ((name, sub) for sub in command.commands)


@pytest.mark.parametrize("words", [(), *every_command()], ids=" ".join)
def test_help_is_dutch_for_every_command_option_and_argument(empty: House, words: tuple[str, ...]) -> None:
    said = empty.do(*words, "--help")
    assert said.startswith("Gebruik:")
    assert not ENGLISH.search(said), said
    assert not empty.data.exists()


@pytest.mark.parametrize("words", list(every_command()), ids=" ".join)
def test_every_option_says_what_it_is_for(words: tuple[str, ...]) -> None:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None
        command = found
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert silent == []
    assert command.help


SHOWING = [
    ("mailing", "list"),
    ("mailing", "show", "REF"),
    ("faq", "show", "REF"),
    ("slots", "list", "REF"),
    ("callback", "list"),
    ("people", "list"),
    ("token", "list"),
    ("audit", "show"),
    ("audit", "verify"),
    ("config", "show"),
    ("config", "check"),
]


@pytest.mark.parametrize("words", SHOWING, ids=" ".join)
def test_what_shows_gives_one_json_value_and_a_table_for_people(house: House, words: tuple[str, ...]) -> None:
    reference = house.register()
    filled = [reference if word == "REF" else word for word in words]
    assert house.json(*filled) is not None
    assert house.do(*filled).strip()


def test_what_a_caller_says_is_masked_before_it_is_kept(house: House) -> None:
    caller = ("--name", "inwoner", "--phone", "0591000001", "--question", "mijn bsn is 111222333, klopt dat?")
    house.do("callback", "note", "--department", "Belastingen", *caller)
    (noted,) = house.json("callback", "list")
    assert noted["question"] == "mijn bsn is [bsn], klopt dat?"


def test_a_mailing_walks_to_its_release_code_by_commands(house: House) -> None:
    reference = house.register()
    refused = refusal(house.run("mailing", "release", reference))
    assert "niet afgestemd" in refused
    assert "KCC-leider" in refused  # whose turn it is
    house.do("mailing", "align", reference, "--override", "De minister heeft de datum vastgesteld.")
    code = house.json("mailing", "release", reference)["release_code"]
    assert re.fullmatch(r"TK-[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    assert house.json("mailing", "show", reference)["mailing"]["release_code"] == code


def test_the_complete_example_of_the_reference_registers(house: House, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reference" / "mailing-file.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "woz-2027.txt").write_text("U betaalt uiterlijk 30 april.", encoding="utf-8")
    shift = (SOON - date(2027, 1, 12)).days
    seen = []
    for number, example in enumerate(examples):
        moved = re.sub(r"2027-\d\d-\d\d", lambda day: str(date.fromisoformat(day[0]) + timedelta(days=shift)), example)
        file = tmp_path / f"{number}.toml"
        file.write_text(moved, encoding="utf-8")
        seen.append(house.json("mailing", "register", str(file)))
    mailing, event = seen
    content = mailing["content"]
    assert (mailing["quantity"], len(mailing["batches"]), mailing["department"]) == (45_000, 2, "Belastingen")
    assert mailing["batches"][1]["dated_on"] == str(date(2027, 2, 26) + timedelta(days=shift))
    assert content["printed"]["phone"] == "14 0000"
    assert (content["guess_rate"], len(content["must_also_know"])) == (0.03, 1)
    assert content["letter_type_id"] is not None
    assert (event["content"]["kind"], event["batches"]) == ("event", [])
    with sqlite3.connect(house.data / "registries" / "main.sqlite3") as connection:
        assert connection.execute("SELECT filename FROM letter").fetchall() == [("woz-2027.txt",)]


def test_every_field_of_a_mailing_is_in_the_reference() -> None:
    from cli.mailing_fields import _READERS, OTHER_NAMES, PRINTED

    page = (ROOT / "docs" / "reference" / "mailing-file.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^(\w+) = ", page, re.MULTILINE)) | {"batches"}
    names = {OTHER_NAMES.get(name, name) for name in documented} - {
        "quantity",
        "handover_on",
        "dated_on",
        "arrives_from",
        "arrives_until",
        "delivery_channel",
        "delivery_class",
        "area",
        "letter",
    }
    assert names == set(_READERS) | set(PRINTED)


FILE = f"""
title = "WOZ"
department = "Belastingen"
[[batches]]
quantity = 15000
handover_on = {SOON}
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "TOML"),
        ("\x00", "TOML"),
        (FILE.replace("Belastingen", "Burgerzaken"), "Burgerzaken"),
        (FILE.replace('department = "Belastingen"', ""), "afdeling"),
        (FILE.replace("15000", "0"), "deel 1, oplage"),
        (FILE.replace("15000", '"veel"'), "1"),
        (FILE.replace(str(SOON), "2020-01-01"), "deel 1, aanlevering"),
        (FILE.replace(str(SOON), '"overmorgen"'), "1"),
        (FILE.replace("title", 'kleur = "rood"\ntitle'), "kleur"),
        (FILE.replace("title", "reach_share = 5\ntitle"), "5"),
        (FILE.replace("title", 'reach_share = "half"\ntitle'), "half"),
        (FILE.replace("title", 'kind = "flyer"\ntitle'), "flyer"),
        (FILE.replace("title", 'type = "Stempas"\ntitle'), "Stempas"),
        (FILE.replace("title", 'letter = "weg.pdf"\ntitle'), "weg.pdf"),
        ('title = "x"\ndepartment = "Belastingen"\nbatches = 5', "1"),
        ('title = "x"\ndepartment = "Belastingen"', "deelverzendingen"),
        ('title = ""\ndepartment = "Belastingen"\nbatches = []', "naam van de mailing"),
    ],
)
def test_a_file_that_cannot_be_gives_a_dutch_sentence_and_registers_nothing(
    house: House, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "mailing.toml"
    file.write_text(text, encoding="utf-8")
    assert says in refusal(house.run("mailing", "register", str(file)))
    assert house.json("mailing", "list") == []


def test_a_letter_that_is_too_large_is_refused_before_it_is_read(house: House, tmp_path: Path) -> None:
    path = tmp_path / "groot.pdf"
    with path.open("wb") as file:
        file.truncate(letter.MAX_BYTES + 1)
    batch = f"15000@{SOON}"
    words = ("--title", "x", "--department", "Belastingen", "--batch", batch, "--letter", str(path))
    assert "groot.pdf" in refusal(house.run("mailing", "register", *words))
    assert house.json("mailing", "list") == []


WRONG = [
    ("mailing", "show", "TK2027-9999"),
    ("mailing", "cancel", "REF", "--reason", "x"),
    ("mailing", "sent", "REF", "1"),
    ("mailing", "sent", "REF", "9"),
    ("mailing", "align", "REF"),
    ("mailing", "list", "--department", "Burgerzaken"),
    ("mailing", "list", "--stage", "onderweg"),
    ("mailing", "show"),
    ("mailing", "verstuur"),
    ("verstuur",),
    ("mailing", "list", "--kleur"),
    ("forecast", "show", "REF"),
    ("review", "show", "REF"),
    ("appointment", "book", "--name", "b", "--phone", "0612345678"),
    ("appointment", "book", "--mailing", "REF", "--name", "b", "--phone", "0612345678"),
    ("appointment", "book", "--slot", "7", "--name", "b", "--phone", "0612345678"),
    ("appointment", "cancel", "7"),
    ("callback", "close", "7", "--result", "klaar"),
    ("callback", "note", "--department", "Belastingen", "--name", " ", "--phone", "0612345678", "--question", "Hoe?"),
    ("slots", "open", "REF", "--from", "2027-03-02", "--until", "2027-03-01"),
    ("slots", "open", "REF", "--from", "morgen", "--until", "2027-03-01"),
    ("people", "add", "lead", "lead@wierdijk.example"),
    ("people", "add", "x", "x@wierdijk.example", "--hours", "maandag", "09:00", "12:00"),
    ("people", "add", "x", "x@wierdijk.example", "--hours", "1", "12:00", "09:00"),
    ("people", "add-organisation", "Gemeente Wierdijk"),
    ("people", "add-department", "Belastingen"),
    ("token", "revoke", "7"),
    ("token", "create", "--role", "baas"),
    ("--as", "niemand@wierdijk.example", "mailing", "cancel", "REF", "--reason", "gaat niet door"),
    ("--registry", "ander", "mailing", "list"),
    ("contacts", "import", "weg.csv"),
    ("faq", "approve", "99"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_cannot_be_is_one_dutch_sentence_and_exit_code_2(house: House, words: tuple[str, ...]) -> None:
    reference = house.register()
    assert refusal(house.run(*(reference if word == "REF" else word for word in words)))


def test_who_acts_as_a_colleague_has_that_colleagues_rights(house: House) -> None:
    house.do("people", "add", "agent", "agent@wierdijk.example", "--role", "agent")
    reference = house.register()
    refusal(house.run("--as", "agent@wierdijk.example", "mailing", "cancel", reference, "--reason", "gaat niet door"))
    house.do("--as", "lead@wierdijk.example", "mailing", "cancel", reference, "--reason", "gaat niet door")
    lines = house.json("audit", "show", "--mailing", reference)
    assert "lead" in {line["actor_name"] for line in lines}


def test_nothing_is_written_outside_the_data_folder(house: House, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(house.home)
    reference = house.register()
    house.do("mailing", "show", reference)
    house.do("config", "check")
    house.do("token", "create", "--role", "analyst")
    assert list(house.home.rglob("*")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "home"]


@pytest.mark.parametrize("words", [("upgrade",), ("up",), ("mailing", "list")])
def test_a_newer_database_is_refused(house: House, words: tuple[str, ...]) -> None:
    with sqlite3.connect(house.data / "registries" / "main.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "9999" in refusal(house.run(*words))


def test_an_older_database_is_refused_until_it_was_upgraded(house: House) -> None:
    from registry import migrate
    from registry.store import open_store

    reference = house.register()
    store = open_store(f"sqlite:///{house.data / 'registries' / 'main.sqlite3'}")
    migrate.downgrade(store, "0001")
    store.close()
    assert "upgrade" in refusal(house.run("mailing", "list"))
    done = house.json("upgrade")
    assert (done["was"], done["becomes"]) == ("0001", migrate.head())
    copy = Path(done["backup"])
    assert copy.stat().st_mode & 0o777 == 0o600
    assert house.json("mailing", "show", reference)["mailing"]["reference"] == reference
    assert house.json("upgrade")["backup"] is None


def test_backup_and_restore_bring_the_same_list(house: House, tmp_path: Path) -> None:
    house.register()
    archive = tmp_path / "kopie.tar.gz"
    house.do("backup", str(archive))
    assert archive.stat().st_mode & 0o777 == 0o600
    refusal(house.run("backup", str(archive)))
    other = CliRunner().invoke(main, ["--data", str(tmp_path / "anders"), "restore", str(archive)])
    assert other.exit_code == 0, other.output
    shown = CliRunner().invoke(main, ["--data", str(tmp_path / "anders"), "mailing", "list", "--json"])
    assert json.loads(shown.stdout) == house.json("mailing", "list")
    refusal(house.run("restore", str(archive)))


@pytest.mark.parametrize("content", [b"", b"geen archief", b"\x1f\x8b\x08\x00"])
def test_a_damaged_archive_is_refused(empty: House, tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "kapot.tar.gz"
    archive.write_bytes(content)
    assert "kapot.tar.gz" in refusal(empty.run("restore", str(archive)))


def test_a_tampered_trail_is_told(house: House) -> None:
    with sqlite3.connect(house.data / "registries" / "main.sqlite3") as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET actor_name = 'niemand' WHERE id = 2")
    assert "2" in refusal(house.run("audit", "verify"))
