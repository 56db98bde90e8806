"""A letter of a kind in the bank is read as that kind, and its neighbour's letter is not."""

import pytest
from read_as import is_read_as

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
OPENING_HOURS = """Gemeente Wierdijk, Dienstverlening
Onderwerp: nieuwe openingstijden van het gemeentehuis
Vanaf 1 maart 2027 gelden nieuwe openingstijden. De balie is open op maandag tot en met donderdag van 9.00 tot 16.00 uur. Het servicepunt
in Oosterzijl sluit. Komt u zonder afspraak? Dan kunt u alleen iets ophalen. Een afspraak maakt u op onze website.
"""
PLAYGROUND = """Gemeente Wierdijk, Openbare ruimte
Onderwerp: nieuwe speelplek aan het Meerkoethof
In mei 2027 vervangen wij de speeltoestellen aan het Meerkoethof. Er komen een schommel, een glijbaan en een klein trapveld.
Kinderen en ouders kunnen tot en met 12 februari stemmen over twee ontwerpen. Is een toestel kapot? Meld het ons.
"""
DIGITAL_POST = """Gemeente Wierdijk, Dienstverlening
Onderwerp: post van de gemeente in uw Berichtenbox
Vanaf 1 april 2027 sturen wij brieven over belastingen naar uw Berichtenbox van MijnOverheid. U logt in met DigiD. Wilt u post op papier
blijven krijgen? Zet dan onze gemeente uit bij de instellingen. U krijgt een e-mail als er een bericht is.
"""
FOURTEEN = """Gemeente Wierdijk, Burgerzaken
Onderwerp: uw kind wordt binnenkort 14 jaar
Vanaf 14 jaar moet uw kind een identiteitsbewijs kunnen tonen. Dat mag een paspoort of een identiteitskaart zijn. Heeft uw kind nog geen
geldig document? Maak een afspraak. Uw kind komt zelf mee. U betaalt de kosten aan de balie.
"""
SOLAR_PARK = """Gemeente Wierdijk, Energie en ruimte
Onderwerp: plan voor een zonnepark in de Noorderpolder
Een ontwikkelaar wil een zonnepark van 12 hectare aanleggen met energieopslag. Omwonenden kunnen meedoen via de energiecoöperatie.
De bijeenkomst is op 9 februari in het dorpshuis. Een zienswijze kunt u geven tot en met 1 april.
"""
RATS = """Gemeente Wierdijk, Openbare ruimte
Onderwerp: ratten in uw buurt
Wij krijgen veel meldingen over ratten bij de Bleekstraat. Voer geen vogels en zet geen afval naast de container. Ongedierte in huis
bestrijdt u zelf of uw verhuurder. Ziet u op straat een bruine rat? Meld het ons.
"""
NEW_ADDRESS = """Gemeente Wierdijk, Basisregistraties
Onderwerp: uw adres wijzigt
Wij hebben een adresbesluit genomen. Vanaf 1 mei 2027 krijgt uw woning een nieuw huisnummer. De straatnaam blijft gelijk.
Wij geven het nieuwe adres door aan de Belastingdienst en het Kadaster. U geeft het zelf door aan uw bank. U kunt bezwaar maken.
"""
PASSPORT = """Gemeente Wierdijk, Burgerzaken
Onderwerp: uw paspoort verloopt
Uw paspoort is geldig tot 3 mei 2027. Vraag op tijd een nieuw paspoort aan en neem een pasfoto mee. Kinderen moeten zich vanaf 14 jaar
kunnen legitimeren. Voor een kind tekenen de ouders een toestemmingsverklaring.
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
        (OPENING_HOURS, "gemeentehuis_open"),
        (PLAYGROUND, "speelplek_wijk"),
        (DIGITAL_POST, "berichtenbox_digitaal"),
        (FOURTEEN, "id_kaart_14"),
        (SOLAR_PARK, "zonnepark_windmolens"),
        (RATS, "plaagdieren"),
        (NEW_ADDRESS, "straatnaam_huisnummer"),
        (PASSPORT, "reisdocument"),
    ],
)
def test_letter_is_read_as_its_own_kind(letter: str, kind: str) -> None:
    assert is_read_as(letter, kind)


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
