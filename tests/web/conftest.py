"""A small municipality behind the pages: one prepared mailing, one reviewed, and somebody in every role."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from registry import (
    agenda,
    alignment,
    clock,
    faq,
    forecast,
    inbox,
    letter,
    letter_type,
    mailing,
    mailing_view,
    migrate,
    organisation,
    person,
    review,
    sending,
    staffing,
    token,
)
from registry.actor import Actor
from registry.kinds import Door, FaqState, Role, SourceKind, StaffingAnswer
from registry.mailing_content import BatchContent, MailingContent
from registry.settings import Settings
from registry.store import Store, open_store
from web.app import make_app

sys.path.insert(0, str(Path(__file__).parent))  # makes `mailing_forms` importable: tests are collected without packages

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)
NOBODY_LISTENS = 9  # the discard port: Prefect is never reached in these tests

PEOPLE: Mapping[str, tuple[Role, str | None]] = {
    "lead": (Role.KCC_LEAD, None),
    "taxes": (Role.DEPARTMENT, "Belastingen"),
    "waste": (Role.DEPARTMENT, "Afval"),
    "agent": (Role.AGENT, None),
    "content": (Role.CONTENT_MANAGER, None),
    "liaison": (Role.LIAISON, None),
    "planner": (Role.TRAFFICER, None),
    "specialist": (Role.SPECIALIST, "Belastingen"),
    "analyst": (Role.ANALYST, None),
    "admin": (Role.ADMIN, None),
}


@dataclass
class House:
    """The record and the application of one installation."""

    store: Store
    settings: Settings
    app: FastAPI
    people: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    type_id: int = 0
    moment: datetime = NOW
    running: ExitStack = field(default_factory=ExitStack)

    @property
    def roles(self) -> Mapping[str, Role]:
        return {who: role for who, (role, _) in PEOPLE.items()}

    def visitor(self, who: str | None = None) -> Visitor:
        """Return a browser, signed in as somebody when a name is given."""
        visitor = Visitor(self.api())
        if who is not None:
            visitor.get("/")
            answer = visitor.post("/wie", {"person": str(self.people[who])})
            assert answer.status_code == 303, answer.text
        return visitor

    def actor(self, who: str) -> Actor:
        with self.store.reading() as session:
            return person.actor_for(session, self.people[who], Door.PAGE, on=self.moment.date())

    def bearer(self, role: Role, department: str | None = None) -> dict[str, str]:
        with self.store.writing() as session:
            where = self.departments[department] if department else None
            plain = token.create(session, SYSTEM, name="test", role=role, department_id=where, now=NOW)
        return {"Authorization": f"Bearer {plain}"}

    def api(self) -> TestClient:
        client = TestClient(self.app, base_url="http://torenkamer.example", raise_server_exceptions=False)
        return self.running.enter_context(client)

    def content(self, **more: Any) -> MailingContent:
        values: dict[str, Any] = {
            "title": "WOZ-aanslag 2027",
            "department_id": self.departments["Belastingen"],
            "letter_type_id": self.type_id,
            "batches": tuple(BatchContent(15_000, date(2027, 2, 22) + timedelta(weeks=week)) for week in range(3)),
        }
        return MailingContent(**{**values, **more})

    def register(self, who: str = "taxes", **more: Any) -> str:
        with self.store.writing() as session:
            number = mailing.register(session, self.actor(who), self.content(**more), now=self.moment)
            return mailing_view.get_mailing(session, number).reference

    def prepare(self, ref: str, *, decided: bool = True) -> None:
        """Do the system's part, and everybody's answers when `decided`: all but the lead's yes."""
        with self.store.writing() as session:
            number = mailing_view.get_mailing(session, ref).id
            letter.attach(
                session, self.actor("taxes"), number, filename="woz.txt", content=b"U betaalt voor 30 april.", now=NOW
            )
            kept = letter.find_letter(session, number)
            assert kept
            letter.mark_read(
                session, SYSTEM, kept.id, text="Beste bewoner,\n\nU betaalt voor 30 april.", facts={}, now=NOW
            )
            give_forecast(session, number)
            alignment.announce(session, SYSTEM, number, now=NOW)
            found = faq.Source(SourceKind.LETTER, "alinea 2", "U betaalt voor 30 april.")
            log = faq.Source(SourceKind.LOG, line_count=60)
            lines = [
                faq.NewEntry("Wanneer moet ik betalen?", "Voor 30 april.", (found,), "betalen"),
                faq.NewEntry("Waar is mijn taxatieverslag?", "", (log,), "verslag", 60),
            ]
            faq.store_draft(session, SYSTEM, number, lines, now=NOW)
            agenda.open_slots(
                session, SYSTEM, number, from_on=date(2027, 2, 22), until_on=date(2027, 3, 12), count=3, now=NOW
            )
            if decided:
                staffing.answer(session, self.actor("planner"), number, StaffingAnswer.PARTLY, now=NOW)
                first, second = faq.list_entries(session, number)
                faq.judge(session, self.actor("lead"), first.id, FaqState.APPROVED, now=NOW)
                faq.judge(session, self.actor("lead"), second.id, FaqState.DROPPED, now=NOW)

    def align(self, ref: str) -> None:
        with self.store.writing() as session:
            alignment.align(session, self.actor("lead"), mailing_view.get_mailing(session, ref).id, now=NOW)

    def finish(self, ref: str) -> None:
        """Release, send and review a mailing that was aligned."""
        later = NOW + timedelta(days=70)
        with self.store.writing() as session:
            view = mailing_view.get_mailing(session, ref)
            alignment.release(session, self.actor("taxes"), view.id, now=NOW)
            for batch in view.batches:
                sending.mark_sent(
                    session, self.actor("taxes"), view.id, batch.number, sent_on=batch.handover_on, now=later
                )
            sending.begin_aftercare(session, SYSTEM, view.id, now=later)
            review.store_review(session, SYSTEM, view.id, new_review(), now=later)

    def entries(self, ref: str) -> tuple[faq.EntryView, ...]:
        with self.store.reading() as session:
            return faq.list_entries(session, mailing_view.get_mailing(session, ref).id)

    def view(self, ref: str) -> mailing_view.MailingView:
        with self.store.reading() as session:
            return mailing_view.get_mailing(session, ref)

    def count(self) -> int:
        with self.store.reading() as session:
            return mailing_view.count_mailings(session)

    def at(self, moment: datetime) -> None:
        """Move the clock of the pages."""
        self.moment = moment
        clock.set_moment(self.settings.data_dir, moment)


