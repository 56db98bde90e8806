"""What is only reckoned is due when what it rests on changed, and only then; what was reckoned is kept, told and put aside once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from wierdijk import NOW, SYSTEM, give_forecast

from registry import (
    advice,
    conflict,
    due,
    echo,
    mailing,
    mailing_view,
    marks,
    notice,
    nowcast,
    purge,
    reckoned,
    surprise,
    what_if,
)
from registry.advice import AdviceNotFound, AdviceOutdated, NewAdvice
from registry.conflict import ConflictNotFound, NewConflict
from registry.due import Work
from registry.errors import BadValue
from registry.kinds import MailingKind, NoticeKind
from registry.mailing import ReasonMissing
from registry.nowcast import NewNowcast
from registry.surprise import NewSurprise, SurpriseNotFound

DAY = date(2027, 2, 23)
RECKONING = {Work.ADVISE, Work.NOWCAST, Work.CONFLICTS, Work.SURPRISES}
CONFLICT = NewConflict(
    "same", "over_capacity_alone", DAY, DAY, DAY, 100.0, 100.0, 60.0, 10.0, [1], [{"code": "spread"}], {"alone": {}}
)
BURST = NewSurprise("phrase", "gasmeter", "overig", ["gasmeter"], ["mijn gasmeter"], NOW, 40, 1.0)


def new_advice(revision: int = 1, over: float = 81.0) -> NewAdvice:
    parts = [
        {"quantity": 45_000, "handover_on": "2027-03-01", "arrives_from": "2027-03-02", "arrives_until": "2027-03-03"}
    ]
    return NewAdvice(
        revision, {}, {"over_capacity": 587.0}, [{"code": "advised", "parts": parts, "over": over}], [], {}
    )


def new_nowcast(expected: float, *, is_change: bool = True) -> NewNowcast:
    return NewNowcast(
        1, DAY, expected - 9, expected, expected + 9, 2700.0, is_change, {"seen": 9.0}, [], [], {"code": "x"}
    )


def works(store):
    with store.reading() as session:
        return {piece.work for piece in due.list_due(session, now=NOW)} & RECKONING


def test_advice_and_conflicts_are_due_once_there_is_a_forecast_and_again_for_each_change(store, house, registered):
    assert works(store) == set()
    with store.writing() as session:
        give_forecast(session, registered)
    assert works(store) == {Work.ADVISE, Work.CONFLICTS}
    with store.writing() as session:
        advice.store_advice(session, SYSTEM, registered, new_advice(), now=NOW)
        reckoned.note(session, marks.CONFLICTS, marks.conflicts(session, now=NOW), now=NOW)
    assert works(store) == set()
    with store.writing() as session:
        mailing.change(session, house.taxes, registered, house.content(9_000), expected_revision=1, now=NOW)
    assert works(store) == {Work.CONFLICTS}
    with store.writing() as session:
        give_forecast(session, registered)
    assert works(store) == {Work.ADVISE, Work.CONFLICTS}


def test_the_same_advice_again_makes_no_version(store, registered):
    with store.writing() as session:
        with pytest.raises(AdviceNotFound):
            advice.get_advice(session, registered)
        assert advice.store_advice(session, SYSTEM, registered, new_advice(), now=NOW) == 1
        assert advice.store_advice(session, SYSTEM, registered, new_advice(), now=NOW) == 1
        assert advice.store_advice(session, SYSTEM, registered, new_advice(over=80.0), now=NOW) == 2


def test_an_option_keeps_a_shared_dagtekening_and_way_of_delivery(store, house, registered):
    content = house.content()
    dated = tuple(replace(batch, dated_on=date(2027, 2, 26)) for batch in content.batches)
    with store.writing() as session:
        mailing.change(session, house.taxes, registered, replace(content, batches=dated), expected_revision=1, now=NOW)
        advice.store_advice(session, SYSTEM, registered, new_advice(revision=2), now=NOW)
        advice.choose(session, house.taxes, registered, "advised", expected_revision=2, now=NOW)
        view = mailing_view.get_mailing(session, registered)
    assert [(batch.quantity, batch.dated_on) for batch in view.batches] == [(45_000, date(2027, 2, 26))]


def test_advice_on_letters_that_went_meanwhile_is_not_taken_over(store, house, registered):
    with store.writing() as session:
        advice.store_advice(session, SYSTEM, registered, new_advice(), now=NOW)
        assert advice.preview(session, registered, "advised")[1]
        session.execute(sa.text("UPDATE batch SET sent_on = '2027-02-22', sent_quantity = 15000 WHERE number = 1"))
        session.expire_all()
        with pytest.raises(AdviceOutdated):
            advice.choose(session, house.taxes, registered, "advised", expected_revision=1, now=NOW)


def test_a_change_of_the_total_is_told_once_and_again_when_it_moves_as_much(store, registered):
    def told():
        with store.reading() as session:
            every = notice.list_notices(session, mailing_id=registered, limit=200)
        return sorted(item.recipient_name for item in every if item.kind is NoticeKind.NOWCAST_CHANGED)

    for expected, people in ((2800.0, []), (3480.0, ["lead", "taxes"]), (3500.0, ["lead", "taxes"])):
        with store.writing() as session:
            new = new_nowcast(expected, is_change=expected > 3105)
            nowcast.store_nowcast(session, SYSTEM, registered, new, now=NOW)
        assert told() == people
    with store.writing() as session:
        nowcast.store_nowcast(session, SYSTEM, registered, new_nowcast(4200.0), now=NOW)
        assert nowcast.store_nowcast(session, SYSTEM, registered, new_nowcast(4200.0), now=NOW) == 4
    assert told() == ["lead", "lead", "taxes", "taxes"]


def test_a_conflict_put_aside_comes_back_when_it_grew_by_more_than_a_quarter(store, house, registered):
    with store.writing() as session:
        assert conflict.store_conflicts(session, SYSTEM, [CONFLICT], now=NOW) == 1
        (found,) = conflict.list_conflicts(session, mailing_id=registered)
        with pytest.raises(ReasonMissing):
            conflict.dismiss(session, house.planner, found.id, reason="ja", now=NOW)
        conflict.dismiss(session, house.planner, found.id, reason="Er komen mensen bij.", now=NOW)
    for over, stands in ((120.0, 0), (126.0, 1)):
        with store.writing() as session:
            conflict.store_conflicts(session, SYSTEM, [replace(CONFLICT, over=over)], now=NOW + timedelta(days=1))
            assert len(conflict.list_conflicts(session)) == stands


def test_a_conflict_that_is_not_found_any_more_is_gone_and_new_when_it_returns(store, house, registered):
    with store.writing() as session:
        conflict.store_conflicts(session, SYSTEM, [CONFLICT], now=NOW)
        conflict.store_conflicts(session, SYSTEM, [], now=NOW)
        assert conflict.list_conflicts(session, with_dismissed=True) == ()
        with pytest.raises(ConflictNotFound):
            conflict.dismiss(session, house.lead, 1, reason="Het is al weg.", now=NOW)
        assert conflict.store_conflicts(session, SYSTEM, [CONFLICT], now=NOW) == 1


def test_a_burst_that_goes_on_is_the_same_surprise_for_two_weeks(store, house):
    with store.writing() as session:
        assert surprise.store_surprises(session, SYSTEM, [BURST], on=DAY, now=NOW) == 1
        more = replace(BURST, contacts=70)
        assert surprise.store_surprises(session, SYSTEM, [more], on=DAY + timedelta(days=1), now=NOW) == 0
        assert surprise.get_surprise(session, 1).contacts == 70
        assert surprise.store_surprises(session, SYSTEM, [BURST], on=DAY + timedelta(days=40), now=NOW) == 1
        with pytest.raises(SurpriseNotFound):
            surprise.dismiss(session, house.lead, 9, reason="Bestaat niet.", now=NOW)


def test_a_surprise_counts_against_its_department_and_is_sent_already(store, house):
    with store.writing() as session:
        surprise.store_surprises(session, SYSTEM, [BURST], on=DAY, now=NOW)
        number = surprise.register(
            session,
            house.lead,
            1,
            department_id=house.waste_id,
            title="Brief over gasmeters",
            kind=MailingKind.MAILING,
            letter_type_id=None,
            quantity=900,
            now=NOW,
        )
        view = mailing_view.get_mailing(session, number)
        assert surprise.surprise_mailings(session) == {number}
    assert view.batches[0].sent_on == NOW.date() and view.department == "Afval"


def test_callers_words_of_a_surprise_go_with_their_term(store, house):
    with store.writing() as session:
        surprise.store_surprises(session, SYSTEM, [BURST], on=DAY, now=NOW)
    purge.purge_expired(store, SYSTEM, now=NOW + timedelta(days=399))
    with store.reading() as session:
        assert surprise.get_surprise(session, 1).examples
    purge.purge_expired(store, SYSTEM, now=NOW + timedelta(days=402))
    with store.reading() as session:
        found = surprise.get_surprise(session, 1)
    assert found.examples == [] and found.phrases == ["gasmeter"]


def test_a_child_stays_dropped_while_its_day_stays_and_goes_when_it_does_not(store, house, registered):
    first = echo.NewEcho("objection", date(2027, 4, 9), 100.0, 270.0, 500.0, [])
    with store.writing() as session:
        echo.store_echoes(session, SYSTEM, registered, [first], now=NOW)
        echo.drop(session, house.taxes, registered, 1, now=NOW)
        echo.store_echoes(session, SYSTEM, registered, [replace(first, expected=300.0)], now=NOW)
        (kept,) = echo.list_echoes(session, registered)
        assert kept.dropped_by == "taxes" and kept.expected == 300.0
        echo.store_echoes(session, SYSTEM, registered, [replace(first, falls_on=date(2027, 4, 16))], now=NOW)
        (moved,) = echo.list_echoes(session, registered)
    assert moved.falls_on == date(2027, 4, 16) and moved.dropped_at is None


def test_a_what_if_is_kept_with_a_name_only(store, house, registered):
    with store.writing() as session:
        for name in ("", "x" * 201):
            with pytest.raises(BadValue):
                what_if.keep(session, house.planner, registered, name=name, levers={}, outcomes=[], now=NOW)
        what_if.keep(session, house.planner, registered, name="later", levers={"rate": 0.1}, outcomes=[], now=NOW)
        (found,) = what_if.list_kept(session, registered)
    assert (found.name, found.made_by, found.levers) == ("later", "planner", {"rate": 0.1})
