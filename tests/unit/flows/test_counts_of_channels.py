"""Counts with the other topics taken together say the same to whoever asks per channel."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from flows.figures import of_channels
from impact.forecast import counted_channels
from impact.series import demand_series
from impact.values import DayCount, OpenDays

FIRST = date(2027, 1, 4)
CHANNELS = ("phone", "mail")
TOPICS = ("belastingen", "afval", "overig")
numbers = st.none() | st.integers(0, 40)


@st.composite
def counted(draw: st.DrawFn) -> list[DayCount]:
    keys = [
        (FIRST + timedelta(days=ahead), channel, topic)
        for ahead in range(16)
        for channel in CHANNELS
        for topic in TOPICS
    ]
    kept = draw(st.lists(st.sampled_from(keys), unique=True, min_size=6))
    full = draw(st.sets(st.sampled_from(keys)))
    known = DayCount(FIRST, "chat", "overig", 1)  # one day at least is counted
    return [known] + [
        DayCount(*key, draw(numbers), draw(numbers), draw(numbers), float(draw(st.integers(0, 3))), key in full)
        for key in kept
    ]


@given(counted(), st.sampled_from((*TOPICS, None)))
def test_each_channel_has_the_same_demand_and_the_same_doubtful_days(rows, topic):
    days, fewer = OpenDays(), of_channels(rows, topic)
    for channels in ({"phone"}, {"mail"}, None):
        before = demand_series(rows, days, channels=channels, needed=1)
        after = demand_series(fewer, days, channels=channels, needed=1)
        assert (after.dates, after.gaps) == (before.dates, before.gaps)
        assert after.demand.tolist() == before.demand.tolist()
        assert after.at_least.tolist() == before.at_least.tolist()
    until = FIRST + timedelta(days=30)
    assert counted_channels(fewer, topic, until) == counted_channels(rows, topic, until)
    assert len(fewer) <= len(rows)
