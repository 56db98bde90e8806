"""Dates of a letter: found, completed and given the role the words around them mean."""

from __future__ import annotations

from datetime import date

import pytest

from drafting.dates import DateRole, add_term, find_dates

HEAD = "Wierdijk, 1 maart 2027\n\nBeste inwoner,\n\n"


def roles(sentence: str) -> list[tuple[str, str]]:
    return [(f.on.isoformat(), str(f.role)) for f in find_dates(HEAD + sentence) if f.role is not DateRole.LETTER_DATE]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Betaal vóór 30 april 2027.", [("2027-04-30", "deadline")]),
        ("De aanvraag moet uiterlijk 31 mei 2027 binnen zijn.", [("2027-05-31", "deadline")]),
        ("U kunt tot en met 9 april 2027 bezwaar maken.", [("2027-04-09", "deadline")]),
        (
            "De eerste termijn vervalt op 31 maart 2027 en de tweede op 31 mei 2027.",
            [("2027-03-31", "deadline"), ("2027-05-31", "deadline")],
        ),
        ("Uiterste betaaldatum: 30-06-2027", [("2027-06-30", "deadline")]),
        ("Vanaf 1 juli 2027 betaalt u per keer.", [("2027-07-01", "start")]),
        ("De regeling gaat in op 1 januari 2028.", [("2028-01-01", "start")]),
        ("Uw paspoort verloopt op 18 mei 2027.", [("2027-05-18", "end")]),
        ("De weg is van 3 mei tot en met 14 mei 2027 afgesloten.", [("2027-05-03", "start"), ("2027-05-14", "end")]),
        ("De inloopavond is op dinsdag 16 maart 2027 om 19.30 uur.", [("2027-03-16", "event")]),
        ("De gemeenteraad heeft op 18 juni 2026 besloten.", [("2026-06-18", "reference")]),
        ("De peildatum is 1 januari 2027.", [("2027-01-01", "reference")]),
        ("Uw vergunning vervalt op 1 november 2027.", [("2027-11-01", "end")]),
        ("De hoorzitting is gepland voor 12 november 2027.", [("2027-11-12", "event")]),
        ("Uw bijdrage moet op 15 mei 2027 op onze rekening staan.", [("2027-05-15", "deadline")]),
        ("Op 1 juli jl. is de verordening gewijzigd.", [("2026-07-01", "reference")]),
        ("U krijgt het geld uiterlijk op 11 mei 2027.", [("2027-05-11", "event")]),
    ],
)
def test_words_around_a_date_give_its_role(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert roles(sentence) == expected


def test_before_and_at_the_latest_are_kept_apart() -> None:
    before, latest = (
        find_dates(HEAD + text)[-1] for text in ("Reageer vóór 3 mei 2027.", "Reageer uiterlijk 3 mei 2027.")
    )
    assert (before.inclusive, latest.inclusive) == (False, True)


def test_the_letter_date_is_the_one_above_the_salutation() -> None:
    found = find_dates(HEAD + "Op 4 mei 2027 herdenken wij.")
    assert [f.on for f in found if f.role is DateRole.LETTER_DATE] == [date(2027, 3, 1)]


@pytest.mark.parametrize(
    "answer",
    [
        "Betaal vóór 30 april 2027.",
        "U betaalt uiterlijk 30 april 2027",
        "De inloop is op 30 april 2027.",
        "Betaal 30 april 2027.",
    ],
)
def test_a_date_in_a_short_answer_is_not_taken_for_the_day_of_writing(answer: str) -> None:
    assert [f.role for f in find_dates(answer) if f.role is DateRole.LETTER_DATE] == []


@pytest.mark.parametrize("head", ["Wierdijk, 30 april 2027", "30 april 2027"])
def test_a_date_alone_on_a_line_is_the_day_of_writing_even_in_a_short_text(head: str) -> None:
    assert find_dates(head + "\n\nDe markt gaat niet door.")[0].role is DateRole.LETTER_DATE


def test_a_labelled_date_is_the_letter_date_wherever_it_stands() -> None:
    found = find_dates(
        "Vervaldatum: 30 april 2027\nDagtekening: 28 februari 2027\n\nGeachte heer,\n\nHierbij de aanslag."
    )
    assert next(f.on for f in found if f.role is DateRole.LETTER_DATE) == date(2027, 2, 28)


def test_a_date_without_year_takes_the_year_of_its_weekday() -> None:
    assert roles("Stem op dinsdag 16 maart.")[0][0] == "2027-03-16"


def test_a_date_without_year_in_january_after_a_letter_of_december_is_next_year() -> None:
    found = find_dates("12 december 2026\n\nBeste inwoner,\n\nBetaal vóór 31 januari.")
    assert found[-1].on == date(2027, 1, 31)


def test_a_term_after_the_letters_date_is_computed() -> None:
    found = find_dates(HEAD + "U kunt binnen zes weken na dagtekening bezwaar maken.")
    assert (found[-1].on, found[-1].computed, found[-1].role) == (date(2027, 4, 12), True, DateRole.DEADLINE)


def test_a_term_is_not_computed_where_the_letter_names_the_day() -> None:
    found = find_dates(HEAD + "U kunt binnen zes weken na dagtekening, dus uiterlijk 11 april 2027, bezwaar maken.")
    assert not any(f.computed for f in found)


def test_a_month_with_a_year_counts_from_its_first_day() -> None:
    assert roles("Dat staat op de aanslag van februari 2028.") == [("2028-02-01", "event")]


def test_two_days_of_one_month_are_two_dates() -> None:
    assert [on for on, _ in roles("Wij werken op 3 en 4 mei 2027 in uw straat.")] == ["2027-05-03", "2027-05-04"]


@pytest.mark.parametrize(
    "text", ["Bel 088 - 012 34 50.", "artikel 24 van de wet", "31 februari 2027", "kenmerk 12-2027-881"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert roles(text) == []


def test_a_month_term_ends_on_the_last_day_of_a_short_month() -> None:
    assert add_term(date(2027, 1, 31), 1, "maand") == date(2027, 2, 28)
    assert add_term(date(2027, 11, 30), 3, "maanden") == date(2028, 2, 29)


def test_a_letter_addressed_to_residents_above_its_date_keeps_that_date() -> None:
    found = find_dates(
        "Gemeente Wierdijk\nAan de bewoners van de Havenlaan\n12 februari 2027\n\nBeste inwoner,\n\nOp 3 mei 2027 is het feest."
    )
    assert [f.on for f in found if f.role is DateRole.LETTER_DATE] == [date(2027, 2, 12)]
