"""Where mailings touch the counted days, for every lag that is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from impact.ordinary import Array
from impact.response import Curves, Lag, response_curves
from impact.series import Series
from impact.values import OpenDays, PlannedMailing, PostDays

LAG_MEANS = (0.5, 0.9, 1.4, 2.0, 2.7, 3.5, 4.5, 6.0, 8.5, 13.0)
LAG_SHAPES = (1.0, 1.6, 2.4, 4.0)
DEADLINE_SHARES = (0.1, 0.3, 0.55)
WAIT_SHARES = {0.0: 0.7, 0.4: 0.3}
"""After a closed day: everybody on the first open day, or a part later, each with its prior probability. The data choose."""

LAG_CENTRE_DAYS = 3.7
LAG_LOG_SD = 0.75
SHAPE_CENTRE = 2.0
SHAPE_LOG_SD = 0.5
"""The middle shapes of the grid are likelier than a sheer decay or a sharp top (likelihood of own sets and the sample)."""


def lag_grid(with_deadline: bool) -> tuple[tuple[Lag, ...], Array]:
    """The lags that are tried, with their prior probability."""
    shares = DEADLINE_SHARES if with_deadline else (0.0,)
    lags = tuple(
        Lag(mean, shape, share, wait)
        for mean in LAG_MEANS
        for shape in LAG_SHAPES
        for share in shares
        for wait in WAIT_SHARES
    )
    late = np.log([lag.mean_days / LAG_CENTRE_DAYS for lag in lags]) / LAG_LOG_SD
    shape = np.log([lag.shape / SHAPE_CENTRE for lag in lags]) / SHAPE_LOG_SD
    weight = np.exp(-0.5 * (late**2 + shape**2)) * np.array([WAIT_SHARES[lag.wait_share] for lag in lags])
    return lags, weight / weight.sum()


@dataclass(frozen=True)
class Touch:
    """Where one mailing touches the counted days.

    Attributes:
        rows: indexes of counted days.
        shares: share of the mailing's contacts per lag (rows) and touched day (columns).
        in_window: True for touched days inside the mailing's window.
        curves: the whole response per lag, on days counted or still to come.
    """

    mailing: PlannedMailing
    lags: tuple[Lag, ...]
    lag_prior: Array
    rows: NDArray[np.int64]
    shares: Array
    in_window: NDArray[np.bool_]
    curves: Curves

    @property
    def letters(self) -> float:
        return self.mailing.quantity * self.mailing.reach_share


def touch(mailing: PlannedMailing, series: Series, days: OpenDays, post: PostDays, with_deadline: bool) -> Touch | None:
    """Where the mailing touches the counted days; None when no counted day lies in its window."""
    lags, prior = lag_grid(with_deadline)
    curves = response_curves(mailing, days, post, lags)
    index: Mapping[date, int] = {day: number for number, day in enumerate(series.dates)}
    columns = [column for column, day in enumerate(curves.dates) if day in index]
    touched = [curves.dates[column] for column in columns]
    in_window = np.array([mailing.first_on <= day <= mailing.last_on for day in touched], dtype=bool)
    if not in_window.any():
        return None
    rows = np.array([index[day] for day in touched])
    return Touch(mailing, lags, prior, rows, curves.shares[:, columns], in_window, curves)


def touched_days(series: Series, touches: Sequence[Touch]) -> NDArray[np.bool_]:
    """True for counted days that any mailing touches."""
    touched = np.zeros(len(series.dates), dtype=bool)
    for each in touches:
        touched[each.rows] = True
    return touched


@dataclass(frozen=True)
class Campaign:
    """Mailings of one type whose windows overlap: the counts speak about them together, they share by letters.

    Attributes:
        whole: the mailings as one.
        members: the mailings, in order of their first day.
    """

    whole: Touch
    members: tuple[Touch, ...]


def campaigns(touches: Sequence[Touch]) -> tuple[Campaign, ...]:
    """Put mailings of one type together where their windows overlap."""
    groups: list[list[Touch]] = []
    latest: dict[str, list[Touch]] = {}
    for each in sorted(touches, key=lambda touch: (touch.mailing.first_on, touch.mailing.id)):
        group = latest.get(each.mailing.letter_type)
        if group is not None and each.mailing.first_on <= max(member.mailing.last_on for member in group):
            group.append(each)
        else:
            latest[each.mailing.letter_type] = [each]
            groups.append(latest[each.mailing.letter_type])
    return tuple(Campaign(_joined(group), tuple(group)) for group in groups)


def _joined(members: Sequence[Touch]) -> Touch:
    if len(members) == 1:
        return members[0]
    letters = sum(member.letters for member in members)
    mailings = [member.mailing for member in members]
    whole = PlannedMailing(
        id="+".join(each.id for each in mailings),
        letter_type=mailings[0].letter_type,
        topic=mailings[0].topic,
        batches=tuple(batch for each in mailings for batch in each.batches),
        reach_share=letters / sum(each.quantity for each in mailings),
        response_deadline=next((each.response_deadline for each in mailings if each.response_deadline), None),
        guess_rate=next((each.guess_rate for each in mailings if each.guess_rate), None),
        window_from=min(each.first_on for each in mailings),
        window_until=max(each.last_on for each in mailings),
    )
    rows = np.unique(np.concatenate([member.rows for member in members]))
    dates = sorted({day for member in members for day in member.curves.dates})
    shares = np.zeros((len(members[0].lags), len(rows)))
    curve = np.zeros((len(members[0].lags), len(dates)))
    inside = np.zeros(len(rows), dtype=bool)
    column = {day: number for number, day in enumerate(dates)}
    for member in members:
        places = np.searchsorted(rows, member.rows)
        shares[:, places] += member.shares * member.letters / letters
        inside[places] |= member.in_window
        curve[:, [column[day] for day in member.curves.dates]] += member.curves.shares * member.letters / letters
    curves = Curves(tuple(dates), curve)
    return Touch(whole, members[0].lags, members[0].lag_prior, rows, shares, inside, curves)
