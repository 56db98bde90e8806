"""What the administrator's pages do is there as commands: the same operations, the same refusals."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import main


class House:
    """A data folder that a command made, with one department and two colleagues."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "onder" / "data"
        self.home = folder

    def run(self, *words: str, typed: str | None = None) -> Result:
        runner = CliRunner(env={"HOME": str(self.home)})
        return runner.invoke(main, ["--data", str(self.data), *words], input=typed)

    def do(self, *words: str, typed: str | None = None) -> str:
        result = self.run(*words, typed=typed)
        assert result.exit_code == 0, result.output
        return result.output

    def json(self, *words: str) -> Any:
        return json.loads(self.do(*words, "--json"))

    def roles(self, email: str) -> list[str]:
        return next(
            [role for role, _ in each["roles"]] for each in self.json("people", "list") if each["email"] == email
        )


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    house.do("people", "add-organisation", "Gemeente Wierdijk")
    house.do("people", "add-department", "Belastingen")
    house.do("people", "add", "lead", "lead@wierdijk.example", "--role", "kcc_lead")
    house.do("people", "add", "agent", "agent@wierdijk.example")
    return house


def test_the_first_command_makes_a_data_folder_that_only_its_owner_reads(house: House) -> None:
    for folder in (house.data, house.data / "registries"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_roles_are_given_and_taken_and_some_need_a_department(house: House) -> None:
    refused = house.run("people", "grant", "agent@wierdijk.example", "department")
    assert refused.exit_code == 2 and "hoort altijd bij één afdeling" in refused.output
    house.do("people", "grant", "agent@wierdijk.example", "department", "--department", "Belastingen")
    house.do("people", "grant", "agent@wierdijk.example", "agent")
    assert house.roles("agent@wierdijk.example") == ["department", "agent"]
    house.do("people", "revoke", "agent@wierdijk.example", "department", "--department", "Belastingen")
    assert house.roles("agent@wierdijk.example") == ["agent"]


def test_a_colleague_is_changed_ended_and_taken_back(house: House) -> None:
    house.do("people", "change", "agent@wierdijk.example", "--name", "Medewerker", "--language", "en")
    number = house.json("people", "end", "agent@wierdijk.example")["person"]
    assert "Medewerker" not in house.do("people", "list")
    assert house.run("people", "end", "agent@wierdijk.example").exit_code == 2
    house.do("people", "restore", str(number))
    assert "Medewerker" in house.do("people", "list")


def test_the_last_administrator_stays(house: House) -> None:
    house.do("people", "grant", "lead@wierdijk.example", "admin")
    assert "laatste beheerder" in house.run("people", "end", "lead@wierdijk.example").output
    house.do("people", "grant", "agent@wierdijk.example", "admin")
    house.do("people", "end", "lead@wierdijk.example")


def test_a_deputy_a_liaison_and_a_password(house: House) -> None:
    house.do("people", "deputy", "lead@wierdijk.example", "agent@wierdijk.example", "2027-01-01", "2027-01-31")
    turned = ("people", "deputy", "lead@wierdijk.example", "agent@wierdijk.example", "2027-02-01", "2027-01-31")
    assert house.run(*turned).exit_code == 2
    house.do("people", "link", "Belastingen", "--liaison", "lead@wierdijk.example")
    typed = "vier losse woorden hier\nvier losse woorden hier\n"
    assert "losse" not in house.do("people", "password", "lead@wierdijk.example", typed=typed)
    weak = house.run("people", "password", "lead@wierdijk.example", typed="kort\nkort\n")
    assert weak.exit_code == 2 and "te makkelijk" in weak.output


def test_departments_and_letter_types_end(house: House) -> None:
    house.do("people", "add-letter-type", "WOZ", "--topic", "belastingen")
    assert "beëindigd" in house.do("people", "end-letter-type", "WOZ")
    assert "beëindigd" in house.do("people", "end-department", "Belastingen")


def test_norms_hours_periods_tariffs_and_size_classes_are_set_and_shown(house: House) -> None:
    house.do("norms", "set", "service_seconds", "20")
    assert house.json("norms", "show")["service_seconds"] == 20
    assert house.run("norms", "set", "occupancy", "1.5").exit_code == 2
    house.do("norms", "hours", "phone", "--day", "0", "08:30", "17:00", "--day", "4", "08:30", "12:30")
    assert house.json("norms", "show")["open_weekdays"] == [0, 4]
    assert house.run("norms", "hours", "phone", "--day", "0", "17:00", "08:30").exit_code == 2
    number = house.json("norms", "add-period", "closing", "brugdag", "2027-05-07")["period"]
    assert house.json("norms", "show")["closed_dates"] == ["2027-05-07"]
    house.do("norms", "remove-period", str(number))
    assert house.json("norms", "periods") == []
    assert house.run("norms", "remove-period", str(number)).exit_code == 2
    house.do("norms", "tariff", "52.50", "--from", "2027-01-01")
    assert house.json("norms", "tariff") == [["2027-01-01", 52.5]]
    assert house.run("norms", "tariff", "52.50").exit_code == 2
    house.do("norms", "size-class", "groot", "10000", "--days", "56", "28", "14", "7")
    assert house.json("norms", "size-class")[0]["ladder"]["text_days"] == 28
    assert house.run("norms", "size-class", "klein", "0", "--days", "1", "2", "3", "4").exit_code == 2


def test_a_week_of_capacity_is_taken_from_a_file(house: House, tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_text("begin;ma;di\n08:30;30;28\n09:00;25;24\n", encoding="utf-8")
    house.do("norms", "capacity", "phone", str(path))
    shown = house.do("norms", "capacity", "phone")
    assert "08:30" in shown and "28" in shown
    path.write_text("08:30;veel\n09:10;3\n", encoding="utf-8")
    refused = house.run("norms", "capacity", "phone", str(path))
    assert refused.exit_code == 2 and "Regel 1" in refused.output
    assert len(house.json("norms", "capacity", "phone")) == 4


def test_organisations_departments_and_letter_types_are_changed_ended_and_restored(house: House) -> None:
    house.do("people", "add-letter-type", "WOZ", "--topic", "belastingen", "--department", "Belastingen")
    assert house.json("people", "change-letter-type", "WOZ", "--name", "WOZ-aanslag", "--topic", "woz")["changed"]
    assert not house.json("people", "change-letter-type", "WOZ-aanslag", "--topic", "woz")["changed"]
    house.do("people", "end-letter-type", "WOZ-aanslag")
    house.do("people", "restore-letter-type", "WOZ-aanslag")
    changed = ("--name", "Belastingen en heffingen", "--email", "bel@wierdijk.example")
    assert house.json("people", "change-department", "Belastingen", *changed)["changed"]
    assert not house.json("people", "change-department", "Belastingen en heffingen", *changed)["changed"]
    refused = house.run("people", "end-organisation", "Gemeente Wierdijk")
    assert refused.exit_code == 2 and "Gemeente Wierdijk" in refused.output
    house.do("people", "end-department", "Belastingen en heffingen")
    house.do("people", "end-organisation", "Gemeente Wierdijk")
    house.do("people", "restore-organisation", "Gemeente Wierdijk")
    house.do("people", "restore-department", "Belastingen en heffingen")
    assert house.json("people", "change-organisation", "Gemeente Wierdijk", "--name", "Wierdijk")["changed"]
    assert not house.json("people", "change-organisation", "Wierdijk", "--own")["changed"]


def test_a_key_for_a_department_names_which_one(house: House) -> None:
    for role in ("department", "specialist"):
        refused = house.run("token", "create", "--role", role)
        assert refused.exit_code == 2 and "Noem de afdeling met --department" in refused.stderr
    assert house.json("token", "list") == []
    house.do("token", "create", "--role", "department", "--department", "Belastingen")
