"""The demo's walk without Prefect: sweeps in place of flows, a real registry, a real receiver, a moved clock.

`bench.soak` and tests/walk kill it at every step and compare what is left with a walk that nobody disturbed.
"""

from __future__ import annotations

import email
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from cli.demo import mark
from cli.receive import made
from demo import founding, play
from drafting.mask import mask
from flows.installation import Installation, opened
from flows.work import sweep
from registry import (
    agenda,
    audit,
    callback,
    clock,
    contact_counts,
    faq_view,
    forecast,
    inbox,
    letter,
    letter_type,
    mailing,
    migrate,
    notice,
    organisation,
    review,
    settings,
)
from registry.mailing_content import BatchContent, MailingContent
from registry.mailing_view import MailingView

SHORT_SINCE = date(2025, 10, 13)  # enough before last year's WOZ mailing to know what is ordinary
MOST_ROUNDS = 4
A_WHILE = timedelta(minutes=15)  # longer than a lease and than the first retries
STEPS = len(play.steps())

NEXT_LETTER = """Beste bewoner,

U krijgt een nieuwe afvalpas. Vanaf 1 september 2027 opent u de ondergrondse container alleen met de nieuwe pas.

Wat moet u doen? Activeer de pas voor 15 augustus 2027 op www.wierdijk.example/afvalpas. De oude pas levert u in bij de milieustraat.

Hebt u vragen? Bel 14 0591, op werkdagen van 8.30 tot 17.00 uur."""

State = Mapping[str, Any]


def found(folder: Path, seed: int, since: date = SHORT_SINCE, *, database_url: str | None = None) -> None:
    """Found the demo's municipality in a new data folder with an SMTP port of its own."""
    _prepare(folder, database_url)
    with opened("main", folder) as house:
        migrate.upgrade(house.store)
        founding.found(house, seed, mask, lambda _: None, since=since)


def found_people(folder: Path) -> None:
    """Found the municipality without a past in a new data folder: people and letter types, every list empty."""
    _prepare(folder, None)
    with opened("main", folder) as house:
        migrate.upgrade(house.store)
        with house.store.writing() as session:
            founding.found_people(session, house.actor)
    clock.set_moment(folder, founding.BEGINS_AT)


def _prepare(folder: Path, database_url: str | None) -> None:
    mark(folder)
    lines = [f"smtp_port = {free_port()}"]
    if database_url is not None:
        lines.append(f'database_url = "{database_url}"')
    (folder / settings.FILE).write_text("\n".join(lines) + "\n")


def perform(folder: Path, seed: int, number: int) -> None:
    """Do step `number` (from 1) and all the work that is due after it. Stopped anywhere and done again, the end is the same.

    Raises:
        TimeoutError: notices stay behind because nothing takes the mail.
    """
    with opened("main", folder) as house:
        play.Play(house, seed, mask).act(play.steps()[number - 1])
        _settle(house)


def _settle(house: Installation) -> None:
    for _ in range(MOST_ROUNDS):
        swept = sweep(house)
        with house.store.reading() as session:
            waiting = notice.queue_state(session).waiting_count
        if not waiting and not swept.failed_count:
            return
        clock.set_moment(house.settings.data_dir, house.now() + A_WHILE)  # leases and waiting times of failed attempts
    raise TimeoutError(f"{waiting} notices were not handed over")


def register_next(folder: Path) -> None:
    """Register what Wierdijk sends after its taxes, with a letter, and prepare it."""
    with opened("main", folder) as house:
        _register_next(house)
        sweep(house)