@dataclass
class Visitor:
    """A browser that keeps cookies and puts the token of the last page into what it posts."""

    client: TestClient
    csrf: str = ""

    def get(self, address: str, **more: Any) -> Any:
        answer = self.client.get(address, follow_redirects=False, **more)
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    def post(self, address: str, fields: Mapping[str, Any] | None = None, **more: Any) -> Any:
        values = {"csrf_token": self.csrf, **(fields or {})}
        answer = self.client.post(address, data=values, follow_redirects=False, **more)
        if address in ("/wie", "/afmelden") and answer.status_code == 303:
            self.get("/mailings")
        return answer


def give_forecast(session: Session, number: int, *, slots_needed: int = 3) -> None:
    view = mailing_view.get_mailing(session, number)
    first = date(2027, 2, 23)
    days = [
        {
            "on": (first + timedelta(days=step)).isoformat(),
            "channel": channel,
            "low": 10.0,
            "expected": 30.0 + step,
            "high": 80.0,
            "ordinary": 400.0 if channel == "phone" else None,
        }
        for step in range(4)
        for channel in ("phone", "mail")
    ]
    forecast.store_forecast(
        session,
        SYSTEM,
        number,
        for_revision=view.revision,
        low=400,
        expected=1200,
        high=2400,
        days=days,
        reasons=[{"code": "no_own_history", "low": 0.005, "high": 0.02}],
        slots_needed=slots_needed,
        chart={"data": {"values": []}, "mark": "line", "encoding": {}},
        now=NOW,
    )


def new_review() -> review.NewReview:
    days = [
        {
            "on": (date(2027, 2, 23) + timedelta(days=step)).isoformat(),
            "actual": 450 + step,
            "ordinary": 400.0,
            "ordinary_lo90": 380.0,
            "ordinary_hi90": 420.0,
            "extra": 50.0 + step,
            "plan_low": 10.0,
            "plan_expected": 30.0,
            "plan_high": 80.0,
            "at_least": False,
        }
        for step in range(3)
    ]
    band = {"low": 100.0, "expected": 120.5, "high": 140.0}
    return review.NewReview(
        is_final=True,
        window_from=date(2027, 2, 22),
        window_until=date(2027, 4, 9),
        extra=1300.0,
        lo90=1100.0,
        hi90=1500.0,
        is_at_least=False,
        was_detected=True,
        peak_on=date(2027, 2, 25),
        plan_low=400.0,
        plan_expected=1200.0,
        plan_high=2400.0,
        quantity=45_000,
        figures={
            "hours": band,
            "euros": band,
            "tariff": 48.0,
            "offered": 900,
            "answered": 850,
            "abandoned": 50,
            "peak_count": 452,
            "planned_peak_on": "2027-02-26",
            "forecast_error": 0.08,
            "naive_error": 0.3,
            "questions": [
                {"question": "Waar is mijn verslag?", "count": 60, "in_faq": False, "unanswered_share": 0.25}
            ],
        },
        days=days,
        chart={"data": {"values": []}, "mark": "line", "encoding": {}},
        findings=(("not_on_sheet", {"question": "Waar is mijn verslag?", "count": 60}),),
    )


