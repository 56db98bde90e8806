"""What the commands tell about impact: advice, what-if, nowcast, later peaks, conflicts, surprises, reliability, the year."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from commands_run import Folder

from flows.advising import advise_mailing
from flows.foretelling import foretell
from flows.installation import opened
from registry import conflict, mailing_view, nowcast, review, surprise
from registry.actor import Actor
from registry.conflict import NewConflict
from registry.kinds import Door
from registry.nowcast import NewNowcast
from registry.review import NewReview
from registry.surprise import NewSurprise

NOW = datetime.now(UTC)
YEAR = NOW.year
SYSTEM = Actor.system(Door.COMMAND)


def workday(ahead: int) -> date:
    day = NOW.date() + timedelta(days=ahead)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 3 else day


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setattr("flows.trigger.ask", lambda *_, **__: False)
    made = Folder(tmp_path)
    made.do("people", "add-organisation", "Gemeente Wierdijk")
    made.do("people", "add-department", "Belastingen")
    made.do("people", "add-letter-type", "Hondenbelasting", "--topic", "belastingen", "--bank", "hondenbelasting")
    made.do("people", "add", "lead", "lead@wierdijk.example", "--role", "kcc_lead")
    made.do("people", "add", "agent", "agent@wierdijk.example", "--role", "agent")
    return made


@pytest.fixture
def ref(house: Folder) -> str:
    words = ("--title", "Hondenbelasting", "--department", "Belastingen", "--type", "Hondenbelasting")
    found: str = house.json("mailing", "register", *words, "--guess-rate", "0.06", "--batch", f"45000@{workday(60)}")[
        "reference"
    ]
    with opened("main", house.data) as inside:
        with inside.store.reading() as session:
            number = mailing_view.get_mailing(session, found).id
        foretell(inside, number)
        advise_mailing(inside, number)
    return found


def test_advice_is_told_asked_anew_and_taken_over(house: Folder, ref: str) -> None:
    told = house.json("mailing", "advice", ref)
    assert {option["code"] for option in told["options"]} >= {"advised"}
    said = house.do("mailing", "advice", ref)
    assert "Ons advies" in said and "Advies:" in said and "We rekenen met de telefoon" in said
    late = house.json("mailing", "advice", ref, "--from", str(workday(75)), "--until", str(workday(82)))
    assert late["version"] == told["version"] + 1
    assert all(part["handover_on"] >= str(workday(75)) for part in late["options"][0]["parts"])
    assert late["yardsticks"][-1]["code"] == "sooner"
    assert "Kunt u al op" in house.do("mailing", "advice", ref)
    taken = house.json("mailing", "advice", ref, "--take", "advised")
    handed = [batch["handover_on"] for batch in taken["mailing"]["batches"]]
    assert handed == [part["handover_on"] for part in late["options"][0]["parts"]]
    assert "gewijzigd" in house.refused("mailing", "advice", ref, "--take", "advised")


def test_what_if_changes_nothing_is_kept_by_name_and_refuses_what_cannot_be(house: Folder, ref: str) -> None:
    words = ("mailing", "what-if", ref, "--agents", "6", "--clearer", "0.1")
    told = house.json(*words)
    assert told == house.json(*words)
    assert told["changed"]["extra_contacts"] == pytest.approx(0.9 * told["planned"]["extra_contacts"], abs=0.2)
    assert "Met uw aanpassing" in house.do(*words, "--keep", "zes erbij")
    assert house.json("mailing", "show", ref)["mailing"]["revision"] == 1
    assert house.refused("mailing", "what-if", ref, "--clearer", "1.4")
    assert house.refused("mailing", "what-if", ref, "--batch", "veel@morgen")


def test_later_peaks_are_told_left_out_and_counted_again(house: Folder, ref: str) -> None:
    (peak,) = house.json("mailing", "later-peaks", ref)
    assert peak["kind"] == "objection" and peak["dropped_at"] is None
    assert "Einde van de bezwaartermijn" in house.do("mailing", "later-peaks", ref)
    number = str(peak["id"])
    assert "telt niet mee" in house.do("mailing", "later-peaks", ref, "--drop", number)
    assert house.json("mailing", "later-peaks", ref, "--restore", number) == [peak]
    assert house.refused("mailing", "later-peaks", ref, "--drop", "99")
    assert house.refused("--as", "agent@wierdijk.example", "mailing", "later-peaks", ref, "--drop", number)


def test_a_nowcast_is_told_with_what_is_still_to_come(house: Folder, ref: str) -> None:
    assert house.refused("mailing", "nowcast", ref)
    part = {"number": 1, "quantity": 45_000, "sent": True, "was": 477.0, "low": 540.0, "expected": 615.0, "high": 702.0}
    why = {"code": "more_than_planned", "days": 3, "seen": 550, "expected": 423, "percent": 29}
    seen = NewNowcast(
        for_revision=1,
        until=NOW.date(),
        low=3120.0,
        expected=3480.0,
        high=3860.0,
        planned=2700.0,
        is_change=True,
        figures={"multiplier": {"low": 1.1, "expected": 1.29, "high": 1.5}, "lag_factor": 1.0, "seen": 550.0},
        remaining=[part],
        days=[],
        why=why | {"total": 3480, "planned": 2700},
    )
    with opened("main", house.data) as inside, inside.store.writing() as session:
        nowcast.store_nowcast(session, SYSTEM, mailing_view.get_mailing(session, ref).id, seen, now=NOW)
    said = house.do("mailing", "nowcast", ref)
    assert "3120 - 3480 - 3860 contacten, gepland 2700" in said and "29% meer contacten" in said
    assert house.json("mailing", "nowcast", ref)["remaining"] == [part]


def test_conflicts_are_told_with_ways_out_and_put_aside_with_a_reason(house: Folder, ref: str) -> None:
    assert "Niets botst." in house.do("insight", "conflicts")
    day = workday(62)
    agents = {"code": "extra_agents", "mailing": None, "over_after": 0.0, "clears": True}
    agents["facts"] = {"agents": 4, "days": 5, "hours": 85.0, "euros": 4080.0}
    with opened("main", house.data) as inside, inside.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        new = NewConflict(
            f"over_capacity_alone:{number}:x",
            "over_capacity_alone",
            day,
            day + timedelta(days=3),
            day,
            412.0,
            160.0,
            540.0,
            20.0,
            [number],
            [agents],
            {"alone": {str(number): 412}},
        )
        conflict.store_conflicts(session, SYSTEM, [new], now=NOW)
    (found,) = house.json("insight", "conflicts")
    said = house.do("insight", "conflicts")
    assert "412 telefoontjes" in said and "4 extra medewerkers" in said
    assert house.refused("insight", "conflicts", "--dismiss", str(found["id"]))
    reason = ("--dismiss", str(found["id"]), "--reason", "Er komen vier mensen bij.")
    assert house.refused("--as", "agent@wierdijk.example", "insight", "conflicts", *reason)
    assert "Niets botst." in house.do("insight", "conflicts", *reason)


def test_a_surprise_is_told_registered_as_a_mailing_or_put_aside(house: Folder) -> None:
    assert "Geen verrassingen." in house.do("insight", "surprises")
    bursts = [
        NewSurprise("phrase", name, "overig", [name], [f"brief over {name}"], NOW, 80, 2.0)
        for name in ("gasmeter", "wegafsluiting")
    ]
    with opened("main", house.data) as inside, inside.store.writing() as session:
        surprise.store_surprises(session, SYSTEM, bursts, on=NOW.date(), now=NOW)
    numbers = {each["name"]: str(each["id"]) for each in house.json("insight", "surprises")}
    assert "Veel vragen met “gasmeter”" in house.do("insight", "surprises")
    words = ("register-surprise", numbers["gasmeter"], "--department", "Belastingen", "--title", "Gasmeters")
    assert "Genoteerd als" in house.do("insight", *words, "--kind", "external", "--quantity", "5000")
    assert house.refused("insight", *words)
    assert house.refused("insight", "dismiss-surprise", numbers["wegafsluiting"], "--reason", "")
    assert "opzijgezet" in house.do("insight", "dismiss-surprise", numbers["wegafsluiting"], "--reason", "Een storing.")
    assert {each["is_open"] for each in house.json("insight", "surprises") if "is_open" in each} <= {False}


def measured(at_least: bool) -> NewReview:
    band = {"low": 500.0, "expected": 557.0, "high": None if at_least else 620.0}
    day = {"on": str(workday(60)), "actual": 560, "ordinary": 400.0, "ordinary_lo90": 380.0, "ordinary_hi90": 420.0}
    day |= {"extra": 120.0, "others": 30.0, "unknown": 10.0, "plan_expected": 100.0, "at_least": at_least}
    kept = {"made_on": str(NOW.date()), "low": 400.0, "expected": 480.0, "high": 600.0, "actual": 560.0}
    return NewReview(
        is_final=True,
        window_from=workday(60),
        window_until=workday(88),
        extra=2700.0,
        lo90=2400.0,
        hi90=3000.0,
        is_at_least=at_least,
        was_detected=True,
        peak_on=workday(60),
        plan_low=2000.0,
        plan_expected=2500.0,
        plan_high=3100.0,
        quantity=45_000,
        figures={"hours": band, "euros": band, "kept": [kept | {"on": str(workday(60)), "last_year": 300.0}]},
        days=[day],
        chart=None,
    )


def review_as(house: Folder, ref: str, new: NewReview) -> None:
    with opened("main", house.data) as inside, inside.store.writing() as session:
        review.store_review(session, SYSTEM, mailing_view.get_mailing(session, ref).id, new, now=NOW)


def test_a_review_tells_where_contacts_came_from_and_the_year_what_they_cost(house: Folder, ref: str) -> None:
    year = str(workday(60).year)
    assert "Nog geen terugblikken" in house.do("insight", "year", "--year", year)
    review_as(house, ref, measured(at_least=False))
    said = house.do("review", "show", ref)
    assert "2700 (90 % tussen 2400 en 3000)" in said
    assert "560 = 400 gewoon + 120 van deze mailing + 30 van andere mailings + 10 onbekend" in said
    (statement,) = house.json("insight", "year", "--year", year)["statements"]
    assert (statement["department"], statement["mailings"]) == ("Belastingen", 1)
    assert statement["hours"]["expected"] == pytest.approx(2700 * 6.5 / 60 / 0.75 / 0.70)
    (row,) = csv.DictReader(io.StringIO(house.do("insight", "year", "--year", year, "--csv")), delimiter=";")
    assert row["kenmerk"] == ref and row["contacten_hoog"] and row["minstens"] == "nee"
    told = house.json("insight", "reliability")
    assert {each["letter_type"] for each in told} == {"Hondenbelasting", None}
    assert "Vorig jaar" in house.do("insight", "reliability")
    for words in (("insight", "reliability"), ("insight", "year"), ("insight", "surprises"), ("review", "show", ref)):
        assert house.refused("--as", "agent@wierdijk.example", *words)


def test_where_the_line_was_full_the_commands_give_no_upper_limit(house: Folder, ref: str) -> None:
    review_as(house, ref, measured(at_least=True))
    said = house.do("review", "show", ref)
    assert "minstens 2400 (de lijn zat vol)" in said and "3000" not in said
    year = str(workday(60).year)
    assert "minstens" in house.do("insight", "year", "--year", year)
    (row,) = csv.DictReader(io.StringIO(house.do("insight", "year", "--year", year, "--csv")), delimiter=";")
    assert row["contacten_hoog"] == "" and row["minstens"] == "ja"
