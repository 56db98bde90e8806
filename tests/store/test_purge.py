"""What goes when its term is over: callers and words, nowhere to be found afterwards; counts and the trail stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry import agenda, audit, callback, due, inbox, letter_type, norms, organisation, person, purge, redials
from registry.actor import Actor
from registry.clock import at_amsterdam
from registry.contact import NewContact, caller_key, note_contact
from registry.contact_counts import list_day_counts
from registry.due import Work
from registry.inbox import NewMail
from registry.kinds import Channel, Door, Role
from registry.mailing import register
from registry.mailing_content import BatchContent, MailingContent
from registry.rights import NotAllowed
from registry.store import Base

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.FLOW)
PHONE = "0612345678"
WORDS = "Mijn buurman heeft een lagere aanslag"


class Office:
    """One department with a specialist, and an agent who takes calls."""

    def __init__(self, store):
        self.store = store
        with store.writing() as session:
            self.town = organisation.add_organisation(session, SYSTEM, name="Gemeente Wierdijk", now=NOW)
            self.taxes = organisation.add_department(
                session, SYSTEM, organisation_id=self.town, name="Belastingen", now=NOW
            )
            letter_type.add_letter_type(session, SYSTEM, name="WOZ-aanslag", topic="belastingen", now=NOW)
            self.agent = self._person(session, "agent", Role.AGENT, None)
            owner = self._person(session, "taxes", Role.DEPARTMENT, self.taxes)
            specialist = self._person(session, "specialist", Role.SPECIALIST, self.taxes)
            hours = [(weekday, "09:00", "12:00") for weekday in range(5)]
            agenda.set_availability(session, SYSTEM, specialist.person_id, hours, now=NOW)
            content = MailingContent("WOZ", self.taxes, batches=(BatchContent(15_000, date(2027, 2, 22)),))
            self.mailing = register(session, owner, content, now=NOW)

    def _person(self, session, name, role, department):
        who = person.add_person(session, SYSTEM, name=name, email=f"{name}@wierdijk.example", now=NOW)
        person.grant(session, SYSTEM, who, role, department_id=department, now=NOW)
        return person.actor_for(session, who, Door.PAGE, on=NOW.date())

    def appointment(self):
        """A booking on Tuesday 12 January."""
        with self.store.writing() as session:
            agenda.open_slots(
                session, SYSTEM, self.mailing, from_on=date(2027, 1, 12), until_on=date(2027, 1, 12), count=1, now=NOW
            )
            agenda.book(
                session,
                self.agent,
                mailing_id=self.mailing,
                caller_name="beller",
                caller_phone=PHONE,
                question=WORDS,
                intake={"aanslagnummer": PHONE},
                now=NOW,
            )

    def callback(self, *, closed):
        with self.store.writing() as session:
            number = callback.note(
                session,
                self.agent,
                department_id=self.taxes,
                caller_name="beller",
                caller_phone=PHONE,
                question=WORDS,
                mailing_id=self.mailing,
                reach_times=f"na vijven op {PHONE}",
                now=NOW,
            )
            if closed:
                callback.close(session, self.agent, number, result=f"gesproken op {PHONE}", was_reached=True, now=NOW)
        return number

    def contact(self, at, *, answered=True, caller=None):
        with self.store.writing() as session:
            key = caller_key(b"k" * 32, caller)
            new = NewContact(at, Channel.PHONE, "woz", WORDS, answered=answered, caller_key=key)
            note_contact(session, self.agent, new, organisation_id=self.town)


@pytest.fixture
def office(store):
    return Office(store)


def whole_text(store) -> str:
    """Every value of every row of every table."""
    with store.engine.connect() as connection:
        return "\n".join(
            repr(tuple(row)) for table in Base.metadata.sorted_tables for row in connection.execute(sa.select(table))
        )


def test_a_purged_number_and_its_words_are_nowhere_in_the_database(store, office):
    office.appointment()
    office.callback(closed=True)
    office.contact(NOW - timedelta(days=500))
    assert PHONE in whole_text(store)
    assert WORDS in whole_text(store)
    later = NOW + timedelta(days=40)
    assert purge.purge_expired(store, SYSTEM, now=later) == purge.Purged(1, 0, 1, 1, 0)
    assert PHONE not in whole_text(store)
    assert WORDS not in whole_text(store)
    with store.reading() as session:
        assert len(agenda.list_appointments(session, office.mailing)) == 1
        assert callback.count_callbacks(session, office.mailing) == (1, 0, 0)
        assert audit.verify(session) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_keeps_no_purged_number_in_its_file_or_its_log(store, office):
    office.appointment()
    office.callback(closed=True)
    office.contact(NOW - timedelta(days=500))
    purge.purge_expired(store, SYSTEM, now=NOW + timedelta(days=40))
    path = Path(store.engine.url.database)
    files = [path, path.with_name(path.name + "-wal")]
    kept = b"".join(file.read_bytes() for file in files if file.exists())
    assert b"WOZ-aanslag" in kept  # the bytes are readable at all
    assert PHONE.encode() not in kept
    assert WORDS.encode() not in kept


def test_what_is_within_its_term_stays(store, office):
    office.appointment()
    number = office.callback(closed=False)
    office.contact(NOW - timedelta(days=399))
    office.contact(NOW - timedelta(days=89), caller=PHONE)
    assert purge.purge_expired(store, SYSTEM, now=NOW + timedelta(hours=1)) == purge.Purged(0, 0, 0, 0, 0)
    # an open callback is kept however old it is: somebody still waits
    assert purge.purge_expired(store, SYSTEM, now=NOW + timedelta(days=300)).callbacks == 0
    with store.reading() as session:
        (waiting,) = callback.list_callbacks(session)
        assert (waiting.id, waiting.caller_phone) == (number, PHONE)


def test_terms_follow_the_norms(store, office):
    office.contact(NOW - timedelta(days=50))
    with store.writing() as session:
        norms.change_norms(session, SYSTEM, text_days=40, now=NOW)
    assert purge.purge_expired(store, SYSTEM, now=NOW).contacts == 1


def test_counts_outlive_their_contacts(store, office):
    at = NOW - timedelta(days=500)
    office.contact(at)
    purge.purge_expired(store, SYSTEM, now=NOW)
    with store.reading() as session:
        (line,) = list_day_counts(session, since=at.date(), until=at.date())
        assert (line.offered, line.answered) == (1, 1)


def test_redials_say_the_same_after_callers_were_forgotten(store, office):
    morning = at_amsterdam(date(2026, 9, 1), 9)
    for minute, answered in ((0, False), (5, False), (9, True), (60, True)):
        office.contact(morning + timedelta(minutes=minute), answered=answered, caller=PHONE)
    office.contact(morning, answered=False, caller="0698765432")
    since, until = morning - timedelta(days=1), morning + timedelta(days=2)
    with store.reading() as session:
        before = redials.list_day_redials(session, since=since, until=until)
    assert before == {(date(2026, 9, 1), Channel.PHONE, "woz"): 2}
    assert purge.purge_expired(store, SYSTEM, now=NOW).caller_keys == 5
    with store.reading() as session:
        assert redials.list_day_redials(session, since=since, until=until) == before
        assert redials.list_day_redials(session, since=since - timedelta(days=9), until=since) == {}
        assert not redials.list_recognisable_days(session, before=NOW.date())
    assert purge.purge_expired(store, SYSTEM, now=NOW + timedelta(days=1)).caller_keys == 0
    with store.reading() as session:
        assert redials.list_day_redials(session, since=since, until=until) == before


def test_a_long_history_goes_in_short_transactions(store, office, monkeypatch):
    for day in range(6):
        for minute in range(3):
            at = at_amsterdam(date(2026, 9, 1)) + timedelta(days=day, minutes=minute)
            office.contact(at, answered=False, caller=PHONE)
    monkeypatch.setattr(purge, "LARGEST_CHUNK", 7)
    stretches = []
    keep_and_forget = redials.keep_and_forget

    def watched(session, actor, *, first, last):
        stretches.append((last - first).days + 1)
        return keep_and_forget(session, actor, first=first, last=last)

    monkeypatch.setattr(redials, "keep_and_forget", watched)
    assert purge.purge_expired(store, SYSTEM, now=NOW).caller_keys == 18
    assert stretches == [2, 2, 2]


def test_mail_that_nobody_looked_into_is_never_purged(store):
    with store.writing() as session:
        for number in range(2):
            mail = NewMail(NOW, "beller@example.org", ("post@wierdijk.example",), b"From: x\r\n\r\nhallo", str(number))
            inbox.accept(session, [mail])
    with store.writing() as session:
        inbox.mark_read(session, inbox.list_unread(session)[0].id, meaning="other", now=NOW)
    assert purge.purge_expired(store, SYSTEM, now=NOW + timedelta(days=30)).mails == 0
    assert purge.purge_expired(store, SYSTEM, now=NOW + timedelta(days=31)).mails == 1
    with store.reading() as session:
        assert len(inbox.list_unread(session)) == inbox.count_mails(session) == 1


def test_it_is_due_once_a_day(store):
    def is_due(now):
        with store.reading() as session:
            return Work.PURGE in {piece.work for piece in due.list_due(session, now=now)}

    assert is_due(NOW)
    purge.purge_expired(store, SYSTEM, now=NOW)
    assert not is_due(NOW)
    assert not is_due(at_amsterdam(date(2027, 1, 11), 23, 59))
    assert is_due(at_amsterdam(date(2027, 1, 12), 0, 0))


def test_an_agent_may_not_purge(store, office):
    office.contact(NOW - timedelta(days=500), caller=PHONE)
    before = whole_text(store)
    with pytest.raises(NotAllowed):
        purge.purge_expired(store, office.agent, now=NOW)
    assert whole_text(store) == before
