"""What somebody asks "what if": a few plain figures, and the levers they stand for. Everything is off by default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from impact.batches import Case
from impact.response import response_curve
from impact.values import Batch, PlannedMailing
from impact.whatif import Levers, Opening

SATURDAY, FRIDAY = 5, 4
SATURDAY_HOURS = 4.0
SATURDAY_SHARE = 0.30
"""Length of an extra Saturday, and the part of Monday's contacts that would come then; working values of this project."""

FELT = 0.005
"""A day belongs to the mailing when at least this part of its contacts comes on it."""


@dataclass(frozen=True)
class Asked:
    """The figures of one question.

    Attributes:
        sendings: (handover, letters) per batch in place of the mailing's own; empty leaves them.
        rate: contacts per letter in place of the forecast's; None leaves it.
        clearer_share, web_page_share: part of the contacts that a clearer letter or a web page saves, 0 to 1.
        more_agents, specialists: people more on every open day from `staff_from` to `staff_until` (by default all days of the mailing).
        saturday_agents: people on the Saturdays of the mailing, for four hours; nought keeps them closed.
        friday_closed_share: part of a Friday's contacts that falls in hours that would be closed, 0 to 1.
    """

    sendings: tuple[tuple[date, int], ...] = ()
    rate: float | None = None
    clearer_share: float = 0.0
    web_page_share: float = 0.0
    more_agents: int = 0
    specialists: int = 0
    staff_from: date | None = None
    staff_until: date | None = None
    saturday_agents: int = 0
    friday_closed_share: float = 0.0

    @property
    def is_nothing(self) -> bool:
        """Tell whether everything is as planned."""
        return self == Asked(staff_from=self.staff_from, staff_until=self.staff_until)

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            "sendings": [[on.isoformat(), letters] for on, letters in self.sendings],
            "rate": self.rate,
            "clearer_share": self.clearer_share,
            "web_page_share": self.web_page_share,
            "more_agents": self.more_agents,
            "specialists": self.specialists,
            "staff_from": self.staff_from.isoformat() if self.staff_from else None,
            "staff_until": self.staff_until.isoformat() if self.staff_until else None,
            "saturday_agents": self.saturday_agents,
            "friday_closed_share": self.friday_closed_share,
        }


def levers(asked: Asked, case: Case) -> Levers:
    """Return the levers of a question about this case.

    Raises:
        ValueError: a share outside 0 to 1.
    """
    first, last = _span(asked, case)
    staffed = case.days.between(asked.staff_from or first, min(asked.staff_until or last, last))
    every = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    saturdays = [day for day in every if day.weekday() == SATURDAY and not case.days.is_open(day)]
    fridays = [day for day in every if day.weekday() == FRIDAY and case.days.is_open(day)]
    return Levers(
        sendings=asked.sendings or None,
        rate=asked.rate,
        clearer_share=asked.clearer_share,
        web_page_share=asked.web_page_share,
        more_agents=dict.fromkeys(staffed, asked.more_agents) if asked.more_agents else {},
        specialists=dict.fromkeys(staffed, asked.specialists) if asked.specialists else {},
        closed_shares=dict.fromkeys(fridays, asked.friday_closed_share) if asked.friday_closed_share else {},
        opened=dict.fromkeys(saturdays, Opening(asked.saturday_agents, SATURDAY_HOURS, SATURDAY_SHARE))
        if asked.saturday_agents
        else {},
    )


def _span(asked: Asked, case: Case) -> tuple[date, date]:
    """The days on which the mailing is felt."""
    first = case.mailing.batches[0]
    sendings = asked.sendings or [(batch.handover_on, batch.quantity) for batch in case.mailing.batches]
    mailing = PlannedMailing(
        case.mailing.id,
        case.mailing.letter_type,
        case.mailing.topic,
        tuple(Batch(letters, on, first.delivery, first.delivery_class) for on, letters in sendings if letters > 0),
        response_deadline=case.mailing.response_deadline,
    )
    felt = [day for day, share in response_curve(mailing, case.days, case.post, case.lag).items() if share >= FELT]
    return min(felt), max(felt)
