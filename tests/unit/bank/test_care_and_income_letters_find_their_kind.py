"""Letters about income, care, youth and homes resemble each other; each is read as its own kind."""

import pytest
from read_as import is_read_as

APPLICATION = """Gemeente Wierdijk, Werk en Inkomen
Onderwerp: uw aanvraag om bijstand
Op 3 maart 2027 heeft u een aanvraag voor een bijstandsuitkering ingediend. Wij missen nog gegevens. Lever deze
gegevens in voor 20 maart 2027: een kopie van uw huurcontract en afschriften van al uw rekeningen. Doet u dat niet?
Dan behandelen wij uw aanvraag niet verder. Wij beslissen binnen acht weken. Heeft u nu geen geld voor eten of
huur? Vraag dan om een voorschot. Bent u jonger dan 27? Dan geldt een zoekperiode van vier weken.
"""
CHANGED = """Gemeente Wierdijk, Werk en Inkomen
Onderwerp: wijziging van uw uitkering
Vanaf 1 juli 2027 verandert het bedrag van uw bijstandsuitkering. U krijgt netto meer per maand. Op uw
uitkeringsspecificatie ziet u het nieuwe bedrag. Woont u met meer volwassenen? Dan geldt de kostendelersnorm. Geef
een verandering door met het wijzigingsformulier: dat is uw inlichtingenplicht.
"""
REVIEW = """Gemeente Wierdijk, Werk en Inkomen
Onderwerp: heronderzoek
Wij controleren regelmatig of iedereen met een uitkering de juiste uitkering krijgt. Daarom doen wij een
heronderzoek. Stuur ons voor 12 april 2027 uw bankafschriften van de laatste drie maanden en een kopie van uw
huurcontract. Bedragen die niet van belang zijn mag u zwart maken.
"""
WORK = """Gemeente Wierdijk, Werk en Inkomen
Onderwerp: afspraak met uw werkcoach
U krijgt een uitkering. Daarbij hoort een arbeidsverplichting. Wij nodigen u uit op 9 juni 2027 om 10.00 uur. Uw
werkcoach maakt met u een plan voor re-integratie. Misschien past een proefplaatsing of een leerwerktraject bij u.
Komt u niet? Dan kunnen wij uw uitkering een maand verlagen.
"""
DEBTS = """Gemeente Wierdijk, Schuldhulpverlening
Onderwerp: besluit toelating schuldhulp
U bent toegelaten tot schuldhulpverlening. Eerst volgt stabilisatie: wij brengen uw schulden in beeld. U krijgt
budgetbeheer en elke week leefgeld. Daarna doen wij een voorstel aan uw schuldeisers, met een schuldregeling of een
saneringskrediet. Maak geen nieuwe schulden.
"""
EARLY_SIGNAL = """Gemeente Wierdijk
Onderwerp: hulp bij uw rekeningen
Wij hebben van uw zorgverzekeraar gehoord dat u een betalingsachterstand heeft. Kunt u moeilijk rondkomen? Wij
bieden gratis schuldhulp aan. Bel ons voor een gesprek. Wij zetten uw rekeningen op een rij.
"""
CONTRIBUTION = """Gemeente Wierdijk, Wmo
Onderwerp: de eigen bijdrage voor uw ondersteuning
U krijgt hulp in het huishouden of een voorziening van de Wmo. Daarvoor betaalt u een eigen bijdrage aan het CAK.
Vanaf 1 januari 2028 hangt de bijdrage af van uw inkomen en vermogen. Het abonnementstarief vervalt. Klopt de
factuur van het CAK niet? Neem dan contact op met het CAK.
"""
HOUSEHOLD = """Gemeente Wierdijk, Wmo
Onderwerp: herindicatie van uw huishoudelijke hulp
Uw indicatie voor hulp bij het huishouden loopt af op 1 mei 2027. Een consulent komt bij u langs voor een
keukentafelgesprek. Uw eigen hulp kan blijven. Heeft u een pgb? Dan verandert er niets aan uw budget. Soms betaalt
u een eigen bijdrage.
"""
AIDS = """Gemeente Wierdijk, Wmo
Onderwerp: nieuwe leverancier van hulpmiddelen
U heeft een hulpmiddel van de gemeente in bruikleen, zoals een rolstoel, scootmobiel of traplift. Vanaf 1 september
2027 is er een andere leverancier. Is uw hulpmiddel kapot? Bel dan voor reparatie. Een woningaanpassing vraagt u
aan bij het Wmo-loket. Soms komt een ergotherapeut bij u langs.
"""
GUIDANCE = """Gemeente Wierdijk, Wmo
Onderwerp: uw begeleiding en dagbesteding
U krijgt individuele begeleiding of u gaat naar de dagbesteding. Uw besluit geldt tot 1 oktober 2027. In het
ondersteuningsplan staat hoeveel uur u krijgt. Woont u beschermd? Ook voor beschermd wonen maken wij nieuwe
afspraken met de aanbieders.
"""
YOUTH = """Gemeente Wierdijk, Jeugd
Onderwerp: besluit jeugdhulp
Uw kind krijgt jeugdhulp. U vroeg om verlenging. De jeugdconsulent heeft met u gesproken en met school. Wij kennen
begeleiding toe tot 1 februari 2028. Kiest u voor een persoonsgebonden budget? Maak dan een budgetplan. U kunt ook
een familiegroepsplan maken. Dit staat in de Jeugdwet.
"""
EIGHTEEN = """Gemeente Wierdijk, Jeugd
Onderwerp: uw kind wordt 18
Uw kind krijgt jeugdhulp en wordt 18 op 4 november 2027. De jeugdhulp stopt dan meestal. Op de 18e verjaardag
regelt uw kind zelf een zorgverzekering. Soms is verlengde jeugdhulp mogelijk. In een toekomstgesprek maken wij
samen een toekomstplan.
"""
INSULATION = """Gemeente Wierdijk, Duurzaamheid
Onderwerp: subsidie voor het isoleren van uw koopwoning
Heeft uw koopwoning energielabel D, E, F of G? Dan kunt u subsidie krijgen voor spouwmuurisolatie, dakisolatie,
vloerisolatie of isolatieglas. Vraag de subsidie aan binnen twaalf maanden na de factuur. U mag ook zelf isoleren.
Het geld komt uit het landelijke isolatieprogramma.
"""
GAS_FREE = """Gemeente Wierdijk, Duurzaamheid
Onderwerp: uw wijk wordt aardgasvrij
In het warmteprogramma staat dat uw wijk van het gas af gaat. In het wijkuitvoeringsplan leest u wanneer. Mogelijk
komt er een warmtenet. U kunt ook kiezen voor een warmtepomp. Eerst isoleren helpt altijd.
"""
UKRAINE = """Gemeente Wierdijk, Opvang
Onderwerp: eigen bijdrage voor de gemeentelijke opvang
U woont in de gemeentelijke opvang voor ontheemden uit Oekraïne. Heeft u werk? Dan krijgt u geen leefgeld en
betaalt u een eigen bijdrage. De tijdelijke bescherming geldt tot en met 4 maart 2027. Meld nieuw werk binnen vijf
dagen.
"""
SHELTER = """Gemeente Wierdijk
Onderwerp: opvanglocatie aan de Havenweg
Het college wil asielzoekers opvangen aan de Havenweg. Het COA beheert de opvanglocatie. Voor omwonenden is er een
bijeenkomst. Volgens de Spreidingswet moet elke gemeente opvangplekken maken voor vluchtelingen.
"""
HEALTH_SURVEY = """GGD Wierdijk
Onderwerp: doe mee met de Gezondheidsmonitor
U bent willekeurig gekozen voor een vragenlijst over gezondheid. Hoe gaat het met u? Vul de vragenlijst in op
internet met de code uit deze brief, of vraag een papieren lijst aan. Meedoen is vrijwillig. De GGD behandelt uw
antwoorden vertrouwelijk.
"""
VACCINATION = """GGD Wierdijk
Onderwerp: vaccinatie voor uw kind
Uw kind wordt dit jaar 10 jaar en krijgt een vaccinatie tegen HPV. Dat hoort bij het Rijksvaccinatieprogramma. Neem
de oproepkaart mee. De prik is gratis. Kan uw kind niet? Maak dan een andere afspraak bij de GGD.
"""
SURVEY = """Gemeente Wierdijk
Onderwerp: enquête leefbaarheid
Een onderzoeksbureau doet voor ons een bewonersonderzoek. U zit in de steekproef. Wij horen graag uw mening over de
leefbaarheid in uw buurt. Het invullen van de vragenlijst duurt tien minuten. U logt in met uw persoonlijke code.
"""
CHILDREN = """Gemeente Wierdijk, Werk en Inkomen
Onderwerp: sport, zwemles en schoolspullen voor uw kinderen
Heeft u een laag inkomen? Dan betaalt het Jeugdfonds Sport en Cultuur de contributie van een club. Stichting
Leergeld helpt met schoolkosten, een fiets of een laptop voor school. Ook zwemles tot het eerste zwemdiploma is
mogelijk. U vraagt het aan via een intermediair.
"""
CITY_PASS = """Gemeente Wierdijk, Werk en Inkomen
Onderwerp: uw nieuwe stadspas
Met de stadspas doet u voordelig mee met sport en cultuur. Op de pas staat tegoed. Het tegoed besteedt u bij
winkels en clubs, of in de webwinkel. Ook het kindpakket staat op de pas. De meedoenregeling geldt voor inwoners
met een laag inkomen.
"""
STARTER = """Gemeente Wierdijk, Wonen
Onderwerp: toewijzing starterslening
U wilt uw eerste koopwoning kopen. Met deze toewijzingsbrief vraagt uw hypotheekadviseur de starterslening aan bij
SVn. De aanvullende lening is het verschil tussen de koopprijs en wat u bij de bank kunt lenen. De eerste drie jaar
betaalt u niets.
"""


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        (APPLICATION, "bijstand_aanvraag"),
        (CHANGED, "bijstand_wijziging"),
        (REVIEW, "heronderzoek_uitkering"),
        (WORK, "participatie_traject"),
        (DEBTS, "schuldhulp_traject"),
        (EARLY_SIGNAL, "vroegsignalering"),
        (CONTRIBUTION, "wmo_eigen_bijdrage"),
        (HOUSEHOLD, "wmo_huishoudelijk"),
        (AIDS, "wmo_hulpmiddelen"),
        (GUIDANCE, "wmo_begeleiding"),
        (YOUTH, "jeugdhulp"),
        (EIGHTEEN, "jeugd_18"),
        (INSULATION, "isolatiesubsidie"),
        (GAS_FREE, "aardgasvrij"),
        (UKRAINE, "oekraine_opvang"),
        (SHELTER, "opvanglocatie"),
        (HEALTH_SURVEY, "gezondheidsmonitor"),
        (VACCINATION, "vaccinatie_ggd"),
        (SURVEY, "enquete"),
        (CHILDREN, "kindregelingen"),
        (CITY_PASS, "stadspas"),
        (STARTER, "starterslening"),
    ],
)
def test_letter_is_read_as_its_own_kind_and_not_as_its_neighbour(letter: str, kind: str) -> None:
    assert is_read_as(letter, kind)
