"""A letter of a kind in the bank is read as that kind, and its neighbour's letter is not."""

import pytest

from drafting.bank import load
from drafting.letter_type import guess

PARKING_CARD = """Gemeente Wierdijk
Onderwerp: uw gehandicaptenparkeerkaart verloopt
Uw gehandicaptenparkeerkaart is geldig tot en met 30 juni 2027. Wilt u de kaart daarna blijven gebruiken? Vraag dan uiterlijk
1 mei 2027 een verlenging aan. Soms vraagt de gemeente een keuringsarts om advies. U hoeft dan niet altijd zelf te komen.
Kunt u niet verder lopen dan honderd meter? Dan kunt u een bestuurderskaart of een passagierskaart krijgen. Is de kaart kwijt? Bel ons.
"""
ENFORCEMENT = """Gemeente Wierdijk, Toezicht en handhaving
Onderwerp: voornemen last onder dwangsom
Op 4 maart 2027 zag onze toezichthouder op uw perceel een overkapping. Die is gebouwd zonder omgevingsvergunning. Dat is een overtreding.
Wij zijn van plan u een last onder dwangsom op te leggen. U kunt dit voorkomen: verwijder de overkapping binnen acht weken.
U kunt tot en met 2 april 2027 uw zienswijze geven. Misschien is legaliseren mogelijk. Vraag dat na bij het omgevingsloket.
"""
TERRACE = """Gemeente Wierdijk, Vergunningen
Onderwerp: nieuwe regels voor uw terras
Vanaf 1 april 2027 geldt nieuw terrassenbeleid. Een horecabedrijf met een terrasvergunning moet een strook van 1,80 meter vrij laten.
Terrassen mogen open zijn tot 23.00 uur. Een winterterras vraagt u apart aan. Heeft u een exploitatievergunning? Die blijft geldig.
"""
SPORTS_HALL = """Gemeente Wierdijk, Sport en vastgoed
Onderwerp: huurtarieven en zaaluren seizoen 2027-2028
Aan het bestuur van uw vereniging. Het gebruik van een gymzaal of sporthal wordt vanaf 1 augustus 2027 duurder. De huurtarieven staan in
de bijlage. Vraag uw zaaluren aan voor 15 mei 2027. U krijgt daarna een nieuwe gebruiksovereenkomst. Die ondertekent het bestuur.
"""
GROUND_LEASE = """Gemeente Wierdijk, Grondzaken
Onderwerp: einde tijdvak van uw erfpacht
U heeft uw woning op grond van de gemeente, in erfpacht. Het tijdvak loopt af op 31 december 2028. Daarna geldt een nieuwe canon.
De canon hangt af van de grondwaarde. U kunt ook kiezen voor een eeuwigdurend contract of een afkoopsom betalen.
"""
RESIDENTS_PERMIT = """Gemeente Wierdijk, Parkeren
Onderwerp: uw parkeervergunning
Uw parkeervergunning voor bewoners loopt af op 31 december 2027. Verleng uw vergunning voor 1 december. U betaalt per kwartaal.
Heeft u een ander kenteken? Geef dat door. Voor bezoek kunt u een bezoekersregeling aanvragen.
"""


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        (PARKING_CARD, "gehandicaptenparkeren"),
        (ENFORCEMENT, "handhaving_dwangsom"),
        (TERRACE, "horeca_terras"),
        (SPORTS_HALL, "accommodatie_huur"),
        (GROUND_LEASE, "erfpacht"),
        (RESIDENTS_PERMIT, "parkeervergunning"),
    ],
)
def test_letter_is_read_as_its_own_kind(letter: str, kind: str) -> None:
    first = guess(letter, load())[0]
    assert first.kind_id == kind
    assert first.confidence >= 0.6


def test_letter_about_waste_is_not_read_as_one_of_the_desk_kinds() -> None:
    letter = "Vanaf 1 juni krijgt u een nieuwe container voor gft. Zet de container voor 7.30 uur aan de weg."
    named = {found.kind_id for found in guess(letter, load())}
    assert not named & {
        "gehandicaptenparkeren",
        "handhaving_dwangsom",
        "horeca_terras",
        "accommodatie_huur",
        "erfpacht",
    }