@pytest.fixture(scope="session")
def web_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with organisations and people, copied for every test."""
    path = tmp_path_factory.mktemp("web") / "template.sqlite3"
    store = _opened(path)
    migrate.upgrade(store)
    with store.writing() as session:
        town = organisation.add_organisation(session, SYSTEM, name="Gemeente Wierdijk", now=NOW)
        departments = {
            name: organisation.add_department(session, SYSTEM, organisation_id=town, name=name, now=NOW)
            for name in ("Belastingen", "Afval")
        }
        letter_type.add_letter_type(
            session,
            SYSTEM,
            name="WOZ-aanslag",
            topic="belastingen",
            department_id=departments["Belastingen"],
            bank="woz_aanslag",
            now=NOW,
        )
        for name, (role, department) in PEOPLE.items():
            who = person.add_person(session, SYSTEM, name=name, email=f"{name}@wierdijk.example", now=NOW)
            where = departments[department] if department else None
            person.grant(session, SYSTEM, who, role, department_id=where, now=NOW)
            if role is Role.SPECIALIST:
                agenda.set_availability(session, SYSTEM, who, [(1, "09:00", "12:00")], now=NOW)
        person.add_person(session, SYSTEM, name="nobody", email="nobody@wierdijk.example", now=NOW)
    store.close()
    return path


def _opened(path: Path) -> Store:
    return open_store(f"sqlite:///{path}")


def known(house: House) -> House:
    """Let a house know the numbers of its people and departments."""
    with house.store.reading() as session:
        house.people = {each.name: each.id for each in person.list_people(session)}
        house.departments = {each.name: each.id for each in organisation.list_departments(session)}
        house.type_id = letter_type.list_letter_types(session)[0].id
    return house


@pytest.fixture
def build(tmp_path: Path, web_template: Path) -> Iterator[Callable[..., House]]:
    """Make an installation; keyword arguments are settings, `demo` marks its folder."""
    houses: list[House] = []

    def made(*, demo: bool = True, template: Path = web_template, **values: Any) -> House:
        folder = tmp_path / f"data{len(houses)}"
        folder.mkdir()
        if demo:
            (folder / clock.DEMO_MARK).touch()
            clock.set_moment(folder, NOW)
        shutil.copy(template, folder / "registry.sqlite3")
        store = _opened(folder / "registry.sqlite3")
        settings = Settings(
            **{"data_dir": folder, "prefect_port": NOBODY_LISTENS, "base_url": "http://torenkamer.example", **values}
        )
        house = known(House(store, settings, make_app(settings, {"main": store})))
        houses.append(house)
        return house

    yield made
    for house in houses:
        house.running.close()
        house.store.close()


@pytest.fixture
def house(build: Callable[..., House]) -> House:
    """An installation marked as demo, without a mailing."""
    return build()


@pytest.fixture(scope="session")
def full_template(web_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of `full`, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("full")
    (folder / clock.DEMO_MARK).touch()
    shutil.copy(web_template, folder / "full.sqlite3")
    store = _opened(folder / "full.sqlite3")
    house = known(House(store, Settings(data_dir=folder), FastAPI()))
    _fill(house)
    store.close()
    return folder / "full.sqlite3"


@pytest.fixture
def full(build: Callable[..., House], full_template: Path) -> House:
    """An installation with a reviewed mailing, one that waits for answers, and a mail that came in."""
    return build(template=full_template)


def _fill(house: House) -> None:
    done = house.register()
    house.prepare(done)
    house.align(done)
    house.finish(done)
    house.prepare(house.register(title="Afvalkalender"), decided=False)
    with house.store.writing() as session:
        inbox.accept(
            session,
            [
                inbox.NewMail(
                    NOW, "iemand@elders.example", ("torenkamer@wierdijk.example",), b"Subject: Hoi\n\nDag", "d"
                )
            ],
        )
