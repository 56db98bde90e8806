"""Dates of a letter beside the mailing's days and the legal term."""

from datetime import date

import pytest

from drafting.checks import Issue, check
from drafting.date_checks import check_dates, in_words
from drafting.findings import Finding
from drafting.letter import of_text

HEAD = "Wierdijk, 26 februari 2027\n\nBeste inwoner,\n\n"
UNDATED = "Beste inwoner van de gemeente Wierdijk,\n\nU krijgt deze brief van ons. "
HANDOVER = date(2027, 2, 24)


def found(
    body: str, *, head: str = HEAD, handovers: tuple[date, ...] = (), dated_on: tuple[date, ...] = ()
) -> list[Finding]:
    return list(check_dates(of_text(head + body), handovers, dated_on))


def issues(body: str, **more: tuple[date, ...]) -> list[Issue]:
    return [one.issue for one in found(body, **more)]  # type: ignore[arg-type]


def test_dates_of_last_year_in_a_letter_that_was_copied_are_named() -> None:
    old = found(
        "Betaal vóór 31 maart 2026. De inloopavond is op 12 maart 2026.",
        head="Wierdijk, 26 februari 2026\n\nBeste inwoner,\n\n",
        handovers=(HANDOVER,),
    )
    assert [(one.issue, one.quote) for one in old] == [
        (Issue.PAST_DATE, "26 februari 2026"),
        (Issue.PAST_DATE, "31 maart 2026"),
        (Issue.PAST_DATE, "12 maart 2026"),
    ]
    assert old[0].line == 1
    assert "woensdag 24 februari 2027" in old[1].advice


def test_a_date_that_lies_between_two_handovers_is_judged_by_the_first() -> None:
    assert not found("De inloopavond is op 3 maart 2027.", handovers=(HANDOVER, date(2027, 3, 10)))


@pytest.mark.parametrize(
    "body",
    [
        "Betaal vóór 31 maart 2026.",
        "U kunt uiterlijk 31 maart 2026 kwijtschelding aanvragen.",
        "De inloopavond is op 12 maart 2026.",
        "U bent welkom op 12 maart 2026.",
        "De werkzaamheden beginnen op 8 maart 2026.",
    ],
)
def test_an_old_day_to_come_under_a_new_dagtekening_is_named(body: str) -> None:
    assert issues(body, handovers=(HANDOVER,)) == [Issue.PAST_DATE]


@pytest.mark.parametrize(
    "body",
    [
        "De peildatum is 1 januari 2026.",
        "Het besluit van 3 november 2026 vindt u op de site.",
        "Sinds 1 september 2026 woont u daar.",
        "Uw huis is op 4 mei 2026 getaxeerd.",
        "Is uw paspoort verlopen op of na 30 oktober 2022? Neem het mee, u bent welkom.",
        "De raad heeft dit op 3 november 2026 besloten.",
        "Vanaf 1 januari 2027 geldt een ander tarief.",
        "Betaal vóór 31 maart 2027.",
    ],
)
def test_what_refers_to_the_past_on_purpose_is_left_alone(body: str) -> None:
    assert Issue.PAST_DATE not in issues(body, handovers=(HANDOVER,))


def test_another_dagtekening_than_the_mailing_has_is_named() -> None:
    other = found("U hoeft niets te doen.", dated_on=(date(2027, 3, 5),))
    assert [(one.issue, one.quote) for one in other] == [(Issue.OTHER_LETTER_DATE, "26 februari 2027")]
    assert "vrijdag 5 maart 2027" in other[0].advice
    assert not found("U hoeft niets te doen.", dated_on=(date(2027, 2, 26), date(2027, 3, 5)))


def test_a_weekday_that_does_not_fit_its_date_is_named() -> None:
    wrong = found("De inloopavond is op maandag 12 maart 2027.")
    assert [(one.issue, one.advice) for one in wrong] == [(Issue.WRONG_WEEKDAY, "die dag is een vrijdag")]
    assert not found("De inloopavond is op vrijdag 12 maart 2027.")


@pytest.mark.parametrize(
    ("limit", "right"),
    [
        ("uiterlijk 9 april 2027", True),
        ("vóór 10 april 2027", True),
        ("vóór 9 april 2027", False),
        ("uiterlijk 8 april 2027", False),
        ("tot en met 9 april 2027", True),
    ],
)
def test_six_weeks_for_an_objection_end_on_one_day_and_voor_is_not_uiterlijk(limit: str, right: bool) -> None:
    assert (Issue.TERM_DIFFERS not in issues(f"U kunt {limit} bezwaar maken.")) is right


def test_a_term_that_ends_on_a_weekend_moves_to_monday() -> None:
    head = "Wierdijk, 27 februari 2027\n\nBeste inwoner,\n\n"
    right = found("Maak uiterlijk 12 april 2027 bezwaar.", head=head)
    assert not right
    wrong = found("Maak uiterlijk 10 april 2027 bezwaar.", head=head)
    assert [one.issue for one in wrong] == [Issue.TERM_DIFFERS]
    assert "maandag 12 april 2027" in wrong[0].advice
    unnamed = found("U kunt binnen zes weken na dagtekening bezwaar maken.", head=head)
    assert [one.issue for one in unnamed] == [Issue.TERM_MOVES]
    assert "maandag 12 april 2027" in unnamed[0].advice


def test_a_term_that_the_letter_names_beside_another_day_is_named() -> None:
    assert issues("Betaal binnen veertien dagen na dagtekening, uiterlijk 15 maart 2027.") == [Issue.TERM_DIFFERS]
    assert not issues("Betaal binnen veertien dagen na dagtekening, uiterlijk 12 maart 2027.")


def test_without_any_date_to_count_from_no_term_is_judged() -> None:
    assert not found("U kunt uiterlijk 8 april 2027 bezwaar maken.", head=UNDATED)
    assert Issue.TERM_DIFFERS in [
        one.issue
        for one in found("U kunt uiterlijk 8 april 2027 bezwaar maken.", head=UNDATED, dated_on=(date(2027, 2, 26),))
    ]


def test_one_day_called_in_time_and_too_late_is_named() -> None:
    two = found("Betaal uiterlijk 31 maart 2027. Lukt dat niet? Vraag vóór 31 maart 2027 uitstel aan.")
    assert [(one.issue, one.quote) for one in two] == [(Issue.TWO_LIMITS, "31 maart 2027")]


def test_the_letter_check_names_them_in_the_order_of_the_text() -> None:
    letter = of_text(HEAD + "U moet vóór 31 januari 2027 betalen omdat dat zo is. Bel 088 077 11 22.")
    told = check(letter, handovers=(HANDOVER,), dated_on=(date(2027, 2, 26),))
    assert Issue.PAST_DATE in [one.issue for one in told]
    placed = [one.start for one in told if one.line and not one.issue.startswith("no_")]
    assert placed == sorted(placed)


def test_days_are_said_as_a_letter_says_them() -> None:
    assert in_words(date(2027, 4, 9)) == "vrijdag 9 april 2027"
