"""What mailings did: all overlapping ones together, each near its type, with the ordinary process's own uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from impact.baseline import Span, masked_days
from impact.effects import TopicModel
from impact.errors import OutsideSeries, UnknownMailing
from impact.figures import measurement
from impact.measured import MeasuredDay, Measurement, Study, TypeHabit
from impact.ordinary import Ordinary, fit_ordinary
from impact.series import demand_series
from impact.together import habit, tell_apart
from impact.touch import campaigns, touch, touched_days
from impact.values import DayCount, OpenDays, PastMailing, PlannedMailing, PostDays

__all__ = ["MeasuredDay", "Measurement", "Study", "TypeHabit", "measure", "study"]


def measure(
    counts: Iterable[DayCount],
    mailing_id: str,
    mailings: Sequence[PlannedMailing],
    days: OpenDays,
    post: PostDays,
    *,
    until: date,
    reviewed: Sequence[PastMailing] = (),
    events: Sequence[Span] = (),
    misfiled: float = 0.0,
) -> Measurement:
    """What one mailing did, told apart from all other mailings that are given.

    Args:
        mailings: the mailing itself and all others of the period, of any type and topic.
        until: counting ended with this day.
        reviewed: closed reviews; those of mailings that are also in `mailings` are measured anew and not used twice.
        misfiled: part of a mailing's contacts that agents file under another topic than the mailing's own.

    Raises:
        UnknownMailing: the mailing is not among `mailings`.
        OutsideSeries: no counted open day lies in its window.
        TooLittleHistory, NegativeCounts, ContradictoryCounts: see `impact.series.demand_series`.
    """
    wanted = next((each for each in mailings if each.id == mailing_id), None)
    if wanted is None:
        raise UnknownMailing(mailing=mailing_id)
    same_topic = [each for each in mailings if each.topic == wanted.topic]
    found = study(counts, same_topic, days, post, until=until, reviewed=reviewed, events=events, misfiled=misfiled)
    if mailing_id not in found.measurements:
        series = found.ordinary[wanted.topic].series
        raise OutsideSeries(mailing=mailing_id, first=series.dates[0], last=series.dates[-1])
    return found.measurements[mailing_id]


def study(
    counts: Iterable[DayCount],
    mailings: Sequence[PlannedMailing],
    days: OpenDays,
    post: PostDays,
    *,
    until: date,
    reviewed: Sequence[PastMailing] = (),
    events: Sequence[Span] = (),
    misfiled: float = 0.0,
) -> Study:
    """Measure all given mailings that touch a counted day, topic by topic; mailings outside the series are left out."""
    rows = list(counts)
    measurements: dict[str, Measurement] = {}
    habits: dict[str, TypeHabit] = {}
    ordinary: dict[str | None, Ordinary] = {}
    known = {each.id for each in mailings}
    earlier = [past for past in reviewed if past.id not in known]
    several = len({row.topic for row in rows}) > 1
    for topic in dict.fromkeys(each.topic for each in mailings):
        leak = misfiled if topic is not None and several else 0.0
        series = demand_series(rows, days, topics=None if topic is None else {topic}, until=until)
        own = [each for each in mailings if each.topic == topic]
        with_deadline = {each.letter_type for each in own if each.response_deadline is not None}
        tried = [touch(each, series, days, post, each.letter_type in with_deadline) for each in own]
        touches = [each for each in tried if each is not None]
        masked = masked_days(series, own, events)
        ignored = masked_days(series, (), events)
        fitted = fit_ordinary(series, days, masked, ignored=ignored, window=touched_days(series, touches))
        ordinary[topic] = fitted
        if not touches:
            continue
        together = campaigns(touches)
        model = TopicModel(fitted, together)
        posteriors = tell_apart(model, earlier)
        for number, campaign in enumerate(together):
            sends = posteriors[campaign.whole.mailing.letter_type]
            habits[campaign.whole.mailing.letter_type] = habit(sends, model)
            for place, member in enumerate(campaign.members):
                measurements[member.mailing.id] = measurement(model, number, place, member, sends, leak)
    return Study(_beside_others(measurements), habits, ordinary)


def _beside_others(measurements: Mapping[str, Measurement]) -> dict[str, Measurement]:
    """Tell every day what the other mailings of its topic brought."""
    totals: dict[tuple[str | None, date], float] = {}
    for each in measurements.values():
        for day in each.per_day:
            totals[each.topic, day.on] = totals.get((each.topic, day.on), 0.0) + day.extra
    return {
        name: replace(
            each,
            per_day=tuple(
                replace(day, others=max(0.0, totals[each.topic, day.on] - day.extra)) for day in each.per_day
            ),
        )
        for name, each in measurements.items()
    }
