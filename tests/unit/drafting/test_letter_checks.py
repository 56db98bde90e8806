"""The check before print finds planted faults and leaves a clean letter alone."""

from __future__ import annotations

from drafting.checks import Issue, check
from drafting.letter import of_text

CLEAN = of_text(
    """3 maart 2027

Beste inwoner,

U krijgt deze brief omdat u een hond heeft. Meld uw hond vóór 1 mei 2027 aan.
Dat doet u via www.wierdijk.example/hond. U betaalt € 74 per jaar.

Heeft u een vraag? Bel 088 - 012 34 50, op werkdagen van 9.00 tot 17.00 uur.

Met vriendelijke groet,
gemeente Wierdijk"""
)
CLERKS = of_text(
    """Geachte heer, mevrouw,

Ingevolge artikel 24 van de verordening doen wij u derhalve de beschikking toekomen waarbij de waarde van de aan u toegerekende
zaak is vastgesteld naar de toestand op de peildatum, alsmede de aanslag voor het belastingjaar.

Nadere informatie is verkrijgbaar op telefoonnummer 088 - 999 99 99.

Hoogachtend,
de heffingsambtenaar"""
)


def issues(letter_findings: object) -> set[Issue]:
    return {finding.issue for finding in letter_findings}  # type: ignore[attr-defined]


def test_a_clean_letter_gives_at_most_one_remark() -> None:
    assert len(check(CLEAN)) <= 1


def test_planted_faults_are_named() -> None:
    found = issues(check(CLERKS, known_contacts=["088 - 012 34 50"]))
    assert {Issue.LONG_SENTENCE, Issue.JARGON, Issue.NO_ACTION, Issue.NO_OPENING_HOURS, Issue.WRONG_CONTACT} <= found


def test_a_finding_quotes_its_line() -> None:
    finding = next(f for f in check(CLERKS) if f.issue is Issue.JARGON)
    assert CLERKS.text[finding.start : finding.end] == finding.quote
    assert CLERKS.text.split("\n")[finding.line - 1].count(finding.quote) >= 1
    assert finding.advice


def test_a_request_without_a_date_is_named() -> None:
    assert Issue.NO_DATE in issues(
        check(of_text("Beste inwoner,\n\nU moet uw hond aanmelden. Bel 088 - 012 34 50 op werkdagen."))
    )


def test_a_letter_without_any_way_to_reach_us_is_named() -> None:
    assert Issue.NO_CONTACT in issues(
        check(of_text("Beste inwoner,\n\nMeld uw hond vóór 1 mei 2027 aan. Dat moet omdat het de wet is."))
    )


def test_a_word_the_letter_explains_is_no_jargon() -> None:
    explained = of_text(
        "Beste inwoner,\n\nDe dag waarnaar we kijken is 1 januari. Dat heet de peildatum. Bel 088 - 012 34 50."
    )
    assert not [f for f in check(explained) if f.issue is Issue.JARGON]
