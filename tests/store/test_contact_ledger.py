from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from registry import audit, contact, contact_counts, contact_ledger, organisation
from registry.actor import Actor
from registry.contact import NewContact
from registry.contact_counts import Cell, CountBasis, Figures
from registry.contact_ledger import Added, Import
from registry.kinds import Channel, Door, Role
from registry.rights import NotAllowed
from registry.store import Session, Store

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)
AGENT = Actor(name="medewerker", door=Door.PAGE, roles=frozenset({Role.AGENT}))
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def town(store: Store) -> int:
    with store.writing() as session:
        return organisation.add_organisation(session, SYSTEM, name="Gemeente Wierdijk", now=NOW)


def begun(store: Store, town: int, *, source: str = "centrale", digest: str = "a" * 64) -> Import:
    with store.writing() as session:
        return contact_ledger.begin_import(
            session, SYSTEM, organisation_id=town, source=source, name="log.csv", digest=digest, now=NOW
        )


class Row(NamedTuple):
    """A contact of a file, which the ledger takes side by side with others."""

    key: bytes
    at: datetime
    channel: Channel
    topic: str
    words: str
    duration_seconds: int | None
    answered: bool | None
    caller_key: bytes | None


def row(running: Import, number: int, minutes: int = 0, **other: object) -> Row:
    at = START + timedelta(minutes=minutes)
    (key,) = contact_ledger.row_keys(running.organisation_id, running.source)([at], [0], [f"K{number:05d}"], [None])
    first = Row(key, at, Channel.PHONE, "afval", f"vraag {number}", 60, True, None)
    return first._replace(**other)  # type: ignore[arg-type]


def added(store: Store, running: Import, rows: list[Row]) -> Added:
    return contact_ledger.add_contacts(store, SYSTEM, running, prepared(store, rows))


