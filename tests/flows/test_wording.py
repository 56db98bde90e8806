"""Mail speaks its reader's language, and asks for staff with the handling time of the channels as they are expected."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from drafting.errors import LetterProblem
from flows import delivery, wording
from flows.foretelling import foretell
from mail.outcome import Outcome, OutcomeKind
from registry import faq, letter, mailing, mailing_view, norms, notice, person
from registry.clock import day_of
from registry.kinds import Door, FaqState, NoticeKind


def worded(house, kind, reader):
    with house.store.reading() as session:
        item = next(
            each
            for each in notice.list_notices(session, limit=100)
            if each.kind is kind and each.recipient_email.startswith(reader)
        )
        return wording.render(session, item, house.settings)


def test_mail_is_in_the_language_of_its_reader_and_else_of_the_installation(house, mailing_id):
    foretell(house, mailing_id)
    with house.store.writing() as session:
        lead = person.get_person(session, "leider@wierdijk.example")
        dutch = worded(house, NoticeKind.MAILING_REGISTERED, "leider")
        person.change_person(
            session, house.actor, lead.id, name=lead.name, email=lead.email, language="en", now=house.now()
        )
    english = worded(house, NoticeKind.MAILING_REGISTERED, "leider")
    assert 'lang="nl"' in dutch[2] and 'lang="en"' in english[2]
    assert english[0] != dutch[0] and english[1] != dutch[1]


def test_the_staffing_question_reckons_with_the_handling_time_per_channel(house, mailing_id):
    foretell(house, mailing_id)
    with house.store.reading() as session:
        kcc = norms.get_norms(session)
    assert wording._agents(kcc, 400, [{"channel": "phone", "expected": 10.0}]) == wording._agents(kcc, 400, [])
    with house.store.writing() as session:
        slow = norms.change_norms(session, house.actor, handling_minutes_per_channel={"phone": 13.0}, now=house.now())
    twice = wording._agents(slow, 400, [{"channel": "phone", "expected": 10.0}])
    assert twice > wording._agents(kcc, 400, [])
    assert wording._agents(slow, 400, [{"channel": "desk", "expected": 10.0}]) == wording._agents(kcc, 400, [])
    assert wording._shares([{"channel": "phone", "expected": 2.0}, {"channel": "phone", "expected": 1.0}]) == (
        pytest.approx({"phone": 3.0})
    )


def _subclasses(kind):
    return {kind, *(deeper for each in kind.__subclasses__() for deeper in _subclasses(each))}


@pytest.mark.parametrize(
    "problem", sorted(each.code for each in _subclasses(LetterProblem) if each is not LetterProblem)
)
def test_the_department_is_told_why_its_letter_could_not_be_read_whatever_it_was(house, mailing_id, problem):
    with house.store.writing() as session:
        kept = letter.find_letter(session, mailing_id)
        letter.mark_failed(session, house.actor, kept.id, problem=problem, now=house.now())
    subject, text, html = worded(house, NoticeKind.LETTER_UNREADABLE, "")
    assert subject and "woz.txt" in text and "woz.txt" in html


def _questions(house):
    with house.store.reading() as session:
        found = notice.list_notices(session, limit=100)
    return [item for item in found if item.kind is NoticeKind.QUESTION_TO_DEPARTMENT]


def test_lines_that_were_settled_meanwhile_are_not_asked_any_more_and_without_any_no_mail_goes(
    house, mailing_id, monkeypatch
):
    half_an_hour_ago, handed = house.now() - timedelta(minutes=30), []

    async def taken(outgoing, relay):
        handed.extend(outgoing)
        for each in outgoing:
            yield each.id, Outcome(OutcomeKind.ACCEPTED)

    monkeypatch.setattr(delivery, "send_all", taken)
    with house.store.writing() as session:
        leader = person.get_person(session, "leider@wierdijk.example")
        lead = person.actor_for(session, leader.id, Door.PAGE, on=day_of(half_an_hour_ago))
        first, second, third = (
            faq.add_entry(session, lead, mailing_id, question=question, answer="Zo.", now=half_an_hour_ago)
            for question in ("Hoe betaal ik?", "Waar is mijn verslag?", "Mag het later?")
        )
        for each in (first, second, third):
            faq.judge(session, lead, each, FaqState.RETURNED, remark="Klopt dit?", now=half_an_hour_ago)
        faq.edit(session, lead, first, answer="Met de brief.", now=half_an_hour_ago)
        faq.judge(session, lead, second, FaqState.DROPPED, now=half_an_hour_ago)
    (asked,) = _questions(house)
    assert len(asked.facts["items"]) == 3
    _, text, html = worded(house, NoticeKind.QUESTION_TO_DEPARTMENT, "belastingen")
    for said in (text, html):
        assert "Mag het later?" in said and "Hoe betaal ik?" not in said and "verslag" not in said
    with house.store.writing() as session:
        faq.judge(session, lead, third, FaqState.APPROVED, now=half_an_hour_ago)
    asyncio.run(delivery.deliver_due(house))
    assert _questions(house) == [] and handed == []


def test_a_change_is_mailed_in_the_words_of_the_pages(house, mailing_id):
    foretell(house, mailing_id)
    with house.store.writing() as session:
        old = mailing_view.get_mailing(session, mailing_id).content
        first, *rest = old.batches
        new = replace(old, batches=(replace(first, quantity=first.quantity * 2), *rest))
        taxes = person.actor_for(
            session, person.get_person(session, "belastingen@wierdijk.example").id, Door.PAGE, on=day_of(house.now())
        )
        mailing.change(session, taxes, mailing_id, new, expected_revision=None, now=house.now())
    _, text, html = worded(house, NoticeKind.CHANGED, "leider")
    was, becomes = (f"{number:,}".replace(",", ".") for number in (first.quantity, first.quantity * 2))
    for said in (text, html):
        assert "Deel 1, adressen" in said and was in said and becomes in said and "quantity" not in said
    assert "belastingen heeft deze mailing gewijzigd" in text and "De prognose wordt" not in text
    foretell(house, mailing_id)
    for said in worded(house, NoticeKind.CHANGED, "leider")[1:]:
        assert "De prognose was" in said and "De prognose wordt" in said
