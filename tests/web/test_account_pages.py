"""Reliability and year statement: figures that can be recomputed, red where last year was better, each department its own."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cli.show import plain
from registry import alignment, callback, mailing, norms, review
from registry.actor import Actor
from registry.kinds import Role
from registry.review import NewReview
from web.statement import year_of

SYSTEM = Actor.system()


def kept(actual: float, expected: float, last_year: float, days: int = 20) -> list[dict[str, Any]]:
    return [
        {
            "on": (date(2027, 2, 22) + timedelta(days=step)).isoformat(),
            "made_on": "2027-02-01",
            "low": expected - 20,
            "expected": expected,
            "high": expected + 20,
            "actual": actual,
            "last_year": last_year,
        }
        for step in range(days)
    ]


def reviewed(house: Any, *, extra: float = 2700.0, who: str = "taxes", **figures: Any) -> str:
    """A mailing with a final review."""
    content: dict[str, Any] = (
        {} if who == "taxes" else {"department_id": house.departments["Afval"], "letter_type_id": None}
    )
    ref: str = house.register(who, **content)
    new = NewReview(
        is_final=True,
        window_from=date(2027, 2, 22),
        window_until=date(2027, 4, 9),
        extra=extra,
        lo90=extra * 0.8,
        hi90=extra * 1.2,
        is_at_least=False,
        was_detected=True,
        peak_on=None,
        plan_low=None,
        plan_expected=None,
        plan_high=None,
        quantity=45_000,
        figures=figures,
        days=[],
        chart=None,
    )
    with house.store.writing() as session:
        review.store_review(session, SYSTEM, house.view(ref).id, new, now=house.moment)
    return ref


def test_two_thousand_seven_hundred_contacts_cost_557_paid_hours(house: Any) -> None:
    reviewed(house)
    found = house.api().get("/api/v1/jaaroverzicht?year=2027", headers=house.bearer(Role.KCC_LEAD)).json()
    (line,) = found[0]["lines"]
    assert line["talk_hours"]["expected"] == pytest.approx(292.5)
    assert line["paid_hours"]["expected"] == pytest.approx(557.14, abs=0.01)
    assert line["euros"]["expected"] == pytest.approx(557.142857 * 48, abs=0.5)
    with house.store.writing() as session:
        norms.change_norms(session, house.actor("admin"), hourly_tariff=60.0, now=house.moment)
    again = (
        house.api().get("/api/v1/jaaroverzicht?year=2027", headers=house.bearer(Role.KCC_LEAD)).json()[0]["lines"][0]
    )
    assert again["paid_hours"] == line["paid_hours"]
    assert again["euros"]["expected"] == pytest.approx(557.142857 * 60, abs=0.5)


def test_callbacks_are_paid_beside_the_contacts(house: Any) -> None:
    ref = reviewed(house)
    with house.store.writing() as session:
        callback.note(
            session,
            house.actor("agent"),
            department_id=house.departments["Belastingen"],
            mailing_id=house.view(ref).id,
            question="Hoe zit het?",
            caller_name="beller",
            caller_phone="0612345678",
            now=house.moment,
        )
    (line,) = house.api().get("/api/v1/jaaroverzicht", headers=house.bearer(Role.KCC_LEAD)).json()[0]["lines"]
    assert line["hours"]["expected"] == pytest.approx(line["paid_hours"]["expected"] + 0.2)


def test_the_page_and_its_csv_tell_the_same_and_a_clearer_letter_is_an_assumption(house: Any) -> None:
    ref = reviewed(house)
    lead = house.visitor("lead")
    page = lead.get("/jaaroverzicht?jaar=2027").text.replace("\u00a0", " ")
    assert "€ 26.743" in page and f"/mailings/{ref}/terugblik" in page and "€ 0 minder" in page
    assert "10% minder contacten" in lead.get("/jaaroverzicht?jaar=2027&duidelijker=10").text
    answer = lead.get("/jaaroverzicht.csv?jaar=2027&duidelijker=10")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert (row["kenmerk"], row["contacten"], row["euro"]) == (ref, "2700,0", "26742,9")
    assert float(row["had_gekund_euro"].replace(",", ".")) == pytest.approx(0.9 * 26742.9, abs=1)
    assert "Nog geen terugblikken" in lead.get("/jaaroverzicht?jaar=2025").text
    for wrong in ("jaar=12345", "jaar=veel", "duidelijker=140"):
        assert lead.get(f"/jaaroverzicht?{wrong}").status_code == 400


def overridden(house: Any, who: str, reason: str, moment: datetime, **content: Any) -> str:
    ref: str = house.register(who, **content)
    with house.store.writing() as session:
        alignment.override(session, house.actor("lead"), house.view(ref).id, reason=reason, now=moment)
    return ref


def test_what_left_without_a_yes_is_counted_by_month_with_its_reason(house: Any) -> None:
    waste = {"department_id": house.departments["Afval"], "letter_type_id": None, "title": "Afvalpas"}
    january = datetime(2027, 1, 31, 22, 30, tzinfo=UTC)
    first = overridden(house, "taxes", "De minister stelde de datum vast.", january)
    overridden(house, "waste", "De containers staan er al.", january + timedelta(hours=1), **waste)
    lost = overridden(house, "waste", "Dit gaat toch niet door.", january, **{**waste, "title": "Nooit verstuurd"})
    with house.store.writing() as session:
        mailing.cancel(session, house.actor("lead"), house.view(lost).id, reason="vervalt", now=january)
    lead = house.visitor("lead")
    shown = re.sub(r"<[^>]+>|\s+", " ", lead.get("/jaaroverzicht?jaar=2027").text.split('id="zonder"')[1])
    found = " ".join(shown.split("</table>")[0].split())
    assert "januari 2027 1 WOZ-aanslag 2027 Belastingen De minister stelde de datum vast. (lead)" in found
    assert "februari 2027 1 Afvalpas Afval De containers staan er al. (lead)" in found
    assert "Nooit verstuurd" not in found
    rows = csv.DictReader(
        io.StringIO(lead.get("/jaaroverzicht.csv?jaar=2027").content.decode("utf-8-sig")), delimiter=";"
    )
    told = [(row["kenmerk"], row["zonder_afstemming"], row["reden_zonder_afstemming"], row["euro"]) for row in rows]
    assert told[0] == (first, "31-01-2027", "De minister stelde de datum vast.", "") and len(told) == 2
    assert "Afvalpas" not in house.visitor("taxes").get("/jaaroverzicht?jaar=2027").text
    assert 'id="zonder"' not in lead.get("/jaaroverzicht?jaar=2026").text
    with house.store.reading() as session:
        year = plain(year_of(session, house.actor("lead"), 2027))
    assert next((each["reference"], each["on"]) for each in year["overridden"]) == (first, "2027-01-31")


def test_a_reviewed_mailing_that_left_without_a_yes_has_one_row_with_both(house: Any) -> None:
    ref = reviewed(house)
    with house.store.writing() as session:
        alignment.override(
            session, house.actor("taxes"), house.view(ref).id, reason="De datum ligt vast.", now=house.moment
        )
    answer = house.visitor("lead").get("/jaaroverzicht.csv?jaar=2027")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert (row["contacten"], row["zonder_afstemming"]) == ("2700,0", "11-01-2027")


def test_a_department_sees_its_own_year_only(house: Any) -> None:
    own, other = reviewed(house), reviewed(house, who="waste")
    taxes = house.visitor("taxes")
    page = taxes.get("/jaaroverzicht?jaar=2027").text
    assert own in page and other not in page
    assert taxes.get(f"/jaaroverzicht?jaar=2027&afdeling={house.departments['Afval']}").status_code == 403
    assert house.visitor("agent").get("/jaaroverzicht").status_code == 403


def test_worse_than_last_year_is_red_with_a_word_and_better_is_not(house: Any) -> None:
    reviewed(house, kept=kept(actual=100, expected=160, last_year=105))
    lead = house.visitor("lead")
    page = lead.get("/betrouwbaarheid").text
    assert "slechter" in page and "is-over" in page and "Slechter dan dezelfde dagen vorig jaar" in page
    found = house.api().get("/api/v1/betrouwbaarheid", headers=house.bearer(Role.ANALYST)).json()
    assert {each["is_red"] for each in found if each["horizon"] == "month"} == {True}
    assert found[-1]["wape"] == pytest.approx(0.6) and found[-1]["dumb_wape"] == pytest.approx(0.05)


def test_a_good_forecast_is_called_good(house: Any) -> None:
    days = kept(actual=100, expected=102, last_year=140, days=30)
    days[0] = days[0] | {"actual": 150.0}
    days[1] = days[1] | {"actual": 60.0}
    days[2] = days[2] | {"actual": 60.0}
    reviewed(house, kept=days)
    page = house.visitor("lead").get("/betrouwbaarheid").text
    assert "goed" in page and "is-over" not in page


def test_before_the_first_review_both_pages_say_so(house: Any) -> None:
    lead = house.visitor("lead")
    assert "Nog niets om na te rekenen" in lead.get("/betrouwbaarheid").text
    assert "Nog geen terugblikken" in lead.get("/jaaroverzicht").text
    assert house.visitor("agent").get("/betrouwbaarheid").status_code == 403
