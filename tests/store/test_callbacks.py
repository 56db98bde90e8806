"""Callbacks: when they are due, how they are closed, and by whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from wierdijk import NOW

from registry import (
    callback,
)
from registry.clock import at_amsterdam
from registry.errors import BadValue
from registry.rights import NotAllowed


def note(store, house, *, now=NOW, **given):
    plain = {"caller_name": "beller", "caller_phone": "0612345678", "question": "Klopt dit?"}
    with store.writing() as session:
        return callback.note(session, house.agent, department_id=house.taxes_id, now=now, **plain | given)


def the_callback(store, *, is_open=True):
    with store.reading() as session:
        (found,) = callback.list_callbacks(session, is_open=is_open)
    return found


@pytest.mark.parametrize(
    ("noted_on", "due_on"),
    [
        (date(2027, 1, 11), date(2027, 1, 13)),
        (date(2027, 1, 14), date(2027, 1, 18)),  # over a weekend
        (date(2027, 3, 26), date(2027, 3, 31)),  # over Easter Monday
    ],
)
def test_a_callback_is_due_at_the_end_of_the_second_open_day(store, house, noted_on, due_on):
    note(store, house, now=at_amsterdam(noted_on, 10))
    assert the_callback(store).due_at == at_amsterdam(due_on, 17)


def test_a_callback_closes_only_with_a_result_and_only_once(store, house):
    number = note(store, house)
    with pytest.raises(callback.ResultMissing), store.writing() as session:
        callback.close(session, house.agent, number, result="  ", was_reached=True, now=NOW)
    with store.writing() as session:
        assert callback.attempt(session, house.specialist, number, now=NOW) == 1
        callback.close(session, house.specialist, number, result="uitgelegd", was_reached=True, now=NOW)
        callback.close(session, house.agent, number, result="iets anders", was_reached=False, now=NOW)
        assert callback.attempt(session, house.agent, number, now=NOW) == 2
    closed = the_callback(store, is_open=False)
    assert (closed.result, closed.was_reached, closed.attempt_count) == ("uitgelegd", True, 2)


@pytest.mark.parametrize("missing", ["caller_name", "caller_phone", "question"])
def test_a_callback_says_who_and_what(store, house, missing):
    with pytest.raises(BadValue) as refusal:
        note(store, house, **{missing: " "})
    assert (refusal.value.code, refusal.value.field) == (f"{missing}_missing", missing)


def test_late_callbacks_are_counted(store, house, registered):
    for days in (1, 9):
        number = note(store, house, mailing_id=registered)
        with store.writing() as session:
            callback.close(
                session, house.agent, number, result="uitgelegd", was_reached=True, now=NOW + timedelta(days=days)
            )
    note(store, house, mailing_id=registered)
    with store.reading() as session:
        assert callback.count_callbacks(session, registered) == (3, 1, 1)
        assert callback.count_open(session) == 1


def test_a_callback_for_another_department_is_not_closed_by_this_one(store, house):
    number = note(store, house)
    with pytest.raises(NotAllowed), store.writing() as session:
        callback.close(session, house.waste, number, result="klaar", was_reached=True, now=NOW)