def _register_next(house: Installation) -> None:
    now = house.now()
    handover_on = clock.day_of(now) + timedelta(days=70)
    with house.store.writing() as session:
        who = founding.actor(session, founding.email_of("coordinator.afval"), clock.day_of(now))
        content = MailingContent(
            title="Nieuwe afvalpas",
            department_id=organisation.get_department(session, "Afval en reiniging").id,
            letter_type_id=letter_type.get_letter_type(session, "afvalpas").id,
            batches=(BatchContent(9_000, handover_on), BatchContent(9_000, handover_on + timedelta(days=7))),
        )
        number = mailing.register(session, who, content, now=now)
        letter.attach(session, who, number, filename="afvalpas.txt", content=NEXT_LETTER.encode(), now=now)


def result(folder: Path, seed: int) -> dict[str, Any]:
    """Return what `torenkamer demo --json` prints of a walk that ended."""
    with opened("main", folder) as house:
        return play.result(play.Play(house, seed, mask))


@contextmanager
def receiving(folder: Path) -> Iterator[None]:
    """Receive the mail of an installation in this process."""
    read = settings.load(folder)
    store = read.open()
    receiver = made(read, store)
    receiver.start()
    try:
        yield
    finally:
        receiver.stop()
        store.close()


def receive(folder: Path) -> None:
    """Receive until killed."""
    with receiving(folder):
        while True:
            time.sleep(3600)


def is_receiving(folder: Path) -> bool:
    """Tell whether the receiver of an installation takes connections."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", settings.load(folder).smtp_port)) == 0


def received(folder: Path) -> Counter[str]:
    """Return how often each Message-ID lies in the inbox."""
    with opened("main", folder) as house, house.store.reading() as session:
        ids = [mail.id for mail in inbox.list_mails(session, limit=100_000)]
        return Counter(email.message_from_bytes(inbox.get_content(session, each))["Message-ID"] for each in ids)


def state(folder: Path, seed: int) -> State:
    """Return what the record says of this year's mailing, without row numbers, random tokens and moments of the clock."""
    with opened("main", folder) as house, house.store.reading() as session:
        view = play.Play(house, seed, mask).mailing(session)
        lines = audit.list_lines(session, mailing_id=view.id, limit=100_000)
        since, until = SHORT_SINCE, view.last_on + timedelta(days=60)
        days = contact_counts.list_day_counts(session, since=since, until=until)
        return {
            "mailing": _mailing(view),
            "notices": sorted(
                [
                    each.kind.value,
                    each.recipient_email,
                    each.state.value,
                    (each.subject or "").replace(view.reference, ""),
                ]
                for each in notice.list_notices(session, mailing_id=view.id, limit=100_000)
            ),
            "faq": [_plain(each) for each in faq_view.list_entries(session, view.id)],
            "slots": [_plain(each) for each in agenda.list_slots(session, mailing_id=view.id, limit=10_000)],
            # who called is purged after a term; that and when there was an appointment stays
            "appointments": [
                [each.slot.starts_at.isoformat(), each.state.value]
                for each in agenda.list_appointments(session, view.id)
            ],
            "callbacks": callback.count_callbacks(session, view.id),
            "forecasts": [_plain(each) for each in forecast.list_forecasts(session, view.id)],
            "reviews": [_plain(each) for each in review.list_reviews(session) if each.mailing_id == view.id],
            "counts": _offered(days),
            "audit": Counter(line.action for line in lines),
            "trail_broken_at": audit.verify(session),
        }


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


def _offered(days: tuple[contact_counts.DayCount, ...]) -> dict[tuple[str, str], int]:
    totals: Counter[tuple[str, str]] = Counter()
    for each in days:
        totals[each.basis.value, each.channel.value] += each.offered
    return totals


def _mailing(view: MailingView) -> Any:
    plain = _plain(view)
    return {name: value for name, value in plain.items() if name not in ("reference", "release_code")}


def _plain(value: Any) -> Any:
    """Return a value without what another run of the same steps may make otherwise: ids and moments (slots keep theirs)."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = asdict(value)
        return _plain(kept)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items() if not _is_chance(str(name))}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def _is_chance(name: str) -> bool:
    return name == "id" or name.endswith("_id") or (name.endswith("_at") and name not in ("starts_at", "ends_at"))
