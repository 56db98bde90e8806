"""Wierdijk has functions instead of names, and nothing of it can be reached."""

from __future__ import annotations

import re
from datetime import date, time
from importlib.resources import files

import pytest

from demo import letter_files
from demo.founding import BANKS
from demo.mailings import EARLIER_MAILINGS, this_year
from demo.municipality import DEPARTMENTS, KCC, LETTER_TYPES, ORGANISATIONS, PEOPLE, TOPICS
from registry.calendar import is_legal_rest_day, is_post_day, legal_term_end
from registry.kinds import Channel, Role


def test_every_role_is_held_by_somebody() -> None:
    assert {role for person in PEOPLE for role in person.roles} == set(Role)


def test_people_are_called_after_their_function() -> None:
    functions = ("KCC", "afdeling", "specialist", "contentbeheerder", "trafficer", "analist", "beheerder")
    assert all(any(function in person.name for function in functions) for person in PEOPLE)
    assert len({person.key for person in PEOPLE}) == len(PEOPLE)


def test_every_department_has_a_liaison_a_deputy_and_a_contact_that_exist() -> None:
    roles = {person.key: person.roles for person in PEOPLE}
    for department in DEPARTMENTS:
        assert department.liaison != department.deputy_liaison
        assert Role.LIAISON in roles[department.liaison]
        assert Role.LIAISON in roles[department.deputy_liaison]
        assert department.contact is None or Role.DEPARTMENT in roles[department.contact]
        assert department.topic in TOPICS


def test_letter_types_and_mailings_belong_to_departments_and_topics_that_exist() -> None:
    departments = {department.key for department in DEPARTMENTS}
    types = {letter_type.key for letter_type in LETTER_TYPES}
    assert {letter_type.department for letter_type in LETTER_TYPES} <= departments
    for mailing in (*EARLIER_MAILINGS, this_year()):
        assert mailing.letter_type in types
        assert mailing.department in departments
        assert mailing.topic in TOPICS
    assert {department.organisation for department in DEPARTMENTS} <= {body.key for body in ORGANISATIONS}


def test_only_example_addresses_occur_in_texts_and_people() -> None:
    texts = [person.email for person in PEOPLE] + [letter_files.letter_text(stem) for stem in letter_files.STEMS]
    texts += [(files("demo") / "words" / name).read_text(encoding="utf-8") for name in ("woz.toml", "ordinary.toml")]
    found = re.findall(r"(?:@|www\.|https?://)[\w.-]+\w", "\n".join(texts))
    assert len(found) > len(PEOPLE)
    assert [address for address in found if not address.endswith(".example")] == []


def test_this_year_is_45000_letters_in_three_batches_before_the_dagtekening() -> None:
    mailing = this_year()
    assert mailing.quantity == 45_000
    assert len(mailing.batches) == 3
    assert all(batch.handover_on < mailing.dated_on and is_post_day(batch.handover_on) for batch in mailing.batches)


def test_the_objection_term_in_the_woz_letters_is_the_legal_one() -> None:
    months = {3: "maart", 4: "april"}
    for mailing in (*EARLIER_MAILINGS, this_year()):
        if mailing.letter_type == "woz":
            end = legal_term_end(mailing.dated_on, weeks=6)
            assert mailing.reader_deadline_on == end
            assert not is_legal_rest_day(end)
            if mailing.letter:
                text = letter_files.letter_text(mailing.letter)
                assert f"{end.day} {months[end.month]} {end.year}" in text


def test_another_dagtekening_moves_the_batches_with_it() -> None:
    moved = this_year(date(2027, 3, 7))
    assert [(moved.dated_on - batch.handover_on).days for batch in moved.batches] == [19, 12, 5]


@pytest.mark.parametrize("stem", letter_files.STEMS)
def test_a_letter_is_shipped_as_text_and_as_pdf(stem: str) -> None:
    assert "Gemeente Wierdijk" in letter_files.letter_text(stem)
    assert letter_files.letter_pdf(stem).startswith(b"%PDF-")


def test_fewer_people_at_lunch_means_less_capacity_on_the_telephone() -> None:
    assert KCC.half_hours[0] == time(8, 30)
    assert KCC.half_hours[-1] == time(16, 30)
    morning, lunch = KCC.capacity_at(Channel.PHONE, time(10)), KCC.capacity_at(Channel.PHONE, time(12, 30))
    assert morning == 18
    assert lunch == 14
    assert KCC.capacity_at(Channel.MAIL, time(10)) is None


def test_every_letter_type_has_questions_in_the_bank() -> None:
    assert {kind.key for kind in LETTER_TYPES} == set(BANKS)
    for bank in BANKS.values():
        assert (files("drafting") / "bank" / f"{bank}.json").is_file(), bank
