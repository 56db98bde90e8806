"""Plays this year's WOZ mailing of Wierdijk, step by step, through the registry's operations and the real flows.

Every step can be run again without harm and starts by moving the demo's clock to its own moment; so a play that was killed anywhere is
taken up by playing all of it once more. What only Torenkamer may do (forecast, draft, slots, mail, review) is never done here: a step
asks for the flow as a page would, and waits until the record shows that it was done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from demo import contact_log, counts, founding, judging, mailings, municipality, response
from demo.letter_files import letter_pdf
from flows import foretelling, trigger
from flows.installation import Installation
from flows.work import sweep
from registry import (
    agenda,
    alignment,
    callback,
    clock,
    due,
    faq,
    forecast,
    letter,
    mailing,
    mailing_view,
    notice,
    review,
    sending,
    staffing,
)
from registry.actor import Actor
from registry.clock import at_amsterdam
from registry.due import Work
from registry.errors import Anticipated
from registry.faq import EntryView
from registry.kinds import FaqState, SlotState, StaffingAnswer, Stage
from registry.mailing_view import MailingView
from registry.store import Session

PATIENCE_SECONDS = 240
LOOK_AGAIN_SECONDS = 0.5  # a run takes seconds; looking takes processor time from it
ASK_AGAIN_SECONDS = 60  # asking earlier only adds runs on a busy machine
SWEEP_AFTER_SECONDS = 120  # Prefect is kept up by somebody or something: what `torenkamer sweep` is for
APPOINTMENTS_PER_BATCH = 2
IMPORTS_ON = (date(2027, 2, 26), date(2027, 3, 12), date(2027, 4, 1))
LETTER = "woz_2027"

# What the department knows of questions without an answer; everything else that stays open is dropped by the KCC lead.
DEPARTMENT_KNOWS = {
    "overleden": "Stuur de aanslag naar de erfgenamen. Bel ons als de naam op de aanslag moet veranderen.",
    "bevestiging": "U krijgt binnen een week een bevestiging per post of e-mail.",
}

# Which flow a page asks for when this work is due; the sweep does the rest.
FLOWS = {
    Work.FORECAST: "notify",
    Work.PREPARE: "prepare",
    Work.REMIND: "remind",
    Work.REVIEW: "review",
    Work.DELIVER: "deliver",
}

# nobody waits for it: the sweep does it within a minute
HOUSEKEEPING = frozenset({Work.INBOX, Work.PURGE, Work.CONFLICTS, Work.SURPRISES, Work.QUESTIONS, Work.FINISH})

Mask = Callable[[str], str]


class FlowsTooSlow(Anticipated):
    """The flows did not do their part in time. Facts: works, seconds."""

    code = "flows_too_slow"


@dataclass(frozen=True)
class Step:
    """One thing that people do on a day. `moment` is when."""

    name: str
    moment: datetime
    act: Callable[[Play], None]


@dataclass(frozen=True)
class Play:
    """The play of one seed in one installation."""

    house: Installation
    seed: int
    mask: Mask

    def mailing(self, session: Session) -> MailingView:
        """Return this year's mailing."""
        found = mailing_view.list_mailings(session, text=mailings.this_year().name)
        return found[0]

    def actor(self, session: Session, key: str) -> Actor:
        """Return the actor that a function of the municipality is today."""
        return founding.actor(session, founding.email_of(key), clock.day_of(self.house.now()))

    def perform(self, step: Step, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Move the clock, act, and wait until the flows did their part; `meanwhile` is called while waiting."""
        self.act(step)
        self.wait(meanwhile)

    def act(self, step: Step) -> None:
        """Move the clock to the moment of a step and do what people do in it; asks for nothing."""
        if self.house.now() < step.moment:
            clock.set_moment(self.house.settings.data_dir, step.moment)
        step.act(self)

    def wait(self, meanwhile: Callable[[], None]) -> None:
        """Ask for the flows that a page would ask for and wait until the record shows that they did their part.

        Where Prefect does not come to it, the sweep does it here: a demo must not end because somebody looks around in it.

        Raises:
            FlowsTooSlow: when the record still waits after PATIENCE_SECONDS: the work itself fails.
        """
        began = time.monotonic()
        attempt = 0
        while pieces := self._waiting():
            waited = time.monotonic() - began
            if waited > PATIENCE_SECONDS:
                works = ", ".join(sorted({piece.work.value for piece in pieces}))
                raise FlowsTooSlow(works=works, seconds=PATIENCE_SECONDS)
            if waited > SWEEP_AFTER_SECONDS:
                sweep(self.house)
            if waited >= attempt * ASK_AGAIN_SECONDS:
                attempt += 1
                self._ask(pieces, attempt)
            meanwhile()
            time.sleep(LOOK_AGAIN_SECONDS)

    def _waiting(self) -> tuple[due.Due, ...]:
        """What this play waits for: not for what a visitor of the pages registered meanwhile, nor for the house's own work."""
        with self.house.store.reading() as session:
            pieces = due.list_due(session, now=self.house.now())
            found = mailing_view.list_mailings(session, text=mailings.this_year().name)
        own = {None, *(view.id for view in found[:1])}
        return tuple(piece for piece in pieces if piece.work not in HOUSEKEEPING and piece.mailing_id in own)

    def _ask(self, pieces: tuple[due.Due, ...], attempt: int) -> None:
        """Ask for each flow once. Every flow ends with delivering and the sweep does all of it: each asked for only where it is missed."""
        moved = int(clock.offset(self.house.settings.data_dir).total_seconds())  # another day, another request
        asked = {(FLOWS.get(piece.work, "sweep"), piece.mailing_id or 0) for piece in pieces}
        if any(kind == "sweep" for kind, _ in asked):
            asked = {("sweep", 0)}  # beside it another run would do the same work at the same time
        elif len(asked) > 1:
            asked.discard(("deliver", 0))
        for kind, mailing_id in sorted(asked):
            request = trigger.Request(kind, mailing_id, moved, attempt)
            trigger.ask(self.house.settings, self.house.store.name, request, timeout_seconds=10.0)


def steps() -> tuple[Step, ...]:
    """Return the steps of the play in their order."""
    first, second, third = (batch.handover_on for batch in mailings.this_year().batches)
    return (
        Step("De afdeling meldt de mailing met de brief", founding.BEGINS_AT, _register),
        Step("De afdeling vult antwoorden aan", at_amsterdam(date(2027, 1, 13), 10), _answer),
        Step(
            "De trafficer beantwoordt de vraag over de bezetting",
            at_amsterdam(date(2027, 1, 14), 10),
            _staff,
        ),
        Step("De KCC-leider beoordeelt het FAQ-blad", at_amsterdam(date(2027, 1, 18), 10), _judge),
        Step(
            "De afdeling antwoordt op wat terugkwam, de KCC-leider stemt af",
            at_amsterdam(date(2027, 1, 19), 10),
            _align,
        ),
        Step("De afdeling vraagt het verzendbewijs", at_amsterdam(date(2027, 1, 20), 10), _release),
        Step("Deel 1 gaat weg", at_amsterdam(first, 16), _sent(1)),
        Step("Medewerkers boeken afspraken", at_amsterdam(first + timedelta(days=3), 11), _book(1)),
        Step("Deel 2 gaat weg", at_amsterdam(second, 16), _sent(2)),
        Step("Medewerkers boeken meer afspraken", at_amsterdam(second + timedelta(days=3), 11), _book(2)),
        Step("Deel 3 gaat weg", at_amsterdam(third, 16), _sent(3)),
        *(
            Step(f"Klantcontacten tot en met {day:%d-%m} worden ingelezen", at_amsterdam(day, 18), _import(day))
            for day in IMPORTS_ON
        ),
        Step("De terugblik wordt gemaakt", at_amsterdam(date(2027, 4, 7), 9), _nothing),
        Step("De analist sluit de mailing", at_amsterdam(date(2027, 4, 8), 10), _close),
        Step("Twee afdelingen melden een mailing voor dezelfde weken", at_amsterdam(date(2027, 4, 8), 14), _plan_ahead),
    )


def result(play: Play) -> dict[str, Any]:
    """Return what the play came to; the hidden truth is read here, after the review was stored."""
    with play.house.store.reading() as session:
        view = play.mailing(session)
        plan = forecast.plan(session, view.id)
        made = review.get_review(session, view.id)
        progress = faq.progress(session, view.id)
        figures = {
            "stage": view.stage.value,
            "notices": notice.count_notices(session, mailing_id=view.id),
            "faq_drafted": progress.total_count,
            "faq_approved": progress.approved_count,
            "slots": agenda.count_slots(session, view.id),
            "contacts": round(made.figures["demand"]),
        }
    assert plan is not None
    following = foretelling.reckon(play.house, _next_year(view), without=None)
    truth = response.truth(play.seed, made.window_from, made.window_until)
    return {
        **figures,
        "forecast": {"low": plan.low, "expected": plan.expected, "high": plan.high},
        "review": {
            "extra": made.extra,
            "lo90": made.lo90,
            "hi90": made.hi90,
            "plan": made.plan_expected,
            "peak_day": made.peak_on and made.peak_on.isoformat(),
        },
        "truth": {"extra": truth.extra, "peak_day": truth.peak_day and truth.peak_day.isoformat()},
        "next_forecast": dict(following),
    }


def _next_year(view: MailingView) -> MailingView:
    """The same mailing 52 weeks later: as many letters on the same weekdays."""
    later = timedelta(weeks=52)
    batches = tuple(
        replace(
            batch,
            handover_on=batch.handover_on + later,
            arrives_from=batch.arrives_from + later,
            arrives_until=batch.arrives_until + later,
            sent_on=None,
            sent_quantity=None,
        )
        for batch in view.batches
    )
    return replace(view, id=0, batches=batches)


def _register(play: Play) -> None:
    now = play.house.now()
    with play.house.store.writing() as session:
        if mailing_view.list_mailings(session, text=mailings.this_year().name):
            return
        who = play.actor(session, "coordinator.belastingen")
        number = mailing.register(session, who, founding.content_of(session, mailings.this_year()), now=now)
        letter.attach(session, who, number, filename=f"{LETTER}.pdf", content=letter_pdf(LETTER), now=now)


def _answer(play: Play) -> None:
    with play.house.store.writing() as session:
        who = play.actor(session, "coordinator.belastingen")
        for entry in faq.list_entries(session, play.mailing(session).id):
            known = next((text for word, text in DEPARTMENT_KNOWS.items() if word in entry.question.lower()), None)
            wish = judging.wish_of(entry.key)
            if wish is not None and wish.seen_by_department:
                known = None if wish.is_met(entry.answer) else wish.answer
            elif entry.answer:
                known = None
            if known is not None:
                faq.edit(session, who, entry.id, answer=known, now=play.house.now())


def _staff(play: Play) -> None:
    with play.house.store.writing() as session:
        view = play.mailing(session)
        asked = staffing.find_question(session, view.id)
        if asked is not None and asked.answer is None:
            who = play.actor(session, "trafficer.kcc")
            staffing.answer(
                session,
                who,
                view.id,
                StaffingAnswer.PARTLY,
                note="Twee mensen extra op de piekdagen",
                now=play.house.now(),
            )


def _judge(play: Play) -> None:
    with play.house.store.writing() as session:
        who = play.actor(session, "leider.kcc")
        for entry in faq.list_entries(session, play.mailing(session).id):
            if entry.state is FaqState.DRAFT:
                _judge_line(session, who, entry, play.house.now())


def _judge_line(session: Session, who: Actor, entry: EntryView, now: datetime) -> None:
    """Judge one line as a lead does: drop what nobody answered, mend or send back what is wrong, approve the rest."""
    seen, wish = entry.version, judging.wish_of(entry.key)
    if not entry.answer:
        faq.judge(session, who, entry.id, FaqState.DROPPED, expected_version=seen, now=now)
    elif wish is None or wish.is_met(entry.answer):
        faq.judge(session, who, entry.id, FaqState.APPROVED, expected_version=seen, now=now)
    elif wish.remark:
        faq.judge(session, who, entry.id, FaqState.RETURNED, expected_version=seen, remark=wish.remark, now=now)
    else:
        faq.edit_and_approve(session, who, entry.id, answer=wish.answer, expected_version=seen, now=now)


def _answer_returned(play: Play) -> None:
    with play.house.store.writing() as session:
        who = play.actor(session, "coordinator.belastingen")
        for entry in faq.list_entries(session, play.mailing(session).id):
            wish = judging.wish_of(entry.key)
            if entry.state is FaqState.RETURNED and wish is not None:
                faq.edit(session, who, entry.id, answer=wish.answer, now=play.house.now())


def _align(play: Play) -> None:
    _answer_returned(play)
    _judge(play)
    with play.house.store.writing() as session:
        view = play.mailing(session)
        alignment.align(
            session, play.actor(session, "leider.kcc"), view.id, expected_revision=view.revision, now=play.house.now()
        )


def _release(play: Play) -> None:
    with play.house.store.writing() as session:
        who = play.actor(session, "coordinator.belastingen")
        alignment.release(session, who, play.mailing(session).id, now=play.house.now())


def _sent(number: int) -> Callable[[Play], None]:
    def act(play: Play) -> None:
        planned = mailings.this_year().batches[number - 1]
        with play.house.store.writing() as session:
            view = play.mailing(session)
            if view.stage in (Stage.ALIGNED, Stage.SENT):
                who = play.actor(session, "coordinator.belastingen")
                sending.mark_sent(session, who, view.id, number, sent_on=planned.handover_on, now=play.house.now())

    return act


def _book(turn: int) -> Callable[[Play], None]:
    def act(play: Play) -> None:
        with play.house.store.writing() as session:
            view = play.mailing(session)
            who = play.actor(session, f"medewerker{turn}.kcc")
            missing = turn * APPOINTMENTS_PER_BATCH - len(agenda.list_appointments(session, view.id))
            free = agenda.list_slots(session, mailing_id=view.id, state=SlotState.OPEN, from_at=play.house.now())
            for slot in free[: max(missing, 0)]:
                agenda.book(
                    session,
                    who,
                    slot_id=slot.id,
                    caller_name="inwoner",
                    caller_phone="0591000000",
                    question="Ik vind de WOZ-waarde te hoog.",
                    intake={"Welk bedrag staat er op de aanslag?": "€ 312.000"},
                    now=play.house.now(),
                )
            if callback.count_callbacks(session, view.id)[0] < turn:
                callback.note(
                    session,
                    who,
                    department_id=view.content.department_id,
                    mailing_id=view.id,
                    caller_name="inwoner",
                    caller_phone="0591000001",
                    question="Waar vind ik mijn taxatieverslag?",
                    topic="belastingen",
                    now=play.house.now(),
                )

    return act


def _import(until: date) -> Callable[[Play], None]:
    def act(play: Play) -> None:
        last = min(until, mailings.LOG_UNTIL)
        path = play.house.settings.data_dir / "demo-files" / f"contacts-{last.isoformat()}.csv"
        _write_log(play.seed, last, path)
        founding.import_log(play.house, path, play.mask)
        founding.import_counts(play.house, counts.this_years(play.seed, last=last), f"counts-{last.isoformat()}.csv")

    return act


def _write_log(seed: int, last: date, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as target:
        contact_log.write_log(contact_log.contacts_of_this_year(seed, last=last), target, answered="helped")


def _close(play: Play) -> None:
    with play.house.store.writing() as session:
        view = play.mailing(session)
        if view.stage is not Stage.CLOSED:
            review.close(session, play.actor(session, "analist.kcc"), view.id, now=play.house.now())
    # the first page tells from it that the play is over
    (play.house.settings.data_dir / clock.DEMO_MARK).write_text(view.reference)


def _plan_ahead(play: Play) -> None:
    """Nobody waits for what follows: the sweep makes the forecasts and tells that they do not go together."""
    with play.house.store.writing() as session:
        for planned in mailings.COMING_MAILINGS:
            if not mailing_view.list_mailings(session, text=planned.name):
                department = next(each for each in municipality.DEPARTMENTS if each.key == planned.department)
                assert department.contact is not None
                who = play.actor(session, department.contact)
                mailing.register(session, who, founding.content_of(session, planned), now=play.house.now())


def _nothing(play: Play) -> None:
    """Only time goes by: the rest is Torenkamer's own work."""
