"""Founds Wierdijk in an empty registry: organisations, people, letter types, norms, two years of counts, earlier mailings.

Everything goes through the registry's operations and the same import that a KCC uses.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from demo import contact_log, counts, mailings, municipality
from demo.counts import CountRow
from demo.mailings import DemoEvent, DemoMailing
from exchange.mapping import STANDARD, STANDARD_COUNTS
from flows.contact_import import import_contacts
from flows.installation import Installation
from registry import agenda, clock, letter_type, mailing, norms, opening, organisation, person, review, settings
from registry import capacity as capacity_room
from registry.actor import Actor
from registry.clock import at_amsterdam
from registry.kinds import Door, MailingKind, Role
from registry.mailing_content import BatchContent, MailingContent, PrintedContact
from registry.store import Session

FOUNDED_AT = datetime(2025, 1, 2, 8, 0, tzinfo=UTC)
BEGINS_AT = at_amsterdam(date(2027, 1, 11), 9)
BANKS = {
    "woz": "woz_aanslag",
    "afvalpas": "afval_container",
    "stempas": "verkiezingen_stempas",
    "paspoort": "reisdocument",
    "parkeervergunning": "parkeervergunning",
    "energietoeslag": "energietoeslag",
    "waterschapsbelasting": "waterschap_aanslag",
}
SPECIALIST_HOURS = ((0, "09:00", "12:00"), (1, "13:00", "16:00"), (3, "09:00", "12:00"), (4, "09:00", "11:00"))
Tell = Callable[[str], None]


def found(
    house: Installation, seed: int, mask: Callable[[str], str], tell: Tell, *, since: date = mailings.COUNTS_FROM
) -> None:
    """Fill an empty registry with the municipality and its past; leaves the clock at the day on which the demo begins.

    Args:
        mask: takes personal data out of callers' words (of `drafting`).
        tell: is told in Dutch what is being done.
        since: what went before this day is left out; for a quick walk with a shorter memory.
    """
    tell("Gemeente, afdelingen en mensen")
    with house.store.writing() as session:
        found_people(session, house.actor)
        _set_norms(session, house.actor)
    tell("Twee jaar klantcontacten per half uur")
    _import_history(house, seed, since)
    tell("De eigen woorden van bellers van vorig jaar")
    _import_last_year(house, seed, mask)
    for event in mailings.EVENTS:
        if event.starts_on >= since:
            _record_event(house, event)
    for earlier in mailings.EARLIER_MAILINGS:
        if earlier.batches[0].handover_on >= since:
            tell(f"Terugblik op {earlier.name}")
            _record_earlier(house, earlier)
    clock.set_moment(house.settings.data_dir, BEGINS_AT)


def actor(session: Session, email: str, on: date) -> Actor:
    """Return the actor that a function of the municipality is."""
    return person.actor_for(session, person.get_person(session, email).id, Door.COMMAND, on=on)


def email_of(key: str) -> str:
    """Return the address of a function by its key."""
    return f"{key}@{municipality.MAIL_DOMAIN}"


def content_of(session: Session, planned: DemoMailing) -> MailingContent:
    """Return a mailing of the municipality as its department fills it in."""
    department = next(each for each in municipality.DEPARTMENTS if each.key == planned.department)
    kind = next(each for each in municipality.LETTER_TYPES if each.key == planned.letter_type)
    return MailingContent(
        title=planned.name,
        department_id=organisation.get_department(session, department.name).id,
        letter_type_id=letter_type.get_letter_type(session, kind.name).id,
        sender="gemeente Wierdijk",
        audience=kind.audience,
        reader_action=planned.reader_must,
        reader_deadline_on=planned.reader_deadline_on,
        guess_rate=planned.guess_rate,
        printed=PrintedContact(
            phone="14 0591", url="www.wierdijk.example", opening_hours="werkdagen van 8.30 tot 17.00 uur"
        ),
        batches=tuple(
            BatchContent(
                batch.quantity,
                batch.handover_on,
                dated_on=planned.dated_on,
                delivery_channel=planned.channel,
                delivery_class=planned.delivery_class,
            )
            for batch in planned.batches
        ),
    )


def import_counts(house: Installation, rows: Iterable[CountRow], name: str) -> None:
    """Take in counts as the queue's report, from a file like every other."""
    path = house.settings.data_dir / "demo-files" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(("interval_start", "channel", "topic", "offered", "answered", "abandoned", "wait_seconds"))
        for row in rows:
            wait = "" if row.wait_seconds is None else row.wait_seconds
            writer.writerow(
                (
                    row.starts_at.isoformat(),
                    row.channel.value,
                    row.topic,
                    row.offered,
                    row.answered,
                    row.abandoned,
                    wait,
                )
            )
    _import(house, path, str, counts_form=True)


def import_log(house: Installation, path: Path, mask: Callable[[str], str]) -> int:
    """Take in a contact log and return how many contacts were new."""
    return _import(house, path, mask)


def _import(house: Installation, path: Path, mask: Callable[[str], str], *, counts_form: bool = False) -> int:
    with house.store.reading() as session:
        own = next(number for number, _, is_own in organisation.list_organisations(session) if is_own)
    report = import_contacts(
        house.store,
        path,
        organisation_id=own,
        mapping=STANDARD_COUNTS if counts_form else STANDARD,
        actor=house.actor,
        now=house.now(),
        mask=mask,
        hmac_key=settings.secret(house.settings, "caller"),
    )
    assert not report.rejected, report.rejected[:3]
    return report.added


