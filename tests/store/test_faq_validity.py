"""An approved answer stays as long as the deadlines it may name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from wierdijk import NOW, SYSTEM, give_forecast

from registry import audit, calendar, faq, faq_validity, letter, mailing, mailing_view, sending
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


def dates_of(store, number):
    with store.reading() as session:
        (entry,) = faq.list_entries(session, number)
        return entry.valid_from, entry.valid_until


def moved(store, number):
    with store.reading() as session:
        return [
            line.facts["count"] for line in audit.list_lines(session, mailing_id=number) if line.action == "faq.moved"
        ]


def test_answers_move_with_a_changed_deadline_as_soon_as_the_forecast_follows(store, house, registered):
    was, view = approved_until(store, house, registered)
    content = replace(view.content, reader_deadline_on=date(2027, 10, 1))
    with store.writing() as session:
        mailing.change(session, house.taxes, registered, content, expected_revision=None, now=NOW)
    assert dates_of(store, registered)[1] == was
    with store.writing() as session:
        give_forecast(session, registered, expected=900)
    assert dates_of(store, registered)[1] == date(2027, 10, 8)
    with store.writing() as session:
        give_forecast(session, registered, expected=800)
    assert moved(store, registered) == [1]


def test_answers_move_with_a_corrected_arrival_and_what_sleeps_stays_asleep(store, house, registered):
    approved_until(store, house, registered)
    with store.reading() as session:
        last = mailing_view.get_mailing(session, registered).batches[-1]
    late = last.arrives_until + timedelta(days=60)
    with store.writing() as session:
        sending.correct_arrival(
            session, house.taxes, registered, last.number, arrives_from=late, arrives_until=late, now=NOW
        )
    assert dates_of(store, registered)[1] == late + timedelta(days=42)
    with store.writing() as session:
        faq.put_to_sleep(session, SYSTEM, now=NOW + timedelta(days=400))
        assert faq_validity.keep_up(session, SYSTEM, registered, now=NOW) == 0
