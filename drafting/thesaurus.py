"""Words that callers use for the same thing: everyday Dutch and the field of a municipality, own list.

One line per concept: its name, then words and short phrases. A word may stand for several things in life; it stands here
under the one a caller of a municipality usually means. Matching is on stems, so one form per word is enough unless the
stem changes. What a list cannot know, the bank's wordings and the log itself must teach.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from drafting.language import stem

_CONCEPTS = """
# asking
prijs: hoeveel kost kosten prijs tarief bedrag duur hoeduur hoehoog leges gratis verdien
wanneer: wanneer datum deadline uiterlijk termijn tijdstip hoelaat tijd tevoren moment uiterste laatste
hoelang: hoelang duurt duren duur lang wachttijd wachten levertijd
waarom: waarom reden hoezo zomaar ineens opeens plotseling
hoe: hoe manier werkwijze uitleg uitleggen
waar: waar waarheen adres plek locatie heen
vaak: hoevaak vaak keer maal elke iedere weken
# dealing with papers
kwijt: kwijt kwijtgeraakt verloren verloor verlies vermist vermissing weggegooid weggooien zoek zoekgeraakt opgegeten prullenbak versnipperd
gestolen: gestolen diefstal gejat beroofd inbraak
nieuw: nieuw nieuwe vervangend vervanging vervangen kopie afschrift duplicaat opnieuw extra
krijgen: krijg kreeg gekregen ontvang ontvangen ontving gehad binnengekomen aangekomen bezorgd binnen bus brievenbus
nietontvangen: nooit gemist ontbreekt uitgebleven mis
sturen: stuur sturen opsturen verstuurd verzenden verzonden opgestuurd toesturen insturen ingestuurd inleveren mailen meesturen bijvoegen uploaden
brief: brief post biljet aanslagbiljet schrijven folder boekje belastingbrief envelop papier
formulier: formulier aanvraagformulier invullen invulformulier invul papieren
aanvragen: aanvraag aanvragen aangevraagd aanmelden aanmelding aangemeld inschrijven opgeven regelen
verlengen: verleng verlengen verlenging verloopt verlopen vernieuwen afloopt aflopen
stoppen: stop stopzetten opzeggen opgezegd beeindigen intrekken annuleren afzeggen uitschrijven afmelden terugdraaien
wijzigen: wijzigen wijzig wijziging veranderen verandering verandert aanpassen aangepast ander andere overzetten omzetten
fout: fout fouten verkeerd klopt kloppen onjuist vergissing vergist onterecht ten_onrechte incorrect
bewijs: bewijs bewijsstuk bewijsstukken stukken documenten papieren bankafschrift loonstrook bonnetje
meenemen: meenemen meebrengen neem mee tonen laten_zien
afspraak: afspraak afspraken inplannen langskomen gesprek spreken overleg overleggen terecht
bellen: bel bellen gebeld telefoon telefoonnummer telefonisch bereiken bereikbaar contact terugbellen nummer
balie: balie gemeentehuis stadhuis loket stadskantoor wijkplein
online: website site internet online digitaal computer app digid inloggen portaal account mijnoverheid berichtenbox mail
hulp: hulp helpen helpt help geholpen ondersteuning begeleiding bijstaan
taal: taal nederlands engels arabisch turks pools vertaling vertalen tolk
nep: nep echt oplichting oplichters phishing vals betrouwbaar vertrouwen sms link fraude scam verdacht
klacht: klacht klagen slecht ontevreden belachelijk schandalig boos
verplicht: verplicht verplichting moeten hoeven hoef hoeft nodig noodzakelijk
mogen: toegestaan toestemming verboden
privacy: privacy gegevens avg persoonsgegevens inzien inzage
machtigen: machtigen machtig machtiging gemachtigde volmacht namens bewindvoerder vertegenwoordigen mantelzorger
# money
betalen: betaal betalen betaald betaling afrekenen overmaken overgemaakt voldoen pinnen dokken ophoesten neerleggen
incasso: incasso afschrijven afgeschreven afschrijving automatisch machtiging bank
rekeningnummer: rekeningnummer iban bankrekening bankrekeningnummer
regeling: uitstel betalingsregeling gespreid spreiden termijnen delen stukjes maandelijks
arm: kwijtschelding kwijtgescholden bijstand uitkering minima minimum minimumloon inkomen rondkomen armoede krap schulden schuld laag_inkomen
schuld: schuld schulden schuldhulp bewind bewindvoering deurwaarder beslag incassobureau
terugkrijgen: teruggave terugkrijgen restitutie terug teruggestort terugbetalen terugvorderen terugbetaald
hoger: hoger gestegen stijging omhoog verhoging duurder meer toegenomen
lager: lager gedaald omlaag minder goedkoper korting gezakt zakken
boete: boete bekeuring bon naheffing aanmaning aanmaningskosten dwangbevel verhoging sanctie
belasting: belasting heffing aanslag ozb gemeentebelasting
geld: geld centen euro toeslag vergoeding subsidie tegemoetkoming
uitbetalen: uitbetaald uitbetaling gestort overgemaakt storten
inkomen: inkomen inkomsten verdien verdienen loon salaris netto bruto
vermogen: vermogen spaargeld spaarrekening auto bezit
baan: zzp zzper ondernemer zelfstandig zelfstandige bedrijf zaak eenmanszaak winst werk baan
# people and life
kind: kind kinderen zoon dochter baby kids kleinkind peuter puber minderjarig minderjarige
ouder: ouders ouder vader moeder papa mama
naaste: man vrouw partner echtgenoot vriend vriendin huisgenoot broer zus oma opa buurvrouw buurman moeder vader schoonmoeder
gescheiden: gescheiden scheiding ex expartner
alleen: alleen alleenstaand alleenwonend eenpersoons single eenpersoonshuishouden
gezin: gezin huishouden meerpersoons samenwonend huisgenoten inwonend
overleden: overleden overlijden overleed dood gestorven erven nabestaanden erfenis weduwe
verhuizen: verhuis verhuisd verhuizen verhuizing woon_niet_meer vertrokken vertrek ingeschreven inschrijving uitgeschreven adres adreswijziging
vorigebewoner: vorige_bewoner vorige_eigenaar bewoner
huur: huur huren huurder huurt huurwoning huurhuis verhuurder huisbaas corporatie woningcorporatie woningbouw
eigenaar: eigenaar koop gekocht verkocht verkopen koper koophuis eigendom
huis: huis huizen woning pand perceel
flat: flat appartement appartementen hoogbouw hoog complex vve portiek verdieping
buren: buren buurt straat wijk buurman buurvrouw omwonenden iedereen
ziek: ziek ziekte ziekenhuis medisch invalide handicap gehandicapt beperking rolstoel scootmobiel slecht_ter_been lopen verpleeghuis verzorgingshuis dementie
oud: oud oude ouderen bejaard aow pensioen leeftijd jaar
jong: jong jongeren student studeren studie studeer duo jonger 18 21
buitenland: buitenland frankrijk spanje portugal duitsland belgie turkije marokko egypte thailand amerika engeland italie griekenland polen europa vakantie reis reizen overwinteren
nationaliteit: nationaliteit pools poolse duits duitse belgische buitenlander nederlanderschap asiel vergunninghouder
andereplaats: amsterdam rotterdam utrecht leiden groningen eindhoven arnhem haarlem tilburg breda andere_gemeente andere_stad elders
# objects of the field
auto: auto wagen voertuig camper busje bestelbus caravan aanhanger
fiets: fiets fietsen ebike brommer scooter
parkeren: parkeren parkeer parkeerplaats parkeervergunning geparkeerd parkeerplek bezoekersregeling
identiteit: paspoort identiteitskaart idkaart id identiteitsbewijs rijbewijs legitimeren legitimatie legitimatiebewijs reisdocument
foto: foto pasfoto fotograaf fotos
vinger: vingerafdruk vingerafdrukken vinger
spoed: spoed haast snel sneller dringend spoedig
afval: afval vuilnis vuil troep zooi rommel restafval huisvuil grofvuil
container: container kliko bak bakken emmer rolcontainer groenbak restbak gft
zak: zak zakken vuilniszak
legen: legen leeg geleegd lediging ledigingen ophalen opgehaald ophaaldag overgeslagen komen_ze_langs
pas: pas pasje kaart milieupas afvalpas toegangspas stempas stemkaart stemding
kapot: kapot stuk gebroken defect beschadigd storing werkt_niet doet_het_niet piept verstopt vastgelopen deksel wiel
stank: stank stinken stinkt meuren maden ongedierte vliegen ratten smerig vies
luiers: luier luiers incontinentie incontinentiemateriaal stoma
ruimte: ruimte plek past achterom schuur schuurtje tuin balkon klein kleine te_klein
ruilen: ruilen omruilen omwisselen wisselen inruilen groter kleiner grotere kleinere maat
dumpen: dumpen dump illegaal bijplaatsen ernaast naast zwerfafval park natuur bos
controle: controle controleren handhaving toezicht boa gecontroleerd
misbruik: misbruik slot iemand_anders vreemden
stemmen: stemmen stem gestemd verkiezing verkiezingen kiezen stemrecht stemgerechtigd kiesgerechtigd
stembureau: stembureau stemlokaal buurthuis sporthal kerk school
kandidaat: kandidaat kandidaten kandidatenlijst lijst partijen namen
stembiljet: stembiljet hokje stemhokje vakje potlood ingevuld gekleurd blanco
uitslag: uitslag gewonnen tellen telling geteld resultaat
hond: hond honden hondje puppy huisdier kat
boom: boom bomen tak takken snoeien gesnoeid kappen kapvergunning groen plantsoen struik gras maaien
weg: weg wegwerkzaamheden werkzaamheden straatwerk opgebroken afgesloten afsluiting omleiding omrijden bereikbaarheid stoep tegels asfalt
bouw: bouw bouwen verbouwen verbouwing vergunning omgevingsvergunning schutting dakkapel aanbouw uitbouw schuur bouwplan
geluid: geluid lawaai herrie geluidsoverlast overlast trillingen muziek stof
schade: schade scheur scheuren verzakt vergoed claim aansprakelijk
water: water riool riolering rioolheffing grondwater lekkage wateroverlast kraan drinkwater
stroom: stroom energie gas elektriciteit energierekening verwarming warmtenet zonnepanelen isoleren isolatie
school: school scholen onderwijs klas leerling leerlingenvervoer basisschool
vervoer: vervoer taxi bus busje rijden halen brengen chauffeur opstapplaats
zorg: zorg wmo huishoudelijke thuiszorg hulpmiddel pgb indicatie keukentafelgesprek traplift
subsidie: subsidie regeling aanvullend potje vergoeding
evenement: evenement festival kermis markt feest optocht carnaval
veilig: veilig veiligheid gevaar gevaarlijk noodpakket ramp nood alarm sirene
wegens_werk: werken werkdag werkdagen vrij avond zaterdag weekend openingstijden open geopend dicht gesloten
waarde: waarde woz woz-waarde getaxeerd taxatie taxateur geschat ingeschat verkoopwaarde schatten
verslag: taxatieverslag taxatierapport verslag rapport onderbouwing vergeleken
meting: oppervlakte vierkante meters m2 inhoud garage berging
bezwaar: bezwaar bezwaarschrift protest protesteren beroep aanvechten nieteens oneens bezwaren zienswijze inspraak tegenhouden
bureau: bureau juristen nocure ncnp tussenpersoon
besluit: besluit beslissing uitspraak beslist afgewezen afwijzing toegekend goedgekeurd geweigerd
antwoord: antwoord reactie gehoord uitsluitsel bericht terughoren niks_gehoord
onderzoek: onderzoek uitgezocht behandeling
inspraak: meepraten meedenken inloopavond informatieavond bijeenkomst bewonersavond
gevolgen: gevolg gevolgen invloed meetellen telt tellen
niemand: niemand geen niks niets niet
kopen: kopen koop bestellen aanschaffen
nu: nu vandaag tegenwoordig
begin: begin begint beginnen start starten ingaan ingang vanaf
eind: eind einde klaar afgelopen eindigt tot
langer: later te_laat laat verlaat vertraging
""".strip()


@lru_cache(maxsize=1)
def _by_stem() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in _CONCEPTS.splitlines():
        if line and not line.startswith("#"):
            name, words = line.split(":", 1)
            for word in words.split():
                found[stem(word)].append(name)
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


def concepts_of(stemmed: str) -> tuple[str, ...]:
    """The concepts a stem may stand for; most words have none, a few have two."""
    return _by_stem().get(stemmed, ())
