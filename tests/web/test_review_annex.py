"""Every figure on page 1 of a review is worked out again from the CSV annex, as a stranger with a spreadsheet would."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from impact.cost import cost
from registry import faq, mailing_view, review
from registry.actor import Actor
from registry.faq_tables import FaqEntry
from registry.kinds import Door, FaqState

SYSTEM = Actor.system(Door.COMMAND)


def stored(house) -> review.NewReview:
    """Return the review that the house was made with."""
    with house.store.reading() as session:
        found = review.get_review(session, mailing_view.get_mailing(session, "TK2027-0001").id)
    return review.NewReview(**{name: getattr(found, name) for name in review.NewReview.__dataclass_fields__})


@pytest.fixture
def reviewed(full):
    """A house whose review hangs together: hours follow from contacts, the error from the days."""
    days = [
        {
            "on": (date(2027, 2, 23) + timedelta(days=step)).isoformat(),
            "actual": 455 + 7 * step,
            "ordinary": 401.25 + step,
            "ordinary_lo90": 380.0,
            "ordinary_hi90": 422.5,
            "extra": 53.5 + 6 * step,
            "plan_low": 11.0,
            "plan_expected": 33.5 + step,
            "plan_high": 81.0,
            "at_least": step == 1,
        }
        for step in range(4)
    ]
    extra = {"low": 1_101.4, "expected": 1_305.2, "high": 1_510.2}
    costs = {
        name: cost(contacts, handling_minutes=6.5, occupancy=0.75, shrinkage=0.3, hourly_tariff=48.0)
        for name, contacts in extra.items()
    }
    actual = sum(day["actual"] for day in days)
    planned = sum(day["ordinary"] + day["plan_expected"] for day in days)
    new = replace(
        stored(full),
        extra=extra["expected"],
        lo90=extra["low"],
        hi90=extra["high"],
        days=days,
        peak_on=date(2027, 2, 26),
        figures={
            **stored(full).figures,
            "hours": {name: round(item.paid_hours, 1) for name, item in costs.items()},
            "euros": {name: round(item.euros) for name, item in costs.items()},
            "handling_minutes": 6.5,
            "occupancy": 0.75,
            "shrinkage": 0.3,
            "tariff": 48.0,
            "peak_count": max(day["actual"] for day in days),
            "forecast_error": abs(planned - actual) / actual,
            "before": 1_500.0,
            "naive_error": abs(1_500 - actual) / actual,
        },
    )
    with full.store.writing() as session:
        number = mailing_view.get_mailing(session, "TK2027-0001").id
        review.store_review(session, SYSTEM, number, new, now=full.moment + timedelta(days=71))
    return full


class Annex:
    """The three tables of the annex, as a spreadsheet reads them."""

    def __init__(self, content: bytes) -> None:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        first, second = [place for place, row in enumerate(rows) if not row]
        self.bands = {row[0]: [self.number(cell) for cell in row[1:4]] for row in rows[1:first]}
        self.raw = {row[0]: row[2] for row in rows[1:first]}
        names = rows[first + 1]
        self.days = [dict(zip(names, row, strict=True)) for row in rows[first + 2 : second]]
        self.questions = rows[second + 2 :]

    @staticmethod
    def number(cell: str) -> float | None:
        return float(cell.replace(",", ".")) if re.fullmatch(r"-?\d+(,\d+)?", cell) else None

    def value(self, name: str) -> float:
        found = self.bands[name][1]
        assert found is not None, name
        return found

    def total(self, column: str) -> float:
        return sum(self.number(day[column]) or 0.0 for day in self.days)


def dutch(value: float, decimals: int = 0) -> str:
    text = f"{abs(round(value, decimals) if decimals else int(value + 0.5)):,.{decimals}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def figures_of(page: str) -> dict[str, str]:
    """Return what stands on page 1 per figure: its name, its value and the small print."""
    block = page.split('<dl class="tk-figures')[1].split("</dl>")[0]
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", block, re.S)
    plain = {name: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", value)).strip() for name, value in found}
    return {name: html.unescape(value).replace("\u00a0", " ") for name, value in plain.items()}


def test_every_figure_of_page_one_is_worked_out_again_from_the_annex(reviewed):
    visitor = reviewed.visitor("analyst")
    page = figures_of(visitor.get("/mailings/TK2027-0001/terugblik").text)
    annex = Annex(visitor.get("/mailings/TK2027-0001/terugblik.csv").content)
    low, extra, high = annex.bands["Extra klantcontacten"]
    plan_low, plan, plan_high = annex.bands["Plan bij afstemming"]
    letters, tariff = annex.value("Bezorgde brieven"), annex.value("Uurtarief (euro)")
    factor = annex.value("Minuten per contact") / 60 / annex.value("Bezettingsgraad")
    factor /= 1 - annex.value("Deel verlof, ziekte en scholing")
    error = abs(annex.total("Gewoon") + annex.total("Plan verwacht") - annex.total("Werkelijk"))
    assert None not in (low, extra, high, plan_low, plan, plan_high)
    expected = {
        "Extra klantcontacten": f"{dutch(extra)} tussen {dutch(low)} en {dutch(high)}",
        "Plan bij afstemming": f"{dutch(plan)} tussen {dutch(plan_low)} en {dutch(plan_high)}",
        "Verschil met het plan": f"+{dutch(extra - plan)} {dutch(100 * error / annex.total('Werkelijk'))}% van alle contacten "
        "in deze weken",
        "Drukste dag": f"26 februari vrijdag, {dutch(max(Annex.number(day['Werkelijk']) for day in annex.days))} contacten",
        "Extra werk": f"{dutch(extra * factor, 1)} uur {dutch(low * factor)} tot {dutch(high * factor, 1)} uur",
        "Kosten": f"€ {dutch(extra * factor * tariff)} bij € {dutch(tariff)} per uur",
        "Neemt contact op": f"{dutch(100 * extra / letters, 1)}% van {dutch(letters)} bezorgde brieven",
        "Door het KCC zelf beantwoord": "onbekend de contactlog zegt dit niet",
    }
    assert page == expected
    assert annex.raw["Drukste dag"] == "26-02-2027"


def test_what_the_annex_says_is_worked_out_agrees_with_its_own_rule(reviewed):
    annex = Annex(reviewed.visitor("analyst").get("/mailings/TK2027-0001/terugblik.csv").content)
    actual = annex.total("Werkelijk")
    before = annex.value("Contacten op dezelfde dagen vorig jaar")
    assert annex.value("Afwijking van vorig jaar herhalen") == pytest.approx(abs(before - actual) / actual, abs=1e-5)
    error = abs(annex.total("Gewoon") + annex.total("Plan verwacht") - actual) / actual
    assert annex.value("Afwijking van het plan") == pytest.approx(error, abs=1e-5)
    assert annex.value("Contacten op de drukste dag") == max(Annex.number(day["Werkelijk"]) or 0 for day in annex.days)
    assert [day["Lijn zat vol"] for day in annex.days] == ["nee", "ja", "nee", "nee"]
    assert annex.days[0]["Dag"] == "23-02-2027"
    assert annex.questions == [["Waar is mijn verslag?", "60", "60", "0,75", "nee"]]


def test_the_wait_and_the_self_handled_share_are_worked_out_again_from_the_annex(reviewed):
    told = {"wait_seconds": 900, "waited": 20, "wait_mean_seconds": 45.0}
    told |= {"helped": 812, "passed_on": 188, "self_handled_share": 0.812}
    with reviewed.store.writing() as session:
        number = mailing_view.get_mailing(session, "TK2027-0001").id
        new = replace(stored(reviewed), extra=1_302.0, figures={**stored(reviewed).figures, **told})
        review.store_review(session, SYSTEM, number, new, now=reviewed.moment + timedelta(days=72))
    visitor = reviewed.visitor("analyst")
    text = visitor.get("/mailings/TK2027-0001/terugblik").text
    annex = Annex(visitor.get("/mailings/TK2027-0001/terugblik.csv").content)
    helped = annex.value("Door het KCC zelf beantwoord (aantal)")
    known = helped + annex.value("Niet door het KCC zelf beantwoord (aantal)")
    assert figures_of(text)["Door het KCC zelf beantwoord"] == f"{dutch(100 * helped / known, 1)}% de norm is 80%"
    waited = annex.value("Contacten waarvan de wachttijd bekend is")
    assert f"{dutch(annex.value('Wachttijd samen (seconden)') / waited)} seconden" in text


def test_the_second_way_and_the_questions_of_the_page_stand_in_the_annex(reviewed):
    way = {"named": 35.0, "anyway": 4.0, "extra": 31.0, "lo90": 23.7, "hi90": None, "words": ["woz"], "agrees": None}
    way["why"] = {"code": "cannot_tell", "first": 946, "second": 31, "apart": 915}
    with reviewed.store.writing() as session:
        number = mailing_view.get_mailing(session, "TK2027-0001").id
        new = replace(stored(reviewed), extra=1_302.5, figures={**stored(reviewed).figures, "second_way": way})
        review.store_review(session, SYSTEM, number, new, now=reviewed.moment + timedelta(days=72))
    visitor = reviewed.visitor("analyst")
    page = re.sub(r"\s+", " ", visitor.get("/mailings/TK2027-0001/terugblik").text)
    annex = Annex(visitor.get("/mailings/TK2027-0001/terugblik.csv").content)
    named, anyway = annex.value("Contacten die de mailing noemen"), annex.value("Daarvan gewoon")
    low, extra, high = annex.bands["Bellers die de mailing noemen, boven gewoon"]
    assert (extra, high) == (named - anyway, None)
    assert low is not None
    assert f"{dutch(named)} in het contactlog, tegen {dutch(anyway)} op gewone dagen." in page
    assert f"Toeval meegerekend: minstens {dutch(low)}." in page
    for question, extra_count, _, share, _ in annex.questions:
        row = page.split(f'<th scope="row">{question}')[1].split("</tr>")[0]
        assert f">{extra_count}<" in row
        assert f">{dutch(100 * (Annex.number(share) or 0))}%" in row.replace("\u00a0", "")


def test_a_mailing_without_a_plan_or_a_sheet_is_not_compared_with_them(reviewed):
    bare = {"plan_low": None, "plan_expected": None, "plan_high": None}
    with reviewed.store.writing() as session:
        number = mailing_view.get_mailing(session, "TK2027-0001").id
        new = replace(stored(reviewed), extra=1_303.5, **bare)
        new = replace(new, days=[{**day, **bare} for day in new.days])
        review.store_review(session, SYSTEM, number, new, now=reviewed.moment + timedelta(days=72))
        for entry in faq.list_entries(session, number):
            session.execute(update(FaqEntry).where(FaqEntry.id == entry.id).values(state=FaqState.DROPPED))
    page = reviewed.visitor("analyst").get("/mailings/TK2027-0001/terugblik").text
    assert "Bij deze mailing was geen prognose om mee te vergelijken." in page
    assert "wat we verwachtten" not in page
    assert "Er was geen FAQ-blad bij deze mailing." in page
    assert "nee, toevoegen" not in page


def test_a_changed_tariff_would_be_seen_in_the_euros_and_nothing_else(reviewed):
    text = reviewed.visitor("analyst").get("/mailings/TK2027-0001/terugblik.csv").content.decode("utf-8-sig")
    assert "Uurtarief (euro);;48,0;;" in text
    assert "Extra werk × uurtarief" in text


def test_a_log_that_only_says_who_was_reached_shows_no_share_of_answered_questions(full):
    with full.store.writing() as session:
        number = mailing_view.get_mailing(session, "TK2027-0001").id
        reached = [{"question": "Waar is mijn verslag?", "count": 60, "in_faq": True, "unanswered_share": 0.0}]
        new = replace(stored(full), extra=1_301.0, figures={**stored(full).figures, "questions": reached})
        review.store_review(session, SYSTEM, number, new, now=full.moment + timedelta(days=71))
    page = full.visitor("analyst").get("/mailings/TK2027-0001/terugblik").text
    row = page.split('<th scope="row">Waar is mijn verslag?')[1].split("</tr>")[0]
    assert "onbekend" in row
    assert "100%" not in row


def test_where_the_line_was_full_no_upper_limit_stands_anywhere(reviewed):
    found = stored(reviewed)
    days = [
        {**day, "others": 10.0, "unknown": day["actual"] - day["ordinary"] - day["extra"] - 10.0} for day in found.days
    ]
    bands = {name: {**found.figures[name], "high": None} for name in ("hours", "euros")}
    new = replace(found, is_at_least=True, extra=found.extra + 1, days=days, figures={**found.figures, **bands})
    with reviewed.store.writing() as session:
        number = mailing_view.get_mailing(session, "TK2027-0001").id
        review.store_review(session, SYSTEM, number, new, now=reviewed.moment + timedelta(days=71))
    visitor = reviewed.visitor("analyst")
    text = visitor.get("/mailings/TK2027-0001/terugblik").text
    page = figures_of(text)
    for name in ("Extra klantcontacten", "Extra werk", "Kosten", "Neemt contact op"):
        assert page[name].startswith("minstens"), name
        assert "tussen" not in page[name] and " tot " not in page[name]
    annex = Annex(visitor.get("/mailings/TK2027-0001/terugblik.csv").content)
    for name in ("Extra klantcontacten", "Extra werk (uur)", "Kosten (euro)"):
        band = next((band for word, band in annex.bands.items() if word.startswith(name.split(" (")[0])), None)
        assert band is not None and band[0] is not None and band[2] is None, name
    parts = sum(annex.total(name) for name in ("Gewoon", "Extra klantcontacten", "Andere mailings", "Onbekend"))
    assert parts == pytest.approx(annex.total("Werkelijk"))
    assert "Waar deze contacten vandaan kwamen" in text and "Andere mailings" in text
