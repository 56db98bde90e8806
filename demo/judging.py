"""How people in Wierdijk read the drafted answers: by what they say, as somebody who knows what residents want to know.

A draft holds only what stands in the letter. The department mends what it sees is no answer; the KCC lead mends what the letter
says better, and sends back what neither the draft nor the letter answers. A draft that does say it is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """What an answer to a question must say to be right.

    Attributes:
        says: One of these stands in every right answer.
        answer: What the one who mends it writes.
        seen_by_department: The department mends it before the lead looks.
        remark: What the lead asks the department when it sends the line back; "" where the lead mends it from the letter.
        never: None of these stands in a right answer.
    """

    says: tuple[str, ...]
    answer: str
    seen_by_department: bool = False
    remark: str = ""
    never: tuple[str, ...] = ()

    def is_met(self, answer: str) -> bool:
        """Tell whether an answer says what it must."""
        return any(each in answer for each in self.says) and not any(each in answer for each in self.never)


# By the last part of a line's key: the same question stands with more than one kind of letter.
WISHES = {
    "taxatieverslag": Wish(
        ("www.", "DigiD"),
        "Uw taxatieverslag staat op www.wierdijk.example/woz. U logt in met DigiD.",
        seen_by_department=True,
    ),
    "incasso": Wish(
        ("www.", "machtig"),
        "U regelt automatische incasso op www.wierdijk.example/incasso. U hebt daar uw DigiD voor nodig.",
        seen_by_department=True,
    ),
    "verhuisd_verkocht": Wish(
        ("eigenaar",),
        "Was u op 1 januari 2027 eigenaar van de woning? Dan betaalt u de onroerendezaakbelasting voor heel 2027. Bij de verkoop verrekent"
        " de notaris dat meestal met de koper.",
        remark="Dit gaat over de waarde, niet over verhuizen of verkopen. Wie betaalt dan?",
    ),
    "aantal_personen": Wish(
        ("Bel", "bel ", "www."),
        "Bel ons op 088 - 004 45 00. Wij kijken hoeveel mensen er op 1 januari 2027 op uw adres stonden ingeschreven."
        " Klopt het aantal niet? Dan passen wij de aanslag aan.",
        seen_by_department=True,
    ),
    "peildatum": Wish(
        ("1 januari 2026",),
        "De WOZ-waarde is wat uw woning waard was op 1 januari 2026.",
    ),
    "waarde_bepaald": Wish(
        ("woningen die op uw woning lijken",),
        "Wij kijken naar woningen die op uw woning lijken en rond 1 januari 2026 zijn verkocht. In uw taxatieverslag staat hoe wij de"
        " waarde hebben bepaald.",
        never=("Daarin staat", "rond die dag"),
    ),
}


def wish_of(key: str | None) -> Wish | None:
    """Return what a line must say; None where any answer from the letter will do."""
    return WISHES.get((key or "").rpartition(".")[2])
