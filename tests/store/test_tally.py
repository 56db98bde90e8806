"""Contacts tallied by hand: counted at once, taken back without a trace in the counts, never a colleague's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from wierdijk import NOW

from registry import contact, contact_counts, tally
from registry.contact_counts import CountBasis
from registry.errors import BadValue
from registry.kinds import Channel, TallyOutcome
from registry.rights import NotAllowed
from registry.tally import NewTally

TODAY = NOW.date()


def noted(store, who, **more):
    values = {"at": NOW, "channel": Channel.PHONE, "topic": "belastingen", "outcome": TallyOutcome.ANSWERED}
    with store.writing() as session:
        return tally.note(session, who, NewTally(**{**values, **more}), organisation_id=1, now=more.get("now", NOW))


def counted(store, day=TODAY):
    with store.reading() as session:
        return {
            (line.channel, line.topic): line
            for line in contact_counts.list_day_counts(session, since=day, until=day, basis=CountBasis.CONTACTS)
        }


def test_ten_tallied_contacts_are_ten_offered_and_answered(store, house):
    for number in range(10):
        noted(store, house.agent, words=f"vraag {number}", duration_seconds=60)
    line = counted(store)[(Channel.PHONE, "belastingen")]
    assert (line.offered, line.answered, line.abandoned, line.handling_seconds, line.handled) == (10, 10, 0, 600, 10)
    with store.reading() as session:
        assert tally.count_tallied(session, on=TODAY, person_id=house.agent.person_id) == (10, 10)
        words = contact.list_words(session, since=NOW - timedelta(1), until=NOW + timedelta(1))
    assert len(words) == 10


def test_a_line_that_is_taken_back_leaves_counts_and_words_as_they_were(store, house):
    noted(store, house.agent, words="blijft")
    gone = noted(store, house.agent, words="weg ermee", duration_seconds=90, outcome=TallyOutcome.CALLBACK)
    with store.writing() as session:
        tally.undo(session, house.agent, gone, now=NOW)
        tally.undo(session, house.agent, gone, now=NOW)
    line = counted(store)[(Channel.PHONE, "belastingen")]
    assert (line.offered, line.answered) == (1, 1)
    assert not line.handling_seconds and not line.handled
    with store.reading() as session:
        assert [view.words for view in tally.list_tallies(session, on=TODAY)] == ["blijft"]
        words = contact.list_words(session, since=NOW - timedelta(1), until=NOW + timedelta(1))
    assert [each.words for each in words] == ["blijft"]


def test_the_only_line_taken_back_leaves_no_empty_count(store, house):
    gone = noted(store, house.agent)
    with store.writing() as session:
        tally.undo(session, house.agent, gone, now=NOW)
    assert counted(store) == {}


def test_a_paper_sheet_counts_its_boxes_on_its_own_day(store, house):
    day_before = NOW - timedelta(days=3)
    noted(store, house.agent, at=day_before, count=17, channel=Channel.DESK)
    line = counted(store, day_before.date())[(Channel.DESK, "belastingen")]
    assert (line.offered, line.answered) == (17, 17)
    with store.reading() as session:
        assert tally.count_tallied(session, on=TODAY) == (1, 17)
        assert contact.list_words(session, since=day_before - timedelta(1), until=NOW) == ()


def test_a_handed_over_contact_was_picked_up_but_not_answered_by_the_kcc(store, house):
    noted(store, house.agent, words="bezwaar", outcome=TallyOutcome.HANDED_OVER)
    assert counted(store)[(Channel.PHONE, "belastingen")].answered == 1
    with store.reading() as session:
        (words,) = contact.list_words(session, since=NOW - timedelta(1), until=NOW + timedelta(1))
    assert words.answered is False


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"at": NOW + timedelta(hours=1)}, "contact_in_future"),
        ({"at": NOW - timedelta(days=400)}, "contact_too_old"),
        ({"count": 0}, "count_out_of_range"),
        ({"count": 1000}, "count_out_of_range"),
        ({"duration_seconds": -1}, "length_out_of_range"),
        ({"duration_seconds": 5 * 3600}, "length_out_of_range"),
        ({"topic": "  "}, "topic_missing"),
        ({"topic": "x" * 101}, "too_long"),
        ({"words": "x" * 2001}, "too_long"),
    ],
)
def test_what_cannot_be_is_refused_and_counts_nothing(store, house, more, code):
    with pytest.raises(BadValue) as refusal:
        noted(store, house.agent, **more)
    assert refusal.value.code == code
    assert counted(store) == {}


def test_a_colleagues_line_stays(store, house):
    own = noted(store, house.agent)
    with store.writing() as session, pytest.raises(NotAllowed):
        tally.undo(session, house.lead, own, now=NOW)
    assert len(counted(store)) == 1


def test_after_a_day_a_line_stays_and_an_unknown_one_is_named(store, house):
    own = noted(store, house.agent)
    with store.writing() as session, pytest.raises(tally.TallyOver):
        tally.undo(session, house.agent, own, now=NOW + timedelta(days=2))
    with store.writing() as session, pytest.raises(tally.TallyNotFound):
        tally.undo(session, house.agent, 999, now=NOW)


def test_topics_to_choose_from_are_those_most_counted_and_those_of_the_letter_types(store, house):
    noted(store, house.agent, topic="paspoort", count=9)
    noted(store, house.agent, topic="afval", count=3)
    with store.reading() as session:
        assert tally.list_topics(session, since=date(2027, 1, 1)) == ("paspoort", "afval", "belastingen")
