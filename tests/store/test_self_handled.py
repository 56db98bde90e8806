"""The part of contacts that the KCC answered itself, in every way it is divided."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from wierdijk import NOW

from registry import letter_type, tally
from registry.clock import day_of
from registry.contact import Contact
from registry.errors import BadValue
from registry.handling import Outcomes
from registry.kinds import Channel, TallyOutcome
from registry.rights import NotAllowed
from registry.self_handled import find_self_handled, usual_period
from registry.tally import NewTally

TODAY = day_of(NOW)


def logged(store, count, *, answered, topic="belastingen", channel=Channel.PHONE, at=NOW):
    with store.writing() as session:
        session.add_all(
            Contact(
                organisation_id=1,
                at=at - timedelta(seconds=step),
                channel=channel,
                topic=topic,
                words="Waar is mijn verslag?",
                answered=answered,
            )
            for step in range(count)
        )


def found(store, house, **more):
    with store.reading() as session:
        return find_self_handled(session, house.lead, **({"since": TODAY, "until": TODAY} | more))


def test_812_of_1000_is_81_point_2_percent_and_the_topics_sum_to_the_missing_188(store, house):
    logged(store, 750, answered=True)
    logged(store, 62, answered=True, topic="parkeren", channel=Channel.CHAT)
    for place, number in enumerate((60, 50, 30, 20, 10, 10, 8)):
        logged(store, number, answered=False, topic=f"onderwerp {place}")
    it = found(store, house)
    assert it.total == Outcomes(812, 188) and it.total.share == pytest.approx(0.812)
    assert it.norm == 0.8 and it.needed == 50
    assert [gain.passed_on for gain in it.gains] == [60, 50, 30, 20, 10] and it.rest.passed_on == 18
    assert sum(gain.share for gain in (*it.gains, it.rest)) == pytest.approx(0.188)
    assert {line.name: line.outcomes for line in it.channels} == {
        "phone": Outcomes(750, 188),
        "chat": Outcomes(62, 0),
    }
    for lines in (it.weeks, it.channels, it.topics, it.departments):
        assert sum(line.outcomes.known for line in lines) == 1000


def test_weeks_begin_on_monday_in_amsterdam_and_tallies_count_beside_logs(store, house):
    monday = date(2026, 12, 7)
    logged(store, 3, answered=False, at=datetime.fromisoformat("2026-12-06T22:59:59+00:00"))  # still Sunday
    logged(store, 1, answered=True, at=datetime.fromisoformat("2026-12-06T23:00:00+00:00"))  # Monday
    with store.writing() as session:
        note = NewTally(
            datetime.fromisoformat("2026-12-09T09:00:00+00:00"),
            Channel.DESK,
            "parkeren",
            TallyOutcome.ANSWERED,
            count=4,
        )
        tally.note(session, house.agent, note, organisation_id=1, now=NOW)
    it = found(store, house, since=date(2026, 12, 1), until=date(2026, 12, 13))
    assert [(line.name, line.outcomes) for line in it.weeks] == [
        ("2026-11-30", Outcomes(0, 3)),
        (monday.isoformat(), Outcomes(5, 0)),
    ]


def test_a_topic_is_of_the_department_whose_letters_it_is_about(store, house):
    with store.reading() as session:
        kind = next(each for each in letter_type.list_letter_types(session) if each.department_id)
    logged(store, 2, answered=True, topic=kind.topic)
    logged(store, 1, answered=False, topic="van niemand")
    lines = {line.name: line.outcomes for line in found(store, house).departments}
    assert lines.pop("") == Outcomes(0, 1)
    assert list(lines.values()) == [Outcomes(2, 0)]


def test_a_log_that_only_says_who_was_reached_says_nothing_and_nothing_divides_by_zero(store, house):
    logged(store, 5, answered=True)
    it = found(store, house)
    assert (it.total.share, it.needed, it.gains, it.weeks, it.rest.share) == (None, 0, (), (), 0.0)


def test_a_period_must_be_a_period_and_the_reader_one_who_may_see_reviews(store, house):
    for more in ({"until": TODAY - timedelta(days=1)}, {"since": TODAY - timedelta(days=366)}):
        with pytest.raises(BadValue):
            found(store, house, **more)
    with store.reading() as session, pytest.raises(NotAllowed):
        find_self_handled(session, house.agent, since=TODAY, until=TODAY)


def test_the_usual_period_is_twelve_weeks_from_a_monday():
    since, until = usual_period(date(2027, 3, 24))
    assert (since, until) == (date(2027, 1, 4), date(2027, 3, 24)) and since.weekday() == 0
