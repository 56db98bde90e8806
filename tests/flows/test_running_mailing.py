"""While a mailing runs: nowcast and renewed advice once per state, conflicts that come and go, alarms for what nobody planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.alarming import look_for_surprises
from flows.clashing import find_conflicts
from flows.foretelling import foretell
from flows.installation import DATA_VARIABLE, Installation, opened
from flows.nowcasting import nowcast_mailing
from flows.reviewing import review_mailing
from flows.work import sweep
from registry import (
    advice,
    clock,
    conflict,
    due,
    letter_type,
    mailing,
    mailing_view,
    migrate,
    norms,
    notice,
    nowcast,
    opening,
    organisation,
    person,
    review,
    review_refusal,
    sending,
    surprise,
    tally,
)
from registry.actor import Actor
from registry.contact import Contact
from registry.contact_counts import Cell, Figures, put_counts
from registry.due import Work
from registry.kinds import Channel, Door, MailingKind, NoticeKind, PeriodKind, Role, TallyOutcome
from registry.mailing_content import BatchContent, MailingContent
from registry.tally import NewTally

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

    def count(self, first: date, last: date, contacts: Callable[[date], float], topic: str = "belastingen") -> None:
        """Put a queue's daily report for each working day, with a little weekday habit."""
        cells = []
        for ahead in range((last - first).days + 1):
            on = first + timedelta(days=ahead)
            if on.weekday() < 5:
                count = round(contacts(on) * (1.15 if on.weekday() == 0 else 1.0))
                minute = int(clock.at_amsterdam(on, 10).timestamp()) // 60
                cells.append((Cell(minute, Channel.PHONE.value, topic), Figures(count, count, 0, 20)))
        with self.house.store.writing() as session:
            put_counts(session, self.house.actor, cells, organisation_id=self.town, source="telefoon")

    def register(
        self, *batches: tuple[int, date], kind: int | None = None, guess: float = 0.03, audience: str = ""
    ) -> int:
        with self.house.store.writing() as session:
            content = MailingContent(
                title="WOZ-aanslag" if kind is None else "Afvalkalender",
                department_id=self.taxes if kind is None else self.waste,
                letter_type_id=kind or self.woz,
                guess_rate=guess,
                audience=audience,
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
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    (tmp_path / clock.DEMO_MARK).touch()
    clock.set_moment(tmp_path, datetime(2027, 2, 20, 8, 0, tzinfo=UTC))
    with opened("main", tmp_path) as found:
        migrate.upgrade(found.store)
        yield Town(found, tmp_path)


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


def _in_aftercare(town: Town, number: int) -> None:
    with town.house.store.writing() as session:
        session.execute(sa.text("UPDATE mailing SET stage = 'aftercare'"))
        session.execute(
            sa.text("UPDATE batch SET sent_on = handover_on, sent_quantity = quantity WHERE sent_on IS NULL")
        )


def test_a_review_that_cannot_be_made_says_why_and_is_tried_again_after_a_day_or_new_contacts(town: Town) -> None:
    number = town.register((15_000, MONDAY))
    _in_aftercare(town, number)

    def is_due() -> bool:
        with town.house.store.reading() as session:
            return Work.REVIEW in {piece.work for piece in due.list_due(session, now=town.house.now())}

    friday = datetime(2027, 3, 5, 9, 0, tzinfo=UTC)
    town.at(friday)
    assert is_due()
    assert not review_mailing(town.house, number)
    with town.house.store.reading() as session:
        why = review_refusal.find_refusal(session, number)
    assert why is not None and (why.code, why.facts) == ("no_counts_yet", {"first": MONDAY})
    assert not is_due()
    town.at(friday + timedelta(days=7))
    assert is_due()
    assert not review_mailing(town.house, number) and not is_due()
    with town.house.store.writing() as session:
        tallied = NewTally(town.house.now(), Channel.PHONE, "belastingen", TallyOutcome.HANDED_OVER)
        for _ in range(10):
            tally.note(session, town.lead, tallied, organisation_id=town.town, now=town.house.now())
    assert is_due()


def test_a_review_says_how_long_callers_waited_and_which_part_the_kcc_answered_itself(town: Town) -> None:
    number = town.register((15_000, MONDAY))
    _in_aftercare(town, number)
    town.at(datetime(2027, 4, 9, 9, 0, tzinfo=UTC))
    assert not review_mailing(town.house, number)
    town.count(MONDAY, date(2027, 4, 8), lambda on: 80.0)
    with town.house.store.writing() as session:
        for outcome, count in ((TallyOutcome.ANSWERED, 3), (TallyOutcome.CALLBACK, 1)):
            new = NewTally(town.house.now() - timedelta(days=9), Channel.DESK, "belastingen", outcome, count=count)
            tally.note(session, town.lead, new, organisation_id=town.town, now=town.house.now())
    assert review_mailing(town.house, number)
    with town.house.store.reading() as session:
        told = review.get_review(session, number).figures
        assert review_refusal.find_refusal(session, number) is None
    assert told["self_handled_share"] == pytest.approx(0.75)
    assert told["wait_mean_seconds"] == pytest.approx(told["wait_seconds"] / told["waited"])
    assert told["wait_seconds"] % 20 == 0 and told["wait_seconds"] > 0
