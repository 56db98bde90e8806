"""How contacts ended and how long callers waited: what no source tells stays unknown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wierdijk import NOW, SYSTEM

from registry import contact_counts, handling, tally
from registry.clock import day_of
from registry.contact import Contact
from registry.contact_counts import Cell, Figures
from registry.kinds import Channel, TallyOutcome
from registry.tally import NewTally

TODAY = day_of(NOW)
WINDOW = {"since": TODAY, "until": TODAY}


def logged(store, count, *, answered, words="Waar is mijn verslag?", topic="belastingen", seconds=None):
    rows = [
        Contact(
            organisation_id=1,
            at=NOW + timedelta(seconds=step),
            channel=Channel.PHONE,
            topic=topic,
            words=words,
            answered=answered,
            duration_seconds=seconds,
        )
        for step in range(count)
    ]
    with store.writing() as session:
        session.add_all(rows)


def ended(store, **more):
    with store.reading() as session:
        return handling.count_outcomes(session, **(WINDOW | more))


def queue(store, topic, offered, wait):
    minute = int(NOW.timestamp()) // 60
    cell = Cell(minute - minute % 30, Channel.PHONE.value, topic)
    with store.writing() as session:
        told = Figures(offered, offered, 0, wait)
        contact_counts.put_counts(session, SYSTEM, [(cell, told)], organisation_id=1, source=f"centrale {topic}")


def waits(store, topic):
    with store.reading() as session:
        return handling.sum_waits(session, topic=topic, **WINDOW)


def test_812_of_1000_answered_by_the_kcc_is_81_point_2_percent(store, house):
    logged(store, 812, answered=True)
    logged(store, 188, answered=False)
    found = ended(store, topic="belastingen")
    assert found == handling.Outcomes(812, 188)
    assert found.share == pytest.approx(0.812)


def test_who_hung_up_is_not_taken_for_somebody_the_kcc_could_not_help(store, house):
    logged(store, 8, answered=True)
    logged(store, 2, answered=False)
    logged(store, 40, answered=False, words="")
    assert ended(store).share == pytest.approx(0.8)


def test_a_log_that_only_says_who_was_reached_leaves_the_share_unknown(store, house):
    logged(store, 90, answered=True)
    logged(store, 10, answered=False, words="", seconds=95)
    assert ended(store).share is None


def test_other_topics_and_other_days_do_not_count(store, house):
    logged(store, 5, answered=True)
    logged(store, 5, answered=False)
    logged(store, 50, answered=False, topic="afval")
    assert ended(store, topic="belastingen").share == pytest.approx(0.5)
    assert ended(store, since=TODAY + timedelta(1), until=TODAY + timedelta(9)).share is None


def test_a_tally_tells_how_it_ended_once_and_not_after_it_was_taken_back(store, house):
    outcomes = [TallyOutcome.ANSWERED] * 3 + [TallyOutcome.HANDED_OVER, TallyOutcome.CALLBACK, TallyOutcome.CALLBACK]
    with store.writing() as session:
        made = [
            tally.note(
                session,
                house.agent,
                NewTally(NOW, Channel.PHONE, "belastingen", outcome, words="een vraag"),
                organisation_id=1,
                now=NOW,
            )
            for outcome in outcomes
        ]
        sheet = NewTally(NOW, Channel.DESK, "belastingen", TallyOutcome.ANSWERED, count=5)
        tally.note(session, house.agent, sheet, organisation_id=1, now=NOW)
        tally.undo(session, house.agent, made[-1], now=NOW)
    assert ended(store) == handling.Outcomes(8, 2)


def test_the_wait_is_that_of_the_topic_else_of_the_whole_queue_else_unknown(store, house):
    assert waits(store, "belastingen").mean is None
    queue(store, "", 20, 800)
    assert waits(store, "belastingen") == handling.Waits(800, 20)
    queue(store, "belastingen", 10, 900)
    assert waits(store, "belastingen").mean == pytest.approx(90)
    assert waits(store, None).mean == pytest.approx(1700 / 30)
