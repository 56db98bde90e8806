"""A small registry with one mailing whose letter came in, and one Prefect harness for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cli.receive import made
from flows.installation import DATA_VARIABLE, Installation, opened
from registry import letter, letter_type, mailing, migrate, organisation, person
from registry.kinds import Door, Role
from registry.mailing_content import BatchContent, MailingContent
from registry.settings import FILE

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


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation with a KCC, a department and the mail receiver running."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    (tmp_path / FILE).write_text(f"smtp_port = {_free_port()}\n")
    with opened("main", tmp_path) as found:
        migrate.upgrade(found.store)
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
