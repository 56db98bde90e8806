"""Each flow through Prefect's real engine, twice: the second run does no harm."""

from __future__ import annotations

import asyncio

import pytest

from flows.deliver import deliver_notices
from flows.notify import notify_kcc
from flows.prepare import prepare_mailing
from flows.remind import remind_people
from flows.review import review_contacts
from flows.sweep import sweep_all
from registry import agenda, due, faq_view, forecast, mailing_view, notice, review
from registry.inbox import count_mails

pytestmark = pytest.mark.usefixtures("prefect")


def recorded(house, number):
    """What the record says of the mailing: everything that a second run could double."""
    with house.store.reading() as session:
        return {
            "stage": mailing_view.get_mailing(session, number).stage,
            "forecasts": len(forecast.list_forecasts(session, number)),
            "lines": len(faq_view.list_entries(session, number)),
            "slots": agenda.count_slots(session, number),
            "notices": notice.count_notices(session),
            "waiting": notice.queue_state(session).waiting_count,
            "mails": count_mails(session),
            "review": review.find_review(session, number),
        }


def twice(house, number, flow, *arguments):
    """Run a flow two times; give what the record says after each."""
    asyncio.run(flow("main", *arguments))
    first = recorded(house, number)
    asyncio.run(flow("main", *arguments))
    return first, recorded(house, number)


def test_notify_forecasts_and_tells_the_kcc_once(house, mailing_id):
    first, second = twice(house, mailing_id, notify_kcc, mailing_id)
    assert first["forecasts"] == 1
    assert first["mails"] == first["notices"] > 0
    assert first["waiting"] == 0
    assert second == first


def test_prepare_drafts_the_sheet_once(house, mailing_id):
    first, second = twice(house, mailing_id, prepare_mailing, mailing_id)
    assert first["lines"] > 3
    assert first["mails"] == first["notices"] > 0
    assert second == first


def test_remind_tells_those_whose_turn_it_is_once(house, mailing_id):
    before = recorded(house, mailing_id)
    first, second = twice(house, mailing_id, remind_people, mailing_id)
    assert first["notices"] > before["notices"]
    assert second == first


def test_deliver_hands_over_what_waits(house, mailing_id):
    before = recorded(house, mailing_id)
    first, second = twice(house, mailing_id, deliver_notices)
    assert first["waiting"] == 0
    assert first["mails"] == before["notices"]
    assert second == first


def test_review_without_counts_stores_nothing(house, mailing_id):
    first, second = twice(house, mailing_id, review_contacts, mailing_id)
    assert first["review"] is None
    assert second == first


def test_the_sweep_alone_does_all_that_is_due(house, mailing_id):
    first, second = twice(house, mailing_id, sweep_all)
    assert (first["forecasts"], first["waiting"]) == (1, 0)
    assert first["lines"] > 3
    assert second == first
    with house.store.reading() as session:
        assert due.last_sweep(session) is not None
