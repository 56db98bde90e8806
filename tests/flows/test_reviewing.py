"""A review: why it cannot be made, what it measured, where its contacts came from, and what callers asked by the decisions of people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from flows import figures
from flows.reviewing import review_mailing
from registry import clock, due, mailing_view, norms, question_group, review, review_refusal, tally
from registry.contact import Contact
from registry.due import Work
from registry.kinds import Channel, GroupAct, TallyOutcome
from registry.question_group import AnchorView, NewDecision
from registry.review import ReviewView
from registry.tally import NewTally

MONDAY = date(2027, 3, 1)
AFTER = datetime(2027, 4, 9, 9, 0, tzinfo=UTC)
Town = Any
"""The municipality of conftest.py, which cannot be imported from there."""


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


def reviewed(town: Town, number: int) -> ReviewView:
    town.at(AFTER)
    assert review_mailing(town.house, number)
    with town.house.store.reading() as session:
        return review.get_review(session, number)


def test_the_parts_of_every_day_add_up_to_what_came_and_another_mailing_has_its_own_part(town: Town) -> None:
    first = town.register((15_000, MONDAY))
    second = town.register((15_000, date(2027, 3, 22)))
    _in_aftercare(town, first)
    burst = {MONDAY + timedelta(days=ahead): 60.0 for ahead in range(2, 9)}
    burst |= {date(2027, 3, 22) + timedelta(days=ahead): 60.0 for ahead in range(2, 9)}
    town.count(MONDAY, date(2027, 4, 8), lambda on: 60.0 + burst.get(on, 0.0))
    for number in (first, second):
        found = reviewed(town, number)
        for day in found.days:
            parts = sum(day[name] for name in ("ordinary", "extra", "others", "unknown"))
            assert parts == pytest.approx(day["actual"], abs=0.05)
        assert sum(day["extra"] for day in found.days) == pytest.approx(found.extra, abs=1)
    late = [day["others"] for day in reviewed(town, first).days if day["on"] >= "2027-03-24"]
    assert sum(late) > 100


def test_a_line_that_was_full_and_counts_only_who_was_helped_gives_a_lower_limit(town: Town) -> None:
    number = town.register((15_000, MONDAY))
    _in_aftercare(town, number)
    rush = {MONDAY + timedelta(days=ahead) for ahead in range(2, 5)}
    town.count(MONDAY, date(2027, 4, 8), lambda on: 150.0 if on in rush else 70.0, only_answered=True)
    found = reviewed(town, number)
    assert found.is_at_least and found.upper is None
    assert {day["on"] for day in found.days if day["at_least"]} == {day.isoformat() for day in rush}
    assert found.figures["hours"]["high"] is None and found.figures["euros"]["high"] is None
    assert found.figures["hours"]["low"] > 0


def test_a_line_that_tells_who_gave_up_or_passes_its_norm_all_the_time_is_never_called_full(town: Town) -> None:
    def full_days() -> set[date]:
        with town.house.store.reading() as session:
            lines = figures.counts(session, since=date(2027, 1, 4), until=date(2027, 4, 30))
        return {line.on for line in lines if line.is_at_least}

    town.count(MONDAY, date(2027, 3, 5), lambda on: 150.0)
    assert full_days() == set()
    town.count(date(2027, 3, 8), date(2027, 3, 9), lambda on: 150.0, only_answered=True)
    town.count(date(2027, 3, 10), date(2027, 4, 8), lambda on: 70.0, only_answered=True)
    assert full_days() == {date(2027, 3, 8), date(2027, 3, 9)}
    with town.house.store.writing() as session:
        norms.change_norms(session, town.house.actor, capacity_per_day={Channel.PHONE.value: 60}, now=town.house.now())
    assert full_days() == set()


def ask(town: Town, words: str, count: int, first: date) -> None:
    with town.house.store.writing() as session:
        session.add_all(
            Contact(
                organisation_id=town.town,
                at=clock.at_amsterdam(first + timedelta(days=place % 4), 9) + timedelta(minutes=place),
                channel=Channel.PHONE,
                topic="belastingen",
                words=words,
            )
            for place in range(count)
        )


def test_what_the_content_manager_decided_about_groups_counts_in_the_review(town: Town) -> None:
    number = town.register((15_000, MONDAY))
    _in_aftercare(town, number)
    town.count(MONDAY, date(2027, 4, 8), lambda on: 80.0)
    ask(town, "de gasmeter op mijn aanslag klopt niet", 20, MONDAY)
    ask(town, "mag ik verkeerd verbonden ophangen", 20, MONDAY)

    def questions() -> dict[str, int]:
        return {each["question"]: each["count"] for each in reviewed(town, number).figures["questions"]}

    assert len(questions()) == 2
    decisions = (
        NewDecision(GroupAct.RENAME, AnchorView(None, ("de gasmeter op mijn aanslag klopt niet",)), name="De gasmeter"),
        NewDecision(GroupAct.LEAVE_OUT, AnchorView(None, ("mag ik verkeerd verbonden ophangen",))),
    )
    with town.house.store.writing() as session:
        for each in decisions:
            question_group.decide(session, town.lead, number, each, now=town.house.now())
    assert questions() == {"De gasmeter": 20}
    with town.house.store.writing() as session:
        version = review.get_review(session, number).version
        session.execute(sa.text("UPDATE contact SET words = ''"))
    assert questions() == {"De gasmeter": 20}
    assert reviewed(town, number).version == version


def test_the_readers_last_day_is_in_the_curve_unless_a_later_peak_has_that_rush(town: Town) -> None:
    own = town.register((15_000, MONDAY), deadline=date(2027, 3, 31))
    with town.house.store.writing() as session:
        session.execute(sa.text("UPDATE letter_type SET bank = 'woz_aanslag' WHERE name = 'WOZ'"))
    with town.house.store.reading() as session:
        planned = figures.planned(session, mailing_view.get_mailing(session, own))
    assert planned is not None and planned.response_deadline == date(2027, 3, 31)
    term = town.register((15_000, MONDAY), deadline=date(2027, 4, 12))
    with town.house.store.reading() as session:
        view = mailing_view.get_mailing(session, term)
        planned = figures.planned(session, view)
    assert planned is not None and planned.response_deadline is None
