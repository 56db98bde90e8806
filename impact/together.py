"""All types of a topic in turn, until each mailing's share has settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.effects import TopicModel
from impact.measured import TypeHabit
from impact.posterior import LOG_RATES, Evidence, TypePosterior, type_posterior
from impact.rate import type_level
from impact.touch import Touch
from impact.values import PastMailing

PASSES = 3

# The contacts a letter causes are rarely far from this share of what its topic gets anyway in the same days: a weak
# second opinion beside the sector table, with the standard deviation of its logarithm.
USUAL_SHARE = 0.06
USUAL_SHARE_LOG_SD = 1.4


@dataclass(frozen=True)
class Sends:
    """The sends of one type: their numbers in the model, what the counts say about each, and what they say together."""

    numbers: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    posterior: TypePosterior


def tell_apart(model: TopicModel, reviewed: Sequence[PastMailing]) -> dict[str, Sends]:
    """Go round the types until their shares settle; per type what its sends say."""
    types = list(dict.fromkeys(each.mailing.letter_type for each in model.touches))
    priors = {name: _type_prior(model, name, reviewed) for name in types}
    expected = [_prior_contacts(each, priors[each.mailing.letter_type]) for each in model.touches]
    sends: dict[str, Sends] = {}
    for turn in range(PASSES):
        for name in types:
            numbers = [n for n, each in enumerate(model.touches) if each.mailing.letter_type == name]
            evidence = [model.evidence(number, expected) for number in numbers]
            found = type_posterior(evidence, priors[name], model.touches[numbers[0]].lag_prior)
            sends[name] = Sends(tuple(numbers), tuple(evidence), found)
            for position, number in enumerate(numbers):
                each = model.touches[number]
                weight = found.sends[position] * (1 - found.nothing)
                letters = each.letters
                amount = letters * weight @ np.exp(LOG_RATES)
                model.found[number] = amount @ each.shares
                expected[number] = _prior_contacts(each, found.others[position])
        if turn < PASSES - 1:
            model.loosen()
    return sends


def _type_prior(model: TopicModel, name: str, reviewed: Sequence[PastMailing]) -> tuple[float, float]:
    own = [each for each in model.touches if each.mailing.letter_type == name]
    # a guess counts only where no mailing of the type was reviewed; several guesses of one department share their bias,
    # so together they count as one
    guesses = [each.mailing.guess_rate for each in own if each.mailing.guess_rate]
    mean, sd = type_level(name, reviewed, guess_rate=float(np.exp(np.mean(np.log(guesses)))) if guesses else None)
    shares = [
        np.log(
            USUAL_SHARE * max(float(model.fitted.level[each.rows[each.in_window]].sum()), 1.0) / each.mailing.quantity
        )
        for each in own
    ]
    weight, other = sd**-2.0, USUAL_SHARE_LOG_SD**-2.0
    return float((weight * mean + other * np.mean(shares)) / (weight + other)), float((weight + other) ** -0.5)


def _prior_contacts(each: Touch, level: tuple[float, float]) -> tuple[float, float]:
    """Mean and sd of a send's contacts before its own counts are looked at."""
    letters = each.letters
    mean = letters * float(np.exp(level[0] + 0.5 * min(level[1], 1.0) ** 2))
    return mean, mean * float(np.sqrt(np.expm1(min(level[1], 1.0) ** 2)))


def habit(sends: Sends, model: TopicModel) -> TypeHabit:
    lags = model.touches[sends.numbers[0]].lags
    found = sends.posterior
    mean_lag = float(np.exp(sum(share * np.log(lag.mean_days) for lag, share in zip(lags, found.lags, strict=True))))
    pulse = float(sum(share * lag.deadline_share for lag, share in zip(lags, found.lags, strict=True)))
    has_deadline = any(model.touches[number].mailing.response_deadline for number in sends.numbers)
    return TypeHabit(
        found.level[0],
        found.level[1],
        found.nothing,
        mean_lag,
        pulse if has_deadline else None,
        tuple((lag, float(share)) for lag, share in zip(lags, found.lags, strict=True)),
        tuple(model.touches[number].mailing.id for number in sends.numbers),
    )
