"""Advice is made from the record, kept once for the same question, and taken over by the operation of every change."""

from __future__ import annotations

from datetime import date

import pytest

from flows.advising import advise_mailing, could_start
from flows.foretelling import foretell
from flows.installation import Installation
from flows.work import sweep
from impact import question
from impact.batches import advise
from registry import advice, due, mailing_view, person
from registry.advice import AdviceOutdated, OptionNotFound
from registry.clock import day_of
from registry.due import Work
from registry.kinds import Door
from registry.mailing import StaleRevision


@pytest.fixture
def advised(house: Installation, mailing_id: int) -> int:
    foretell(house, mailing_id)
    assert advise_mailing(house, mailing_id)
    return mailing_id


def test_the_same_question_makes_one_version_and_the_sweep_finds_nothing_left(
    house: Installation, advised: int
) -> None:
    assert advise_mailing(house, advised)
    with house.store.reading() as session:
        assert advice.get_advice(session, advised).version == 1
        assert Work.ADVISE not in {piece.work for piece in due.list_due(session, now=house.now())}


def test_the_sweep_advises_what_nobody_asked_for(house: Installation, mailing_id: int) -> None:
    sweep(house)
    with house.store.reading() as session:
        assert advice.find_advice(session, mailing_id) is not None


def test_kept_options_send_every_letter_in_time_and_can_be_reckoned_again(house: Installation, advised: int) -> None:
    with house.store.reading() as session:
        found = advice.get_advice(session, advised)
    assert found.options
    for option in found.options:
        assert sum(part["quantity"] for part in option["parts"]) == 15_000
        assert all(part["arrives_until"] <= found.question["limit"] for part in option["parts"])
    case = question.from_json(found.question)
    assert question.advice_to_json(advise(case), case)["options"] == list(found.options)
    assert question.to_json(case).items() <= dict(found.question).items()


def test_without_counts_it_says_that_ordinary_contacts_are_assumed(house: Installation, advised: int) -> None:
    with house.store.reading() as session:
        assert advice.get_advice(session, advised).question["assumed_ordinary"] is True


def test_woz_could_have_begun_at_new_year_and_other_letters_four_weeks_sooner_but_never_in_the_past() -> None:
    planned, today = date(2027, 2, 1), date(2027, 1, 20)
    assert could_start(planned, "woz_term", False, today) == date(2027, 1, 1)
    assert could_start(planned, "four_weeks", False, today) == date(2027, 1, 21)
    assert could_start(planned, "four_weeks", False, date(2026, 12, 1)) == date(2027, 1, 4)
    assert could_start(planned, "woz_term", True, today) == date(2027, 1, 21)


def test_an_option_is_taken_over_as_a_change_of_the_mailing(house: Installation, advised: int) -> None:
    with house.store.writing() as session:
        owner = person.actor_for(
            session, person.get_person(session, "belastingen@wierdijk.example").id, Door.PAGE, on=day_of(house.now())
        )
        found = advice.get_advice(session, advised)
        code = found.options[-1]["code"]
        with pytest.raises(OptionNotFound):
            advice.choose(session, owner, advised, "iets", expected_revision=1, now=house.now())
        with pytest.raises(StaleRevision):
            advice.choose(session, owner, advised, code, expected_revision=7, now=house.now())
        content, shown = advice.preview(session, advised, code)
        differences = advice.choose(session, owner, advised, code, expected_revision=1, now=house.now())
        assert differences == shown
        view = mailing_view.get_mailing(session, advised)
        assert view.content == content
        parts = [(part["quantity"], date.fromisoformat(part["handover_on"])) for part in found.option(code)["parts"]]
        assert [(batch.quantity, batch.handover_on) for batch in view.batches] == parts
        assert advice.get_advice(session, advised).chosen_code == code
        if differences:
            with pytest.raises(AdviceOutdated):
                advice.choose(session, owner, advised, code, expected_revision=None, now=house.now())
