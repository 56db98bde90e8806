"""What agents searched for: opened answers teach the search, misses are counted once, all of it goes when its term is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wierdijk import NOW, SYSTEM, prepare

from registry import answer_search, faq
from registry.errors import BadValue
from registry.kinds import FaqState, SearchOutcome
from registry.rights import NotAllowed


@pytest.fixture
def entry(store, house, registered):
    """An approved answer."""
    prepare(store, house, registered)
    with store.writing() as session:
        found = next(each for each in faq.list_entries(session, registered) if each.answer)
        faq.judge(session, house.lead, found.id, FaqState.APPROVED, now=NOW)
    return found


def counts(store):
    with store.reading() as session:
        return answer_search.count_searches(session, since=NOW - timedelta(1), until=NOW + timedelta(1))


def missed(store, who, words, now=NOW, **more):
    with store.writing() as session:
        return answer_search.note_missed(session, who, words, now=now, **more)


def test_an_opened_answer_counts_and_teaches_the_words_that_led_to_it(store, house, entry):
    with store.writing() as session:
        for words in ("waneer betalen", "Waneer betalen", "hoelaat moet ik lappen"):
            answer_search.note_opened(session, house.agent, entry.id, words, now=NOW)
        answer_search.note_opened(session, house.agent, entry.id, "", now=NOW)
    with store.reading() as session:
        assert answer_search.learned_words(session) == {entry.id: ("waneer betalen", "hoelaat moet ik lappen")}
        assert answer_search.count_opened(session) == 3
    assert (counts(store).opened, counts(store).missed) == (4, 0)


def test_only_an_approved_answer_can_be_opened(store, house, entry):
    with store.writing() as session:
        faq.judge(session, house.lead, entry.id, FaqState.DROPPED, now=NOW)
    for number in (entry.id, 999):
        with store.writing() as session, pytest.raises(faq.EntryNotFound):
            answer_search.note_opened(session, house.agent, number, "x", now=NOW)


def test_who_types_on_misses_once(store, house):
    first = missed(store, house.agent, "hond", outcome=SearchOutcome.EMPTY)
    second = missed(store, house.agent, "hondenbelasting", outcome=SearchOutcome.EMPTY)
    assert first == second
    missed(store, house.agent, "hondenbelasting", now=NOW + timedelta(minutes=1))
    missed(store, house.lead, "hondenbelasting", outcome=SearchOutcome.EMPTY)
    missed(store, house.agent, "hondenbelasting", now=NOW + timedelta(minutes=10), outcome=SearchOutcome.EMPTY)
    missed(store, house.agent, "paspoort kwijt", outcome=SearchOutcome.EMPTY)
    found = counts(store)
    assert (found.opened, found.empty, found.unhelpful) == (0, 3, 1)
    with store.reading() as session:
        last = answer_search.list_missed(session, since=NOW - timedelta(1), until=NOW + timedelta(1))
    assert last[0].words == "paspoort kwijt"


def test_nothing_searched_for_is_no_miss(store, house):
    for words in ("", "   "):
        with pytest.raises(BadValue):
            missed(store, house.agent, words)
    with pytest.raises(BadValue):
        missed(store, house.agent, "x", outcome=SearchOutcome.OPENED)


def test_a_department_notes_no_searches(store, house, entry):
    with store.writing() as session, pytest.raises(NotAllowed):
        answer_search.note_opened(session, house.taxes, entry.id, "x", now=NOW)


def test_searches_go_when_their_term_is_over(store, house):
    missed(store, house.agent, "oud", now=NOW - timedelta(days=500))
    missed(store, house.agent, "nieuw")
    with store.writing() as session:
        before = NOW - timedelta(days=400)
        assert answer_search.purge_searches(session, SYSTEM, before=before, now=NOW) == 1
        assert answer_search.purge_searches(session, SYSTEM, before=before, now=NOW) == 0
    assert counts(store).empty + counts(store).unhelpful == 1
