"""An approved answer stays as long as the deadlines it may name."""

from __future__ import annotations

from datetime import date, timedelta

from wierdijk import NOW, SYSTEM

from registry import calendar, faq, letter, mailing_view
from registry.kinds import FaqState, SourceKind


def approved_until(store, house, number):
    line = faq.NewEntry("Tot wanneer?", "Uiterlijk.", (faq.Source(SourceKind.PERSON),))
    with store.writing() as session:
        entry = faq.add_lines(session, house.lead, number, [line], now=NOW)[0]
        faq.judge(session, house.lead, entry, FaqState.APPROVED, now=NOW)
        return faq.get_entry(session, entry).valid_until, mailing_view.get_mailing(session, number)


def test_an_answer_outlives_the_objection_term_of_the_dagtekening(store, house, registered):
    until, view = approved_until(store, house, registered)
    assert until >= view.last_on + timedelta(days=42)
    assert view.content.letter_type_id is not None
    assert all(until >= calendar.legal_term_end(batch.dated_on, weeks=6) + timedelta(days=7) for batch in view.batches)


def test_an_answer_outlives_a_late_deadline_in_the_letter_and_no_misread_year(store, house, registered):
    dates = [
        {"role": "deadline", "on": "2027-08-31"},
        {"role": "deadline", "on": "2072-08-31"},
        {"role": "event", "on": "2027-12-01"},
        {"role": "deadline", "on": None},
    ]
    with store.writing() as session:
        letter.attach(session, house.lead, registered, filename="brief.txt", content=b"Voor 31 augustus.", now=NOW)
        kept = letter.find_letter(session, registered)
        letter.mark_read(session, SYSTEM, kept.id, text="Voor 31 augustus.", facts={"dates": dates}, now=NOW)
    until, _view = approved_until(store, house, registered)
    assert until == date(2027, 9, 7)
