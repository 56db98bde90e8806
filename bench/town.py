"""A record of a whole year for benchmarks and pictures: 300 mailings, 40 people, every stage, made through the operations.

`python -m bench.town FOLDER` leaves one as a demo data folder; figures come from a seed, names are functions.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from registry import (
    agenda,
    alignment,
    callback,
    clock,
    faq,
    forecast,
    letter,
    letter_type,
    mailing,
    mailing_view,
    migrate,
    organisation,
    person,
    review,
    sending,
    staffing,
)
from registry.actor import Actor
from registry.contact_counts import Cell, Figures, put_counts
from registry.errors import Anticipated
from registry.kinds import Channel, Door, FaqState, Role, SourceKind, StaffingAnswer
from registry.mailing_content import BatchContent, MailingContent
from registry.settings import Settings
from registry.store import Session, Store
from templates.labels import label

NOW = datetime(2027, 6, 14, 8, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)
DEPARTMENTS = ("Belastingen", "Afval", "Burgerzaken", "Werk en inkomen", "Leefomgeving", "Wmo", "Jeugd", "Vergunningen")
TYPES = (
    "WOZ-aanslag",
    "Afvalkalender",
    "Stempas",
    "Energietoeslag",
    "Rioolwerk",
    "Huishoudelijke hulp",
    "Leges",
    "Parkeren",
)
AUDIENCES = (
    "Huiseigenaren",
    "Inwoners",
    "Kiezers",
    "Mensen met een uitkering",
    "Inwoners",
    "Mensen met hulp thuis",
    "Ouders",
    "Vergunninghouders",
)
QUESTIONS = (
    "Waarom krijg ik deze brief?",
    "Wanneer moet ik betalen?",
    "Kan ik in delen betalen?",
    "Hoe maak ik bezwaar?",
    "Ik heb geen DigiD. Hoe doe ik het dan?",
    "Mijn adres klopt niet. Waar geef ik dat door?",
    "Kan iemand anders dit voor mij regelen?",
    "Ik heb de brief dubbel gekregen. Wat nu?",
    "Waarom is het meer dan vorig jaar?",
    "Krijg ik ook een e-mail?",
    "Mijn moeder is overleden. Wat moet ik doen?",
    "Waar kan ik langskomen?",
)
COUNTED_DAYS = 60
ORDINARY = {Channel.PHONE: 400, Channel.MAIL: 60, Channel.DESK: 45}
CALLBACKS = 70


def build(store: Store, *, mailings: int = 300, people: int = 40, seed: int = 20270614) -> None:
    """Fill an empty, migrated record."""
    rng = random.Random(seed)
    with store.writing() as session:
        departments, types = _organisation(session)
        lead = _people(session, departments, people)
    for number in range(mailings):
        with store.writing() as session:
            _mailing(session, rng, number, departments, types, lead)
    with store.writing() as session:
        _contacts(session, rng)
        _callbacks(session, rng, departments, lead)


def _organisation(session: Session) -> tuple[list[int], list[int]]:
    then = NOW - timedelta(days=500)
    town = organisation.add_organisation(session, SYSTEM, name="Gemeente Wierdijk", now=then)
    departments = [
        organisation.add_department(session, SYSTEM, organisation_id=town, name=name, now=then) for name in DEPARTMENTS
    ]
    types = [
        letter_type.add_letter_type(session, SYSTEM, name=name, topic=name.lower(), department_id=where, now=then)
        for name, where in zip(TYPES, departments, strict=True)
    ]
    return departments, types


def _people(session: Session, departments: Sequence[int], count: int) -> Actor:
    then, roles = NOW - timedelta(days=500), [role for role in Role if role not in (Role.DEPARTMENT, Role.SPECIALIST)]
    for place in range(count):
        role = roles[place] if place < len(roles) else (Role.DEPARTMENT, Role.AGENT, Role.SPECIALIST)[place % 3]
        where = departments[place % len(departments)] if role in (Role.DEPARTMENT, Role.SPECIALIST) else None
        name = f"{label(role)} {place + 1}"
        who = person.add_person(session, SYSTEM, name=name, email=f"functie{place}@wierdijk.example", now=then)
        person.grant(session, SYSTEM, who, role, department_id=where, now=then)
        if role is Role.SPECIALIST:
            agenda.set_availability(session, SYSTEM, who, [(1, "09:00", "12:00"), (3, "13:00", "16:00")], now=then)
    lead = next(each for each in person.list_people(session) if (Role.KCC_LEAD, None) in each.roles)
    return person.actor_for(session, lead.id, Door.PAGE, on=NOW.date())


def _mailing(
    session: Session, rng: random.Random, number: int, departments: list[int], types: list[int], lead: Actor
) -> None:
    place, first = number % len(departments), NOW.date() + timedelta(days=number - 210 + number % 5)
    while first.weekday() > 4:
        first += timedelta(days=1)
    then = datetime(first.year, first.month, first.day, 9, tzinfo=UTC) - timedelta(days=rng.randint(8, 70))
    if then > NOW:
        then = NOW - timedelta(days=1)
    quantity = rng.choice((900, 2_400, 6_500, 15_000))
    title = f"{TYPES[place]} {first.year}, ronde {number // len(departments) + 1}"
    batches = tuple(BatchContent(quantity, first + timedelta(weeks=week)) for week in range(1 + number % 3))
    content = MailingContent(
        title=title,
        department_id=departments[place],
        letter_type_id=types[place],
        sender="Gemeente Wierdijk",
        audience=AUDIENCES[place],
        batches=batches,
    )
    made = mailing.register(session, lead, content, now=then)
    is_past = content.filled().batches[-1].handover_on < NOW.date()
    steps = 5 if is_past else rng.choice((0, 1, 2, 3))
    _walk(session, rng, made, lead, steps, then)


def _walk(session: Session, rng: random.Random, made: int, lead: Actor, steps: int, then: datetime) -> None:
    view = mailing_view.get_mailing(session, made)
    if steps >= 1:
        _forecast(session, rng, view, then)
        alignment.announce(session, SYSTEM, made, now=then)
    if steps >= 2:
        _sheet(session, made, lead, then, decided=steps >= 3)
    if steps >= 3:
        try:
            staffing.answer(session, lead, made, StaffingAnswer.YES, now=then)
            alignment.align(session, lead, made, now=then)
        except Anticipated:  # a small one was aligned by itself and has no question
            return
    if steps >= 5:
        _send(session, rng, view, lead)


def _forecast(session: Session, rng: random.Random, view: mailing_view.MailingView, then: datetime) -> None:
    total = view.quantity * rng.uniform(0.01, 0.06)
    days = []
    for step in range(30):
        on = view.first_on + timedelta(days=1 + step)
        if on.weekday() < 5:
            share = total * 0.9**step * 0.1
            for channel in ("phone", "mail"):
                part = share * (0.8 if channel == "phone" else 0.2)
                days.append(
                    {
                        "on": on.isoformat(),
                        "channel": channel,
                        "low": part * 0.5,
                        "expected": part,
                        "high": part * 1.7,
                        "ordinary": 400.0 if channel == "phone" else 60.0,
                    }
                )
    forecast.store_forecast(
        session,
        SYSTEM,
        view.id,
        for_revision=view.revision,
        low=total * 0.5,
        expected=total,
        high=total * 1.7,
        days=days,
        reasons=[{"code": "no_own_history", "low": 0.005, "high": 0.06}],
        slots_needed=0,
        chart=None,
        now=then,
    )


def _sheet(session: Session, made: int, lead: Actor, then: datetime, *, decided: bool) -> None:
    letter.attach(session, lead, made, filename="brief.txt", content=b"U betaalt voor 30 april.", now=then)
    kept = letter.find_letter(session, made)
    assert kept
    letter.mark_read(session, SYSTEM, kept.id, text="Beste inwoner,\n\nU betaalt voor 30 april.", facts={}, now=then)
    found = faq.Source(SourceKind.LETTER, "alinea 2", "U betaalt voor 30 april.")
    lines = [faq.NewEntry(asked, "Voor 30 april.", (found,), f"vraag-{n}") for n, asked in enumerate(QUESTIONS)]
    faq.store_draft(session, SYSTEM, made, lines, now=then)
    if decided:
        for entry in faq.list_entries(session, made):
            faq.judge(session, lead, entry.id, FaqState.APPROVED, now=then)


def _send(session: Session, rng: random.Random, view: mailing_view.MailingView, lead: Actor) -> None:
    alignment.release(session, lead, view.id, now=NOW)
    for batch in view.batches:
        sending.mark_sent(session, lead, view.id, batch.number, sent_on=batch.handover_on, now=NOW)
    if sending.begin_aftercare(session, SYSTEM, view.id, now=NOW):
        review.store_review(session, SYSTEM, view.id, _review(rng, view), now=NOW)
        if view.last_on < NOW.date() - timedelta(days=60):
            review.close(session, lead, view.id, now=NOW)


def _review(rng: random.Random, view: mailing_view.MailingView) -> review.NewReview:
    extra = view.quantity * rng.uniform(0.01, 0.06)
    plan = extra * rng.uniform(0.7, 1.4)
    first: date = view.first_on
    days = [
        {
            "on": (first + timedelta(days=step)).isoformat(),
            "actual": round(400 + extra / 20),
            "ordinary": 400.0,
            "ordinary_lo90": 380.0,
            "ordinary_hi90": 420.0,
            "extra": extra / 20,
            "plan_low": plan / 40,
            "plan_expected": plan / 20,
            "plan_high": plan / 10,
            "at_least": False,
        }
        for step in range(28)
        if (first + timedelta(days=step)).weekday() < 5
    ]
    hours = extra * 6.5 / 60 / 0.75 / 0.7
    return review.NewReview(
        is_final=True,
        window_from=first,
        window_until=first + timedelta(days=27),
        extra=extra,
        lo90=extra * 0.9,
        hi90=extra * 1.1,
        is_at_least=False,
        was_detected=True,
        peak_on=first + timedelta(days=1),
        plan_low=plan * 0.5,
        plan_expected=plan,
        plan_high=plan * 1.7,
        quantity=view.quantity,
        figures={
            "hours": {"low": hours * 0.9, "expected": hours, "high": hours * 1.1},
            "euros": {"low": hours * 43, "expected": hours * 48, "high": hours * 53},
            "tariff": 48.0,
            "peak_count": round(400 + extra / 20),
            "forecast_error": abs(extra - plan) / extra,
            "questions": [],
        },
        days=days,
        chart=None,
    )


def _contacts(session: Session, rng: random.Random) -> None:
    """Counts of half hours, as a queue reports them: Mondays are busier, one call in fourteen is given up."""
    own = next(number for number, _, is_own in organisation.list_organisations(session) if is_own)
    figures = []
    for back in range(COUNTED_DAYS, 0, -1):
        on = NOW.date() - timedelta(days=back)
        if on.weekday() > 4:
            continue
        for channel, ordinary in ORDINARY.items():
            for half_hour in range(16):
                starts_at = datetime(on.year, on.month, on.day, 7, tzinfo=UTC) + timedelta(minutes=30 * half_hour)
                offered = round(ordinary / 16 * (1.3 if on.weekday() == 0 else 1.0) * rng.uniform(0.7, 1.4))
                given_up = offered // 14 if channel is Channel.PHONE else 0
                cell = Cell(int(starts_at.timestamp()) // 60, channel.value, rng.choice(TYPES).lower())
                figures.append((cell, Figures(offered, offered - given_up, given_up)))
    put_counts(session, SYSTEM, figures, organisation_id=own, source="wachtrij")


def _callbacks(session: Session, rng: random.Random, departments: Sequence[int], lead: Actor) -> None:
    for number in range(CALLBACKS):
        callback.note(
            session,
            lead,
            department_id=departments[number % len(departments)],
            caller_name=f"Beller {number + 1}",
            caller_phone=f"06{number:08d}",
            question=rng.choice(QUESTIONS),
            topic=rng.choice(TYPES).lower(),
            now=NOW - timedelta(hours=rng.randint(1, 90)),
        )


def main() -> None:
    """Make a demo data folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / clock.DEMO_MARK).touch()
    clock.set_moment(folder, NOW)
    store = Settings(data_dir=folder).open("main")
    migrate.upgrade(store)
    build(store)
    store.close()


if __name__ == "__main__":
    main()
