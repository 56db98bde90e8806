"""Letters about paying per collection, an objection in hand and a house to be valued are read as what they are."""

import pytest
from read_as import is_read_as

from drafting.bank import load
from drafting.letter_type import guess

PAY_PER_COLLECTION = """Gemeente Wierdijk, Afval
Onderwerp: betalen per keer voor restafval
Vanaf 1 januari 2028 betaalt u per keer dat u restafval weggooit. Dat heet diftar. U houdt ook een vast bedrag.
Voor gft, papier en plastic betaalt u niets. Elke lediging van de grijze container telt. De chip in de container houdt dat bij.
"""
OBJECTION_RECEIVED = """Gemeente Wierdijk, Juridische Zaken
Onderwerp: ontvangst van uw bezwaar
Op 3 maart 2027 ontvingen wij uw bezwaarschrift tegen het besluit van 1 februari 2027. De commissie bezwaarschriften behandelt het.
U krijgt een uitnodiging voor een hoorzitting. Daar kunt u uw bezwaar toelichten. Wij beslissen binnen twaalf weken.
"""
HOUSE_QUESTIONS = """Gemeente Wierdijk, Belastingen
Onderwerp: controleer de gegevens van uw woning
Voor de WOZ-waarde willen wij weten hoe groot uw woning is. Vul de vragenlijst over uw woning in voor 1 juni 2027.
De gebruiksoppervlakte staat al ingevuld. Geef ook de onderhoudstoestand van keuken en badkamer. Soms komt een taxateur langs.
"""
SEWER_BILL = """Gemeente Wierdijk, Belastingen
Onderwerp: aanslag rioolheffing 2027
U betaalt rioolheffing omdat uw woning is aangesloten op het riool. Het waterverbruik kregen wij van het waterbedrijf.
Niet eens met de aanslag? Stuur binnen zes weken uw bezwaarschrift. Zet daarin de gronden van uw bezwaar.
"""


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        (PAY_PER_COLLECTION, "diftar"),
        (OBJECTION_RECEIVED, "bezwaar_behandeling"),
        (HOUSE_QUESTIONS, "woz_vragenlijst"),
        (SEWER_BILL, "rioolheffing"),
    ],
)
def test_letter_on_waste_or_objections_is_read_as_its_own_kind(letter: str, kind: str) -> None:
    assert is_read_as(letter, kind)


def test_bill_that_tells_how_to_object_is_not_a_letter_about_an_objection_in_hand() -> None:
    assert "bezwaar_behandeling" not in {found.kind_id for found in guess(SEWER_BILL, load())}
