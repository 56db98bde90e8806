"""The small municipality of the store tests: its people, and the steps that bring a mailing as far as a test needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from registry import (
    agenda,
    alignment,
    faq,
    forecast,
    letter,
    letter_type,
    mailing_view,
    notice,
    organisation,
    person,
    sending,
    staffing,
)
from registry.actor import Actor
from registry.kinds import Door, FaqState, Role, SourceKind, StaffingAnswer
from registry.mailing_content import BatchContent, MailingContent
from registry.store import Store

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)


class House:
    """A small municipality, written into an empty record."""

    def __init__(self, store: Store) -> None:
        with store.writing() as session:
            town = organisation.add_organisation(session, SYSTEM, name="Gemeente Wierdijk", now=NOW)
            self.taxes_id = organisation.add_department(
                session, SYSTEM, organisation_id=town, name="Belastingen", now=NOW
            )
            self.waste_id = organisation.add_department(session, SYSTEM, organisation_id=town, name="Afval", now=NOW)
            self.woz_id = letter_type.add_letter_type(
                session,
                SYSTEM,
                name="WOZ-aanslag",
                topic="belastingen",
                department_id=self.taxes_id,
                bank="woz_aanslag",
                now=NOW,
            )
            people = {
                name: self._person(session, name, role, department)
                for name, role, department in (
                    ("lead", Role.KCC_LEAD, None),
                    ("taxes", Role.DEPARTMENT, self.taxes_id),
                    ("waste", Role.DEPARTMENT, self.waste_id),
                    ("specialist", Role.SPECIALIST, self.taxes_id),
                    ("agent", Role.AGENT, None),
                    ("planner", Role.TRAFFICER, None),
                    ("analyst", Role.ANALYST, None),
                    ("admin", Role.ADMIN, None),
                    ("writer", Role.CONTENT_MANAGER, None),
                    ("liaison", Role.LIAISON, None),
                )
            }
            self.lead, self.taxes, self.waste, self.specialist, self.agent = list(people.values())[:5]
            self.planner, self.analyst, self.admin, self.writer, self.liaison = list(people.values())[5:]
            assert self.specialist.person_id
            agenda.set_availability(session, SYSTEM, self.specialist.person_id, [(1, "09:00", "12:00")], now=NOW)

    def _person(self, session: Session, name: str, role: Role, department_id: int | None) -> Actor:
        who = person.add_person(session, SYSTEM, name=name, email=f"{name}@wierdijk.example", now=NOW)
        person.grant(session, SYSTEM, who, role, department_id=department_id, now=NOW)
        return person.actor_for(session, who, Door.PAGE, on=NOW.date())

    def content(self, quantity: int = 15_000) -> MailingContent:
        return MailingContent(
            title="WOZ-aanslag 2027",
            department_id=self.taxes_id,
            letter_type_id=self.woz_id,
            batches=tuple(BatchContent(quantity, date(2027, 2, 22) + timedelta(weeks=week)) for week in range(3)),
        )


def prepare(store: Store, house: House, mailing_id: int, *, slots_needed: int = 3) -> None:
    """Do the system's part and everybody's answers, all but the lead's yes."""
    with store.writing() as session:
        letter.attach(
            session, house.taxes, mailing_id, filename="woz.txt", content=b"U betaalt voor 30 april.", now=NOW
        )
        kept = letter.find_letter(session, mailing_id)
        assert kept
        letter.mark_read(session, SYSTEM, kept.id, text="U betaalt voor 30 april.", facts={}, now=NOW)
        give_forecast(session, mailing_id, slots_needed=slots_needed)
        faq.store_draft(
            session,
            SYSTEM,
            mailing_id,
            [
                faq.NewEntry(
                    "Wanneer moet ik betalen?", "Voor 30 april.", (faq.Source(SourceKind.LETTER, "alinea 1"),)
                ),
                faq.NewEntry(
                    "Waar is mijn taxatieverslag?", "", (faq.Source(SourceKind.LOG, line_count=60),), asked_count=60
                ),
            ],
            now=NOW,
        )
        staffing.ask(session, SYSTEM, mailing_id, peak_on=date(2027, 2, 26), peak_contacts=240, now=NOW)
        staffing.answer(session, house.planner, mailing_id, StaffingAnswer.PARTLY, now=NOW)
        agenda.open_slots(
            session,
            SYSTEM,
            mailing_id,
            from_on=date(2027, 2, 22),
            until_on=date(2027, 3, 12),
            count=slots_needed,
            now=NOW,
        )
        first, second = faq.list_entries(session, mailing_id)
        faq.judge(session, house.lead, first.id, FaqState.APPROVED, expected_version=1, now=NOW)
        faq.judge(session, house.lead, second.id, FaqState.DROPPED, now=NOW)


def give_forecast(session: Session, mailing_id: int, *, expected: float = 1200, slots_needed: int = 0) -> None:
    view = mailing_view.get_mailing(session, mailing_id)
    forecast.store_forecast(
        session,
        SYSTEM,
        mailing_id,
        for_revision=view.revision,
        low=expected / 3,
        expected=expected,
        high=expected * 2,
        days=[],
        reasons=[{"code": "no_own_history"}],
        slots_needed=slots_needed,
        now=NOW,
    )


def align(store: Store, house: House, mailing_id: int, *, slots_needed: int = 3) -> None:
    """Prepare a mailing and say the KCC's yes."""
    prepare(store, house, mailing_id, slots_needed=slots_needed)
    with store.writing() as session:
        alignment.align(session, house.lead, mailing_id, now=NOW)


def send(store: Store, house: House, mailing_id: int) -> None:
    """Align, release and send all three batches on their days."""
    align(store, house, mailing_id)
    with store.writing() as session:
        alignment.release(session, house.taxes, mailing_id, now=NOW)
        for number in (1, 2, 3):
            day = date(2027, 2, 15) + timedelta(weeks=number)
            sending.mark_sent(session, house.taxes, mailing_id, number, sent_on=day, now=NOW + timedelta(days=70))


def view(store, mailing_id):
    with store.reading() as session:
        return mailing_view.get_mailing(session, mailing_id)


def told(store, kind):
    with store.reading() as session:
        return sorted(item.recipient_name for item in notice.list_notices(session, limit=500) if item.kind is kind)


def entries(store, mailing_id):
    with store.reading() as session:
        return faq.list_entries(session, mailing_id)


def attach(store, house, mailing_id, content=b"U betaalt voor 30 april.", filename="woz.txt"):
    with store.writing() as session:
        return letter.attach(session, house.taxes, mailing_id, filename=filename, content=content, now=NOW)
