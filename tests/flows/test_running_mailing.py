"""While a mailing runs: nowcast and renewed advice once per state, conflicts that come and go, alarms for what nobody planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows.alarming import look_for_surprises
from flows.clashing import find_conflicts
from flows.foretelling import foretell
from flows.installation import Installation
from flows.nowcasting import nowcast_mailing
from flows.work import sweep
from registry import (
    advice,
    clock,
    conflict,
    due,
    mailing,
    mailing_view,
    norms,
    notice,
    nowcast,
    opening,
    surprise,
)
from registry.contact import Contact
from registry.due import Work
from registry.kinds import Channel, MailingKind, NoticeKind, PeriodKind
from registry.mailing_content import BatchContent, MailingContent

MONDAY = date(2027, 3, 1)
TODAY = datetime(2027, 3, 10, 7, 0, tzinfo=UTC)
Town = Any
"""The municipality of conftest.py, which cannot be imported from there."""


def notices(house: Installation, kind: NoticeKind) -> list[str]:
    with house.store.reading() as session:
        return sorted(item.recipient_name for item in notice.list_notices(session, limit=500) if item.kind is kind)


@pytest.fixture
def running(town: Town) -> int:
    """Three batches of which one was sent, and twice as many contacts as foretold."""
    number = town.register(*((15_000, MONDAY + timedelta(weeks=week)) for week in range(3)))
    town.at(TODAY)
    town.send(number, 1, MONDAY)
    town.count(MONDAY, date(2027, 3, 9), lambda on: 60.0 + 2 * foretold(town.house, number, on))
    return number


def foretold(house: Installation, number: int, on: date) -> float:
    from registry import forecast

    with house.store.reading() as session:
        found = forecast.latest(session, number)
    assert found
    return float(sum(day["expected"] for day in found.days if day["on"] == on.isoformat()))


def test_twice_as_many_contacts_are_seen_told_and_advised_on_once(town: Town, running: int) -> None:
    assert nowcast_mailing(town.house, running)
    with town.house.store.reading() as session:
        found = nowcast.get_nowcast(session, running)
        renewed = advice.get_advice(session, running)
    assert found.is_change and found.expected > 1.3 * found.planned
    assert found.until == date(2027, 3, 9)
    assert [part["sent"] for part in found.remaining] == [True, False, False]
    assert all(part["expected"] > part["was"] for part in found.remaining)
    assert renewed.is_renewed
    assert sum(part["quantity"] for part in renewed.options[0]["parts"]) == 30_000
    assert all(part["handover_on"] > "2027-03-09" for part in renewed.options[0]["parts"])
    assert notices(town.house, NoticeKind.NOWCAST_CHANGED) == ["belastingen", "leider"]
    assert nowcast_mailing(town.house, running)
    with town.house.store.reading() as session:
        assert nowcast.get_nowcast(session, running) == found
        assert advice.get_advice(session, running).version == renewed.version
    assert notices(town.house, NoticeKind.NOWCAST_CHANGED) == ["belastingen", "leider"]


def test_a_nowcast_is_due_after_new_counts_and_not_before(town: Town, running: int) -> None:
    def is_due() -> bool:
        with town.house.store.reading() as session:
            return Work.NOWCAST in {piece.work for piece in due.list_due(session, now=town.house.now())}

    assert is_due()
    sweep(town.house)
    assert not is_due()
    town.at(TODAY + timedelta(days=1))
    assert is_due()


def test_without_ordinary_days_there_is_no_nowcast_and_it_is_not_asked_again(
    tmp_path: Path, town: Town, running: int
) -> None:
    with town.house.store.writing() as session:
        session.execute(sa.text("DELETE FROM contact_count"))
    assert not nowcast_mailing(town.house, running)
    with town.house.store.reading() as session:
        assert nowcast.find_nowcast(session, running) is None
        view, found = mailing_view.get_mailing(session, running), advice.get_advice(session, running)
    assert advice.fits(found, view)
    assert sum(part["quantity"] for part in found.options[0]["parts"]) == 30_000


def test_two_mailings_in_one_week_are_a_conflict_and_a_week_apart_are_not(town: Town) -> None:
    first = town.register((20_000, date(2027, 4, 5)), guess=0.045)
    second = town.register((20_000, date(2027, 4, 6)), kind=town.calendar, guess=0.045)
    assert find_conflicts(town.house) >= 1
    with town.house.store.reading() as session:
        together = [each for each in conflict.list_conflicts(session) if each.kind == "over_capacity_together"]
    assert together and list(together[0].mailings) == [first, second]
    assert together[0].over > 5 and len(together[0].ways_out) == 3
    assert find_conflicts(town.house) == 0
    way = next(each for each in together[0].ways_out if each["code"] == "shift")
    with town.house.store.writing() as session:
        view = mailing_view.get_mailing(session, second)
        moved = BatchContent(20_000, date.fromisoformat(way["facts"]["first"]) + timedelta(weeks=8))
        mailing.change(
            session,
            town.lead,
            second,
            MailingContent(**{**vars(view.content), "batches": (moved,)}),
            expected_revision=None,
            now=town.house.now(),
        )
    foretell(town.house, second)
    find_conflicts(town.house)
    with town.house.store.reading() as session:
        assert "over_capacity_together" not in {each.kind for each in conflict.list_conflicts(session)}


def test_letters_in_a_quiet_period_and_the_same_readers_twice_are_told(town: Town) -> None:
    with town.house.store.writing() as session:
        opening.add_period(
            session,
            town.lead,
            kind=PeriodKind.QUIET,
            name="de verkiezingen",
            first_on=date(2027, 4, 5),
            last_on=date(2027, 4, 9),
            now=town.house.now(),
        )
    town.register((900, date(2027, 4, 5)), audience="Alle huishoudens")
    town.register((900, date(2027, 4, 20)), kind=town.calendar, audience="alle  huishoudens")
    find_conflicts(town.house)
    with town.house.store.reading() as session:
        kinds = {each.kind for each in conflict.list_conflicts(session)}
    assert {"freeze_period", "same_audience"} <= kinds


def test_a_conflict_that_was_put_aside_stays_aside_until_it_grows(town: Town) -> None:
    town.register((20_000, date(2027, 4, 5)), guess=0.09)
    find_conflicts(town.house)
    with town.house.store.writing() as session:
        found = conflict.list_conflicts(session)[0]
        conflict.dismiss(session, town.lead, found.id, reason="Er komen twee mensen bij.", now=town.house.now())
    find_conflicts(town.house)
    with town.house.store.reading() as session:
        assert found.id not in {each.id for each in conflict.list_conflicts(session)}
        (aside,) = (each for each in conflict.list_conflicts(session, with_dismissed=True) if each.id == found.id)
    assert aside.dismissed_by == "leider" and aside.dismiss_reason == "Er komen twee mensen bij."


def say(town: Town, first: date, days: int, burst: Callable[[int], tuple[int, str, str]] | None = None) -> None:
    """Write contacts with words: thirty ordinary ones a working day, and what `burst` says of a day."""
    ordinary = ("wanneer wordt mijn afval opgehaald", "ik wil een paspoort aanvragen", "vraag over mijn aanslag")
    topics = ("afval", "burgerzaken", "belastingen")
    with town.house.store.writing() as session:
        is_open = norms.get_norms(session).open_days.is_open
        for ahead in range(days):
            on = first + timedelta(days=ahead)
            if not is_open(on):
                continue
            lines = [(topics[place % 3], ordinary[place % 3]) for place in range(30 + (ahead * 7) % 5)]
            if burst is not None:
                count, topic, words = burst(ahead)
                lines += [(topic, words)] * count
            session.add_all(
                Contact(
                    organisation_id=town.town,
                    at=clock.at_amsterdam(on, 9) + timedelta(minutes=3 * place),
                    channel=Channel.PHONE,
                    topic=topic,
                    words=words,
                )
                for place, (topic, words) in enumerate(lines)
            )


def test_calls_about_an_unknown_letter_raise_one_alarm_with_its_words(town: Town) -> None:
    town.at(datetime(2027, 3, 10, 17, 0, tzinfo=UTC))
    say(
        town,
        date(2027, 1, 4),
        66,
        lambda ahead: (40 if ahead >= 64 else 0, "overig", "brief over de gasmeter gekregen"),
    )
    assert look_for_surprises(town.house) == 1
    assert look_for_surprises(town.house) == 0
    with town.house.store.reading() as session:
        (found,) = surprise.list_surprises(session)
    assert found.is_open and found.topic == "overig"
    assert "gasmeter" in " ".join(found.phrases) and found.examples
    assert found.first_seen_at.date() in (date(2027, 3, 9), date(2027, 3, 10))
    assert notices(town.house, NoticeKind.SURPRISE_SEEN) == ["leider"]


def test_sixty_quiet_days_raise_no_alarm(town: Town) -> None:
    say(town, date(2026, 12, 1), 150)
    raised = 0
    for ahead in range(60):
        on = date(2027, 2, 20) + timedelta(days=ahead)
        town.at(datetime(on.year, on.month, on.day, 17, 0, tzinfo=UTC))
        raised += look_for_surprises(town.house)
    assert raised == 0


def test_a_surprise_becomes_a_mailing_of_its_sender_with_a_sheet_at_once(town: Town) -> None:
    town.at(datetime(2027, 3, 10, 17, 0, tzinfo=UTC))
    say(
        town,
        date(2027, 1, 4),
        66,
        lambda ahead: (40 if ahead >= 64 else 0, "overig", "brief over de gasmeter gekregen"),
    )
    look_for_surprises(town.house)
    with town.house.store.writing() as session:
        (found,) = surprise.list_surprises(session)
        number = surprise.register(
            session,
            town.lead,
            found.id,
            department_id=town.waste,
            title="Brief over gasmeters",
            kind=MailingKind.EXTERNAL,
            letter_type_id=None,
            quantity=5000,
            now=town.house.now(),
        )
    with town.house.store.reading() as session:
        view = mailing_view.get_mailing(session, number)
        assert view.stage.value == "sent" and view.content.kind is MailingKind.EXTERNAL
        assert number in surprise.surprise_mailings(session)
        assert (Work.PREPARE, number) in {
            (piece.work, piece.mailing_id) for piece in due.list_due(session, now=town.house.now())
        }
    with pytest.raises(surprise.SurpriseOver), town.house.store.writing() as session:
        surprise.dismiss(session, town.lead, found.id, reason="Dubbel gemeld.", now=town.house.now())