def prepared(store: Store, rows: list[Row]) -> contact_ledger.Chunk:
    keys, moments, *rest = (list(column) for column in zip(*rows, strict=True))
    hours = [at.replace(minute=0, second=0, microsecond=0) for at in moments]
    past = [(at - hour) // timedelta(microseconds=1) for at, hour in zip(moments, hours, strict=True)]
    new = contact_ledger.NewContacts._make((hours, past, *rest, keys))
    return contact_ledger.prepare_chunk(new, sqlite=store.engine.dialect.name == "sqlite")


def words(store: Store) -> list[str]:
    with store.reading() as session:
        since, until = START - timedelta(days=400), START + timedelta(days=400)
        return [line.words for line in contact.list_words(session, since=since, until=until)]


def test_contacts_are_kept_and_counted_per_half_hour(store: Store, town: int) -> None:
    running = begun(store, town)
    rows = [
        row(running, 1, 0),
        row(running, 2, 29, answered=False, duration_seconds=None),
        row(running, 3, 30),
        row(running, 4, 31, channel=Channel.CHAT, answered=None, duration_seconds=None),
    ]
    assert added(store, running, rows) == Added(4, 0, 0)
    with store.reading() as session:
        lines = contact_counts.list_counts(session, since=START, until=START + timedelta(hours=1))
    assert [
        (line.starts_at, line.channel, line.offered, line.answered, line.abandoned, line.handling_seconds, line.handled)
        for line in lines
    ] == [
        (START, Channel.PHONE, 2, 1, 1, 60, 1),
        (START + timedelta(minutes=30), Channel.CHAT, 1, None, None, None, None),
        (START + timedelta(minutes=30), Channel.PHONE, 1, 1, 0, 60, 1),
    ]
    assert words(store) == ["vraag 1", "vraag 2", "vraag 3", "vraag 4"]


def test_the_same_and_overlapping_rows_add_nothing(store: Store, town: int) -> None:
    running = begun(store, town)
    rows = [row(running, number, number) for number in range(10)]
    assert added(store, running, rows) == Added(10, 0)
    assert added(store, running, rows) == Added(0, 10)
    more = begun(store, town, digest="b" * 64)
    assert added(store, more, [row(more, number, number) for number in range(5, 15)]) == Added(5, 5)
    assert len(words(store)) == 15
    with store.reading() as session:
        counts = contact_counts.list_day_counts(session, since=START.date(), until=START.date())
    assert [(line.offered, line.answered) for line in counts] == [(15, 15)]


def test_a_row_twice_in_one_chunk_is_taken_once(store: Store, town: int) -> None:
    running = begun(store, town)
    assert added(store, running, [row(running, 1), row(running, 2), row(running, 1)]) == Added(2, 1)
    assert len(words(store)) == 2


def test_the_same_id_of_another_source_is_another_contact(store: Store, town: int) -> None:
    first, second = begun(store, town), begun(store, town, source="balie")
    assert added(store, first, [row(first, 1)]).added == 1
    assert added(store, second, [row(second, 1)]).added == 1


def test_a_known_id_at_another_time_is_not_added_but_told(store: Store, town: int) -> None:
    running = begun(store, town)
    added(store, running, [row(running, 1)])
    assert added(store, running, [row(running, 1, minutes=90)]) == Added(0, 1, at_other_time=1)
    assert added(store, running, [row(running, 2), row(running, 2, minutes=5)]) == Added(1, 1, at_other_time=1)


def test_after_the_purge_counts_stay_and_the_same_rows_still_add_nothing(store: Store, town: int) -> None:
    running = begun(store, town)
    rows = [row(running, number, number) for number in range(30)]
    added(store, running, rows)
    with store.writing() as session:
        later = START + timedelta(days=31)
        assert contact.purge_contacts(session, SYSTEM, keep_days=30, now=later, at_most=20) == 20
        assert contact.purge_contacts(session, SYSTEM, keep_days=30, now=later, at_most=20) == 10
        assert contact.purge_contacts(session, SYSTEM, keep_days=30, now=later, at_most=20) == 0
        assert [line.facts["count"] for line in audit.list_lines(session, action="contacts.purged")] == [10, 20]
    assert words(store) == []
    assert added(store, running, rows) == Added(0, 30)
    with store.reading() as session:
        counts = contact_counts.list_day_counts(session, since=START.date(), until=START.date())
    assert sum(line.offered for line in counts) == 30


def test_the_purge_keeps_what_is_younger(store: Store, town: int) -> None:
    running = begun(store, town)
    added(store, running, [row(running, 1), row(running, 2, minutes=24 * 60)])
    with store.writing() as session:
        assert contact.purge_contacts(session, SYSTEM, keep_days=30, now=START + timedelta(days=30, hours=1)) == 1
    assert words(store) == ["vraag 2"]


def test_a_dry_run_tells_what_would_be_added_and_writes_nothing(store: Store, town: int) -> None:
    running = begun(store, town)
    added(store, running, [row(running, 1)])
    seen: set[bytes] = set()
    with store.reading() as session:
        first = prepared(store, [row(running, number) for number in (1, 2, 3)])
        second = prepared(store, [row(running, 3), row(running, 4)])
        assert contact_ledger.would_add(session, SYSTEM, first, seen) == Added(2, 1)
        assert contact_ledger.would_add(session, SYSTEM, second, seen) == Added(1, 1)
    assert len(words(store)) == 1


def test_a_broken_chunk_leaves_nothing_behind(store: Store, town: int) -> None:
    running = begun(store, town)
    bad = row(running, 2, topic=None)
    with pytest.raises(IntegrityError):
        added(store, running, [row(running, 1), bad])
    assert words(store) == []
    assert added(store, running, [row(running, 1)]) == Added(1, 0)


def test_two_imports_of_the_same_rows_at_the_same_time_take_them_once(
    store: Store, town: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = begun(store, town)
    look, looks = contact_ledger._sorted_out, []

    def overtaken(session: Session, chunk: contact_ledger.Chunk) -> object:
        seen = look(session, chunk)
        looks.append(seen)
        if len(looks) == 1:
            session.rollback()
            assert added(store, running, [row(running, 1), row(running, 2)]) == Added(2, 0)
        return seen

    monkeypatch.setattr(contact_ledger, "_sorted_out", overtaken)
    assert added(store, running, [row(running, number) for number in (1, 2, 3)]) == Added(1, 2)
    assert words(store) == ["vraag 1", "vraag 2", "vraag 3"]


def test_a_chunk_is_bounded(store: Store, town: int) -> None:
    running = begun(store, town)
    with pytest.raises(ValueError, match="in one chunk"):
        added(store, running, [row(running, number) for number in range(contact.LARGEST_CHUNK + 1)])


def test_who_may_not_import_is_refused(store: Store, town: int) -> None:
    running = begun(store, town)
    with pytest.raises(NotAllowed):
        contact_ledger.add_contacts(store, AGENT, running, prepared(store, [row(running, 1)]))
    with store.writing() as session, pytest.raises(NotAllowed):
        contact.purge_contacts(session, AGENT, keep_days=1, now=NOW)


def test_the_same_file_goes_on_under_the_same_number_and_the_trail_tells_of_each_time(store: Store, town: int) -> None:
    running = begun(store, town)
    assert begun(store, town) == running
    assert begun(store, town, digest="c" * 64) != running
    with store.writing() as session:
        contact_ledger.finish_import(session, SYSTEM, running, added=3, already_present=1, rejected=2, now=NOW)
        facts = audit.list_lines(session, action="contacts.imported")[0].facts
    assert (facts["added"], facts["already_present"], facts["rejected"]) == (3, 1, 2)


def test_moments_written_in_bulk_are_those_the_models_write(store: Store, town: int) -> None:
    at = datetime(2026, 3, 2, 8, 0, 5, 120, tzinfo=UTC)
    running = begun(store, town)
    added(store, running, [row(running, 1, at=at, words="bulk")])
    with store.writing() as session:
        contact.note_contact(
            session, AGENT, NewContact(at, Channel.PHONE, "afval", "een voor een"), organisation_id=town
        )
        stored = session.execute(sa.text("SELECT at FROM contact ORDER BY words")).scalars().all()
        found = session.scalars(sa.select(contact.Contact.words).where(contact.Contact.at == at)).all()
    assert stored[0] == stored[1]
    assert sorted(found) == ["bulk", "een voor een"]


def test_a_tally_is_kept_and_counted(store: Store, town: int) -> None:
    with store.writing() as session:
        for answered in (True, False):
            told = NewContact(START, Channel.DESK, "afval", "hoi", 30, answered)
            contact.note_contact(session, AGENT, told, organisation_id=town)
        line = contact_counts.list_counts(session, since=START, until=START + timedelta(minutes=30))[0]
    assert (line.source, line.offered, line.answered, line.abandoned, line.handled) == ("tally", 2, 1, 1, 2)


def put(store: Store, town: int, *figures: tuple[Cell, Figures]) -> int:
    with store.writing() as session:
        return contact_counts.put_counts(session, SYSTEM, figures, organisation_id=town, source="acd")


def cell(minutes: int, topic: str = "") -> Cell:
    return Cell(int(START.timestamp()) // 60 + minutes, "phone", topic)


def test_a_queues_report_replaces_what_it_said_before(store: Store, town: int) -> None:
    assert put(store, town, (cell(0), Figures(10, 8, 2, 300)), (cell(30), Figures(5))) == 2
    assert put(store, town, (cell(0), Figures(10, 8, 2, 300))) == 0
    assert put(store, town, (cell(0), Figures(12, 8, 4, 400)), (cell(60), Figures(1))) == 1
    with store.reading() as session:
        lines = contact_counts.list_counts(session, since=START, until=START + timedelta(hours=2))
    assert [(line.offered, line.answered, line.abandoned, line.wait_seconds) for line in lines] == [
        (12, 8, 4, 400),
        (5, None, None, None),
        (1, None, None, None),
    ]


def test_a_day_total_takes_the_queues_word_where_there_is_one(store: Store, town: int) -> None:
    running = begun(store, town)
    added(store, running, [row(running, 1), row(running, 2), row(running, 3, channel=Channel.DESK)])
    put(store, town, (cell(0), Figures(10, 2, 8, 300)))
    with store.reading() as session:
        totals = contact_counts.list_day_totals(session, since=START.date(), until=START.date())
    assert [(line.channel, line.basis, line.offered, line.abandoned) for line in totals] == [
        (Channel.DESK, CountBasis.CONTACTS, 1, 0),
        (Channel.PHONE, CountBasis.QUEUE, 10, 8),
    ]


def test_a_day_is_a_day_in_amsterdam(store: Store, town: int) -> None:
    running = begun(store, town)
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    added(store, running, [row(running, 1, at=late), row(running, 2, at=late - timedelta(minutes=30, seconds=1))])
    with store.reading() as session:
        days = contact_counts.list_day_counts(session, since=date(2026, 3, 1), until=date(2026, 3, 2))
        second = contact_counts.list_day_counts(session, since=date(2026, 3, 2), until=date(2026, 3, 2))
    assert [(line.day, line.offered) for line in days] == [(date(2026, 3, 1), 1), (date(2026, 3, 2), 1)]
    assert second == days[1:]


def test_counts_never_go_below_nothing_and_know_their_channels(store: Store, town: int) -> None:
    for bad in ((cell(0), Figures(-1)), (Cell(cell(0).minute, "fax", ""), Figures(1))):
        with pytest.raises(IntegrityError):
            put(store, town, bad)


def test_repeat_traffic_is_the_same_caller_on_the_same_topic_within_the_days(store: Store, town: int) -> None:
    running = begun(store, town)
    day = 24 * 60
    who, other = (contact.caller_key(b"secret", caller) for caller in ("31612345678", "31687654321"))
    rows = [
        row(running, 1, 0, caller_key=who),
        row(running, 2, 7 * day, caller_key=who, channel=Channel.MAIL),
        row(running, 3, 15 * day, caller_key=who),
        row(running, 4, 15 * day + 1, caller_key=other),
        row(running, 5, 15 * day + 2, caller_key=who, topic="paspoort"),
        row(running, 6, 15 * day + 3),
    ]
    added(store, running, rows)
    with store.reading() as session:
        lines = contact.list_repeat_traffic(session, since=START, until=START + timedelta(days=30))
    assert [(line.topic, line.contacts, line.repeats) for line in lines] == [("afval", 4, 1), ("paspoort", 1, 0)]
    assert lines[0].ripe_until == START + timedelta(days=23)


def test_callers_are_known_by_a_keyed_hash_only() -> None:
    known = contact.caller_key(b"secret", "31612345678")
    assert known is not None
    assert len(known) == 16
    assert known != contact.caller_key(b"other", "31612345678")
    assert contact.caller_key(b"secret", None) is None


def test_words_are_found_by_period_topic_channel_and_mailing(store: Store, town: int) -> None:
    running = begun(store, town)
    added(
        store,
        running,
        [row(running, 1), row(running, 2, topic="paspoort"), row(running, 3, words=""), row(running, 4, 90)],
    )
    with store.reading() as session:
        lines = contact.list_words(
            session, since=START, until=START + timedelta(hours=1), organisation_id=town, topic="afval"
        )
    assert [(line.words, line.channel, line.answered) for line in lines] == [("vraag 1", Channel.PHONE, True)]
