"""Contact logs in callers' words, as a KCC exports them: last year's about the WOZ letter, this year's about all.

One row is one attempt to reach the KCC. Three things can become of it:
- reached and helped: somebody spoke to the resident or took the message up, and could answer;
- reached, not helped: somebody spoke to the resident and had no answer (passed on, call back);
- not reached: abandoned. Duration 0, no text; the topic is that of the telephone menu.
The column `answered` of a file says either "reached" or "helped" (`write_log`): systems differ in what they note there.

A resident who hangs up and dials again has two or three rows with the same `caller` and topic on the same day. The
truth (response.truth) counts that resident once. Times are local, Europe/Amsterdam, without an offset, as exports give
them.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, TextIO

from demo.chance import around_one, stream
from demo.counts import attempts_of
from demo.lines import Attempt
from demo.mailings import LOG_FROM, LOG_UNTIL, UNKNOWN_LETTER, WOZ_2026, SentBatch, this_year
from demo.ordinary import Demand
from demo.response import earlier_demand, injected
from demo.speech import Intent, about_something_else, about_unknown_letter, about_woz, woz_intents
from registry.calendar import OpenDays
from registry.kinds import Channel

COLUMNS = ("contact_id", "timestamp", "channel", "topic", "text", "duration_seconds", "answered", "caller")
CHANNEL_WORDS = {
    Channel.PHONE: "telefoon",
    Channel.DESK: "balie",
    Channel.CHAT: "chat",
    Channel.WEBCARE: "webcare",
    Channel.MAIL: "e-mail",
}
DOUBLE_QUESTION_SHARE = 0.08
OTHER_MATTER_SHARE = 0.04
NO_NOTE_SHARE = 0.15
ORDINARY_UNANSWERED_SHARE = 0.14
# How far the mix of questions of this year may lie from that of last year, per question.
MIX_SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class LoggedContact:
    """One row of a log, and behind it what a log never tells.

    Attributes:
        contact_id: unique over all logs of the demo.
        began_at: local time without an offset.
        text: callers' words as noted; empty when abandoned, and on some rows because nobody made a note.
        reached: somebody spoke to the resident or took the message up; false is abandoned.
        helped: reached, and the KCC had the answer.
        caller: an opaque number of the exchange; the same for a redial.
        mailing, intent: hidden; which mailing brought it, and the question asked. None: ordinary, or not spoken.
        first_attempt: hidden; false for a redial.
    """

    contact_id: str
    began_at: datetime
    channel: Channel
    topic: str
    text: str
    duration_seconds: int
    reached: bool
    helped: bool
    caller: str
    mailing: str | None
    intent: str | None
    first_attempt: bool


def last_year_log(seed: int, open_days: OpenDays | None = None) -> tuple[LoggedContact, ...]:
    """Return what came in about the WOZ mailing of 2026: about 900 rows, "taxatieverslag" asked 60 times by every seed.

    The same contacts stand in demo.counts.history: this log gives their words, not more contacts.
    """
    calendar = open_days or OpenDays()
    extra = earlier_demand(seed, calendar)
    attempts = [
        (day, serial, attempt)
        for day in sorted(injected(seed, WOZ_2026, calendar))
        for serial, attempt in enumerate(attempts_of(seed, day, calendar, extra[day]))
        if attempt.demand.mailing == WOZ_2026.key
    ]
    rng = stream(seed, "words", WOZ_2026.key)
    intents = iter(_dealt(rng, sum(attempt.answered for _, _, attempt in attempts)))
    return tuple(
        _logged(rng, seed, day, serial, attempt, next(intents) if attempt.answered else None, always_noted=True)
        for day, serial, attempt in attempts
    )


def contacts_of_this_year(
    seed: int,
    sent: Sequence[SentBatch] | None = None,
    first: date = LOG_FROM,
    last: date = LOG_UNTIL,
    open_days: OpenDays | None = None,
) -> tuple[LoggedContact, ...]:
    """Return every contact of the KCC from `first` to `last`, both included, in order of time.

    Ordinary contacts and those of this year's mailing stand in it together; nothing tells which is which.

    Args:
        seed: of the whole municipality.
        sent: the batches as they really went, so that a batch moved or made smaller moves its contacts; the plan by
            default. Nothing is brought by a batch that is not in it.
        first, last: local days. A part of the period gives the same rows with the same ids as the whole.
        open_days: of the KCC; Monday to Friday without public holidays by default.
    """
    calendar = open_days or OpenDays()
    extra = injected(seed, this_year(), calendar, sent)
    mix = _mix_of_this_year(seed)
    rows: list[LoggedContact] = []
    for day in calendar.between(first, last):
        rows.extend(_day(seed, day, attempts_of(seed, day, calendar, extra.get(day, [])), mix))
    return tuple(rows)


def write_log(contacts: Iterable[LoggedContact], target: TextIO, *, answered: Literal["reached", "helped"]) -> None:
    """Write a log as CSV with the columns that the import knows, commas, and LF at the end of a line.

    Open the file with `newline=""` and UTF-8. The same contacts give the same bytes.

    Args:
        contacts: in the order wanted.
        target: where to.
        answered: what "ja" in the column `answered` says. With "reached", "nee" is an abandoned contact; with "helped",
            "nee" is also a question for which the KCC had no answer.
    """
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (
            contact.contact_id,
            contact.began_at.isoformat(),
            CHANNEL_WORDS[contact.channel],
            contact.topic,
            contact.text,
            contact.duration_seconds,
            "ja" if (contact.reached if answered == "reached" else contact.helped) else "nee",
            contact.caller,
        )
        for contact in contacts
    )


def _day(
    seed: int, day: date, attempts: list[Attempt], mix: tuple[list[Intent], list[float]]
) -> Iterable[LoggedContact]:
    rng = stream(seed, "words", day)
    for serial, attempt in enumerate(attempts):
        intent = None
        if attempt.demand.mailing and rng.random() >= OTHER_MATTER_SHARE:
            intent = rng.choices(*mix)[0]
        yield _logged(rng, seed, day, serial, attempt, intent, always_noted=False)


def _logged(
    rng: random.Random,
    seed: int,
    day: date,
    serial: int,
    attempt: Attempt,
    intent: Intent | None,
    *,
    always_noted: bool,
) -> LoggedContact:
    demand = attempt.demand
    text, helped = "", False
    if attempt.answered:
        text = _said(rng, attempt, intent)
        helped = rng.random() >= (intent.unanswered if intent else ORDINARY_UNANSWERED_SHARE)
        if not always_noted and rng.random() < NO_NOTE_SHARE:
            text = ""
        elif demand.mailing is None:
            text = _about_unknown_letter(seed, day, serial, demand) or text
    return LoggedContact(
        contact_id=f"KCC-{day:%Y%m%d}-{serial + 1:04d}",
        began_at=datetime.combine(day, time()) + timedelta(seconds=demand.second),
        channel=demand.channel,
        topic=demand.topic,
        text=text,
        duration_seconds=attempt.duration_seconds,
        reached=attempt.answered,
        helped=helped,
        caller=f"B{stream(seed, 'caller', day, attempt.order).getrandbits(40):010x}",
        mailing=demand.mailing,
        intent=intent.key if intent and attempt.answered else None,
        first_attempt=attempt.number == 1,
    )


def _about_unknown_letter(seed: int, day: date, serial: int, demand: Demand) -> str:
    """What an ordinary contact says instead once the letter that nobody registered is there, "" when it is about something else."""
    if day < UNKNOWN_LETTER.felt_from or demand.topic != UNKNOWN_LETTER.topic:
        return ""
    own = stream(seed, UNKNOWN_LETTER.key, day, serial)
    return about_unknown_letter(own, demand.channel) if own.random() < UNKNOWN_LETTER.share else ""


def _said(rng: random.Random, attempt: Attempt, intent: Intent | None) -> str:
    demand = attempt.demand
    if intent is None:
        return about_something_else(rng, demand.topic, demand.channel)
    second = None
    if rng.random() < DOUBLE_QUESTION_SHARE:
        # A question whose number is fixed is never a second one, or its number would not be right.
        others = [other for other in woz_intents().values() if other is not intent and not other.exact]
        second = rng.choice(others)
    return about_woz(rng, intent, demand.channel, second)


def _dealt(rng: random.Random, conversations: int) -> list[Intent | None]:
    """Deal last year's questions over the conversations: exact numbers where asked, the others near their weight."""
    exact = [intent for intent in woz_intents().values() if intent.exact]
    others = [intent for intent in woz_intents().values() if not intent.exact]
    dealt: list[Intent | None] = [intent for intent in exact for _ in range(intent.weight)]
    dealt += [None] * round(conversations * OTHER_MATTER_SHARE)
    left = conversations - len(dealt)
    weights = [intent.weight * rng.uniform(0.93, 1.07) for intent in others]
    for intent, weight in zip(others, weights, strict=True):
        dealt += [intent] * int(left * weight / sum(weights))
    dealt += rng.choices(others[:2], k=conversations - len(dealt))
    rng.shuffle(dealt)
    return dealt


def _mix_of_this_year(seed: int) -> tuple[list[Intent], list[float]]:
    rng = stream(seed, "mix", this_year().key)
    intents = list(woz_intents().values())
    return intents, [intent.weight * around_one(rng, MIX_SPREAD) for intent in intents]
