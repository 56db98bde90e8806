"""A small registry with one mailing whose letter came in, and one Prefect harness for the whole run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.receive import made
from flows.foretelling import foretell
from flows.installation import DATA_VARIABLE, Installation, opened
from registry import clock, letter, letter_type, mailing, migrate, norms, organisation, person, sending
from registry.actor import Actor
from registry.contact_counts import Cell, Figures, put_counts
from registry.kinds import Channel, Door, Role
from registry.mailing_content import BatchContent, MailingContent
from registry.settings import FILE, REGISTRIES

LETTER = """Gemeente Wierdijk
Aanslag gemeentelijke belastingen

Geachte heer, mevrouw,
Bij deze brief vindt u de WOZ-beschikking van uw woning. U betaalt het bedrag uiterlijk 31 mei.
Bent u het niet eens met de WOZ-waarde? Maak dan binnen zes weken na de dagtekening bezwaar.
Vragen? Bel 14 0591.
"""


@pytest.fixture(scope="session")
def prefect() -> Iterator[None]:
    """A real engine with its API; without heartbeats, which would end every run on a whole second."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registries of an installation: one, migrated and empty, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    with opened("main", folder) as found:
        migrate.upgrade(found.store)
    return folder / REGISTRIES


@pytest.fixture
def house(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation with a KCC, a department and the mail receiver running."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    (tmp_path / FILE).write_text(f"smtp_port = {_free_port()}\n")
    shutil.copytree(migrated, tmp_path / REGISTRIES)
    with opened("main", tmp_path) as found:
        receiver = made(found.settings, found.store)
        receiver.start()
        yield found
        receiver.stop()


@pytest.fixture
def mailing_id(house: Installation) -> int:
    """A registered mailing of 15,000 letters, twelve days from now."""
    now = datetime.now(UTC)
    with house.store.writing() as session:
        town = organisation.add_organisation(session, house.actor, name="Gemeente Wierdijk", now=now)
        taxes = organisation.add_department(session, house.actor, organisation_id=town, name="Belastingen", now=now)
        for name, role, where in (
            ("leider", Role.KCC_LEAD, None),
            ("belastingen", Role.DEPARTMENT, taxes),
            ("trafficer", Role.TRAFFICER, None),
        ):
            who = person.add_person(session, house.actor, name=name, email=f"{name}@wierdijk.example", now=now)
            person.grant(session, house.actor, who, role, department_id=where, now=now)
        kind = letter_type.add_letter_type(
            session, house.actor, name="WOZ", topic="belastingen", department_id=taxes, bank="woz_aanslag", now=now
        )
        content = MailingContent(
            title="WOZ-aanslag",
            department_id=taxes,
            letter_type_id=kind,
            batches=(BatchContent(15_000, _weekday(now.date() + timedelta(days=12))),),
        )
        coordinator = person.get_person(session, "belastingen@wierdijk.example")
        owner = person.actor_for(session, coordinator.id, Door.PAGE, on=now.date())
        number = mailing.register(session, owner, content, now=now)
        letter.attach(session, owner, number, filename="woz.txt", content=LETTER.encode(), now=now)
    return number


def _weekday(day: date) -> date:
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


MONDAY = date(2027, 3, 1)
TODAY = datetime(2027, 3, 10, 7, 0, tzinfo=UTC)


class Town:
    """A municipality with a year of counts, and a moment that tests can move."""

    def __init__(self, house: Installation, folder: Path) -> None:
        self.house, self.folder = house, folder
        with house.store.writing() as session:
            actor = house.actor
            self.town = organisation.add_organisation(session, actor, name="Gemeente Wierdijk", now=TODAY)
            self.taxes, self.waste = (
                organisation.add_department(session, actor, organisation_id=self.town, name=name, now=TODAY)
                for name in ("Belastingen", "Afval")
            )
            for name, role, where in (
                ("leider", Role.KCC_LEAD, None),
                ("belastingen", Role.DEPARTMENT, self.taxes),
                ("afval", Role.DEPARTMENT, self.waste),
            ):
                who = person.add_person(session, actor, name=name, email=f"{name}@wierdijk.example", now=TODAY)
                person.grant(session, actor, who, role, department_id=where, now=TODAY)
            self.woz = letter_type.add_letter_type(
                session, actor, name="WOZ", topic="belastingen", department_id=self.taxes, now=TODAY
            )
            self.calendar = letter_type.add_letter_type(
                session, actor, name="Afvalkalender", topic="afval", department_id=self.waste, now=TODAY
            )
            norms.change_norms(session, actor, capacity_per_day={Channel.PHONE.value: 150}, now=TODAY)
        self.count(date(2026, 3, 2), date(2027, 2, 26), lambda on: 60.0)

    @property
    def lead(self) -> Actor:
        with self.house.store.reading() as session:
            found = person.get_person(session, "leider@wierdijk.example")
            return person.actor_for(session, found.id, Door.PAGE, on=self.house.now().date())

    def at(self, moment: datetime) -> None:
        clock.set_moment(self.folder, moment)

    def count(
        self,
        first: date,
        last: date,
        contacts: Callable[[date], float],
        topic: str = "belastingen",
        *,
        only_answered: bool = False,
    ) -> None:
        """Put a queue's daily report for each working day, with a little weekday habit."""
        cells = []
        for ahead in range((last - first).days + 1):
            on = first + timedelta(days=ahead)
            if on.weekday() < 5:
                count = round(contacts(on) * (1.15 if on.weekday() == 0 else 1.0))
                minute = int(clock.at_amsterdam(on, 10).timestamp()) // 60
                cells.append(
                    (Cell(minute, Channel.PHONE.value, topic), Figures(count, count, None if only_answered else 0, 20))
                )
        with self.house.store.writing() as session:
            put_counts(session, self.house.actor, cells, organisation_id=self.town, source="telefoon")

    def register(
        self,
        *batches: tuple[int, date],
        kind: int | None = None,
        guess: float = 0.03,
        audience: str = "",
        deadline: date | None = None,
    ) -> int:
        with self.house.store.writing() as session:
            content = MailingContent(
                title="WOZ-aanslag" if kind is None else "Afvalkalender",
                department_id=self.taxes if kind is None else self.waste,
                letter_type_id=kind or self.woz,
                guess_rate=guess,
                audience=audience,
                reader_deadline_on=deadline,
                batches=tuple(BatchContent(quantity, on) for quantity, on in batches),
            )
            number = mailing.register(session, self.lead, content, now=self.house.now())
        foretell(self.house, number)
        return number

    def send(self, number: int, batch: int, on: date) -> None:
        with self.house.store.writing() as session:
            session.execute(
                sa.text("UPDATE mailing SET stage = 'sent', overridden_at = registered_at, release_code = 'TK-ABCD'")
            )
            sending.mark_sent(session, self.lead, number, batch, sent_on=on, now=self.house.now())


@pytest.fixture
def town(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    (tmp_path / clock.DEMO_MARK).touch()
    clock.set_moment(tmp_path, datetime(2027, 2, 20, 8, 0, tzinfo=UTC))
    shutil.copytree(migrated, tmp_path / REGISTRIES)
    with opened("main", tmp_path) as found:
        yield Town(found, tmp_path)