def found_people(session: Session, system: Actor) -> None:
    """Add the organisations, departments, people with their roles and hours, liaisons and letter types; no mailing, no count."""
    bodies = {
        each.key: organisation.add_organisation(session, system, name=each.name, is_own=each.own, now=FOUNDED_AT)
        for each in municipality.ORGANISATIONS
    }
    departments = {
        each.key: organisation.add_department(
            session, system, organisation_id=bodies[each.organisation], name=each.name, now=FOUNDED_AT
        )
        for each in municipality.DEPARTMENTS
    }
    people = {}
    for each in municipality.PEOPLE:
        people[each.key] = person.add_person(session, system, name=each.name, email=each.email, now=FOUNDED_AT)
        where = departments[each.department] if each.department else None
        for role in each.roles:
            person.grant(session, system, people[each.key], role, department_id=where, now=FOUNDED_AT)
        if Role.SPECIALIST in each.roles:
            agenda.set_availability(session, system, people[each.key], SPECIALIST_HOURS, now=FOUNDED_AT)
    for department in municipality.DEPARTMENTS:
        organisation.link_liaison(
            session,
            system,
            departments[department.key],
            person_id=people[department.liaison],
            deputy_id=people[department.deputy_liaison],
            now=FOUNDED_AT,
        )
    for kind in municipality.LETTER_TYPES:
        letter_type.add_letter_type(
            session,
            system,
            name=kind.name,
            topic=kind.topic,
            department_id=departments[kind.department],
            bank=BANKS[kind.key],
            now=FOUNDED_AT,
        )


def _set_norms(session: Session, system: Actor) -> None:
    kcc = municipality.KCC
    capacity = {
        channel.value: sum(at or 0 for at in (kcc.capacity_at(channel, half) for half in kcc.half_hours))
        for channel in kcc.handling_seconds
    }
    norms.change_norms(
        session,
        system,
        now=FOUNDED_AT,
        agents=kcc.agents,
        opens_at=kcc.opens_at.strftime("%H:%M"),
        closes_at=kcc.closes_at.strftime("%H:%M"),
        capacity_per_day={channel: count for channel, count in capacity.items() if count},
        handling_minutes=6.5,
        occupancy=kcc.occupancy_share,
        shrinkage=kcc.shrinkage_share,
        hourly_tariff=kcc.hourly_rate_euros,
        service_share=kcc.service_share,
        service_seconds=kcc.service_seconds,
    )
    hours = {
        day: (kcc.opens_at.strftime("%H:%M"), kcc.closes_at.strftime("%H:%M")) for day in norms.Norms().open_weekdays
    }
    for channel in kcc.handling_seconds:
        opening.set_hours(session, system, channel, hours, now=FOUNDED_AT)
        week = {
            (day, half.hour * 60 + half.minute): kcc.capacity_at(channel, half) or 0
            for day in hours
            for half in kcc.half_hours
        }
        if any(week.values()):
            capacity_room.set_week(session, system, channel, week, now=FOUNDED_AT)


def _import_history(house: Installation, seed: int, since: date) -> None:
    clock.set_moment(house.settings.data_dir, at_amsterdam(mailings.COUNTS_UNTIL + timedelta(days=1), 8))
    import_counts(house, counts.history(seed, since), "history.csv")


def _import_last_year(house: Installation, seed: int, mask: Callable[[str], str]) -> None:
    path = house.settings.data_dir / "demo-files" / "last-year.csv"
    with path.open("w", newline="", encoding="utf-8") as target:
        contact_log.write_log(contact_log.last_year_log(seed), target, answered="helped")
    import_log(house, path, mask)


def _record_event(house: Installation, event: DemoEvent) -> None:
    with house.store.writing() as session:
        owner = organisation.get_department(session, "Communicatie").id
        content = MailingContent(
            title=event.name,
            department_id=owner,
            kind=MailingKind.EVENT,
            starts_on=event.starts_on,
            ends_on=max(event.felt_on),
        )
        lead = actor(session, email_of("leider.kcc"), event.starts_on)
        mailing.record_past(session, lead, content, now=at_amsterdam(max(event.felt_on) + timedelta(days=1), 9))


def _record_earlier(house: Installation, earlier: DemoMailing) -> None:
    """Record an earlier mailing, review it and close it, each at a moment at which it could have been."""
    from flows.reviewing import review_mailing

    sent_on = max(batch.handover_on for batch in earlier.batches)
    reviewed_at = at_amsterdam(sent_on + timedelta(days=60), 9)
    coordinator = next(each for each in municipality.DEPARTMENTS if each.key == earlier.department).contact
    assert coordinator is not None
    with house.store.writing() as session:
        who = actor(session, email_of(coordinator), sent_on)
        number = mailing.record_past(session, who, content_of(session, earlier), now=at_amsterdam(sent_on, 17))
    clock.set_moment(house.settings.data_dir, reviewed_at)
    assert review_mailing(house, number)
    with house.store.writing() as session:
        review.close(session, actor(session, email_of("analist.kcc"), sent_on), number, now=reviewed_at)
