"""Words that callers use for the same thing: everyday Dutch and the field of a municipality, own list.

One line per concept: its name, then words and short phrases (written with underscores). A word may stand for several things
in life; it stands here under what a caller of a municipality usually means. Matching is on stems, so one form per word is
enough unless the stem changes. What a list cannot know, the bank's wordings and the log itself must teach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from drafting.language import stem

_CONCEPTS = """
# asking
prijs: hoeveel kost kosten prijs prijzen tarief tarieven bedrag bedragen duur hoeduur hoehoog leges gratis kostprijs
    prijskaartje tegen_betaling wat_ben_ik_kwijt
wanneer: wanneer datum deadline uiterlijk termijn tijdstip hoelaat tevoren moment uiterste laatste vervaldatum dag week maand
    laatste_dag op_tijd
hoelang: hoelang duurt duren duurde wachttijd wachten levertijd doorlooptijd weken tijd behandeltijd
waarom: waarom reden hoezo zomaar ineens opeens plotseling aanleiding waardoor hoe_komt hoe_kan_het slaat_nergens_op
hoe: hoe manier werkwijze uitleg uitleggen uitgelegd betekent betekenis werkt snap begrijp inhoudt houdt leg_eens_uit wat_is
waar: waar waarheen plek locatie heen welke_plek terecht
vaak: hoevaak vaak keer maal elke iedere hoeveel_keer
wie: wie iedereen wiens
voorwie: in_aanmerking recht_op recht rechthebbend voorwaarden criteria eisen voor_wie kom_ik krijgt_iedereen geldt_dit geldt_dat
# dealing with papers
kwijt: kwijt kwijtgeraakt kwijtraken verloren verloor verlies vermist vermissing weggegooid weggooien zoek zoekgeraakt
    prullenbak versnipperd weggedaan oud_papier niet_vinden niet_meer_vinden nergens_vinden vind_niet
gestolen: gestolen diefstal gejat beroofd inbraak gestolen gepikt
nieuw: nieuw nieuwe nieuwen vervangend vervangende vervanging vervangen kopie afschrift duplicaat opnieuw nogmaals
krijgen: krijg kreeg gekregen ontvang ontvangen ontving gehad binnengekomen aangekomen bezorgd bezorging bus brievenbus
    toegestuurd binnen verstrekt
nietontvangen: gemist ontbreekt uitgebleven nooit_gekregen niets_ontvangen nog_geen geen_brief nog_niet_binnen buren_wel
    iedereen_heeft behalve_ik
teruggevonden: teruggevonden gevonden terecht_gekomen opgedoken weer_gevonden
dubbel: dubbel twee tweemaal twee_keer dubbele allebei
sturen: stuur sturen opsturen verstuurd versturen verzenden verzonden opgestuurd toesturen insturen ingestuurd inleveren
    ingeleverd mailen meesturen bijvoegen uploaden aanleveren indienen ingediend
brief: brief brieven post biljet aanslagbiljet schrijven folder boekje belastingbrief envelop papieren_versie flyer
formulier: formulier formulieren aanvraagformulier invullen invulformulier invul ingevuld
aanvragen: aanvraag aanvragen aangevraagd vraag_ik_aan aanmelden aanmelding aangemeld inschrijven opgeven opgave regelen
    geregeld doorgeven doorgegeven
verlengen: verleng verlengen verlenging verloopt verlopen vernieuwen afloopt aflopen geldig geldigheid vervallen
stoppen: stop stopt stoppen stopzetten opzeggen opgezegd beeindigen intrekken ingetrokken annuleren afzeggen uitschrijven
    afmelden afgemeld terugdraaien ongedaan vervalt
wijzigen: wijzigen wijzig wijziging veranderen verandering verandert veranderd aanpassen aangepast ander andere anders
    overzetten omzetten bijwerken
fout: fout fouten foutief verkeerd verkeerde klopt kloppen onjuist vergissing vergist onterecht incorrect verkeerd_ingevuld
    niet_goed
bewijs: bewijs bewijsstuk bewijsstukken bewijzen stukken documenten papieren bankafschrift bankafschriften loonstrook
    bonnetje bijlage bijlagen verklaring
meenemen: meenemen meebrengen meegenomen neem bij_me tonen laten_zien
afspraak: afspraak afspraken inplannen langskomen gesprek spreken overleg overleggen ingepland vol volgeboekt plek_vrij
    eerder_terecht
bellen: bel bellen gebeld belde telefoon telefoonnummer telefonisch bereiken bereikbaar contact terugbellen nummer spreek
balie: balie gemeentehuis stadhuis loket stadskantoor servicepunt langskomen
online: website site internet online digitaal digitale computer app digid inloggen ingelogd portaal account mijnoverheid
    berichtenbox webformulier
mail: mail mailen mailadres
hulp: hulp helpen helpt help geholpen ondersteuning begeleiding bijstaan ondersteunen
taal: taal nederlands engels arabisch turks pools vertaling vertalen tolk oekraiens begrijp_de_brief
nep: nep nepbericht echt_van wel_echt echt_is dit_echt echtheid oplichting oplichters opgelicht phishing vals betrouwbaar
    vertrouwen sms link fraude scam verdacht
klacht: klacht klachten klagen ontevreden belachelijk schandalig boos slechte_service
verplicht: verplicht verplichting hoeven hoef hoeft nodig noodzakelijk per_se vrijwillig
mogen: toegestaan toestemming verboden verbod tekenen handtekening
privacy: privacy persoonsgegevens avg vertrouwelijk gegevens
inzien: inzien inzage bekijken terugzien terugvinden overzicht opvragen nakijken controleren
machtigen: machtigen machtig machtiging gemachtigde volmacht namens bewindvoerder vertegenwoordigen mantelzorger mentor
    iemand_anders voor_mij
zelf: zelf persoonlijk
statusvraag: status stand_van_zaken hoe_ver behandeling in_behandeling
vergeten: vergeten vergat te_laat verlaat vertraging misgelopen over_de_datum
# money
betalen: betaal betaalt betalen betaald betaling afrekenen afgerekend overmaken overgemaakt voldoen voldaan pinnen pinpas
    dokken ophoesten neerleggen contant rekening nota factuur
incasso: incasso afschrijven afgeschreven afschrijving automatisch automatische machtiging bank
rekeningnummer: rekeningnummer iban bankrekening bankrekeningnummer
regeling: uitstel betalingsregeling gespreid spreiden termijnen delen stukjes maandelijks in_stukken per_maand afbetalen
nietbetalen: kan_niet_betalen niet_betalen geen_geld betaalproblemen rood rondkomen
arm: kwijtschelding kwijtgescholden bijstand uitkering minima minimum minimumloon armoede krap laag_inkomen weinig_geld
    minimuminkomen
schuld: schuld schulden schuldhulp schuldhulpverlening bewind bewindvoering deurwaarder beslag incassobureau sanering
terugkrijgen: teruggave terugkrijgen restitutie teruggestort terugbetalen terugvorderen terugbetaald geld_terug terugvordering
hoger: hoger gestegen stijging stijgt omhoog verhoging verhoogd duurder toegenomen te_hoog zo_hoog zoveel_meer
lager: lager gedaald daling omlaag minder goedkoper korting gezakt zakken verlagen verlaging verminderen
boete: boete boetes bekeuring bon naheffing aanmaning aanmaningskosten dwangbevel sanctie straf
belasting: belasting belastingen heffing heffingen aanslag ozb gemeentebelasting onroerendezaakbelasting
geld: geld centen euro toeslag vergoeding subsidie tegemoetkoming knaken poen
uitbetalen: uitbetaald uitbetaling gestort overgemaakt storten op_mijn_rekening betaaldatum
inkomen: inkomen inkomsten verdien verdienen verdient loon salaris netto bruto inkomensgrens
vermogen: vermogen spaargeld spaarrekening gespaard bezit erfenis
ondernemer: zzp zzper ondernemer zelfstandig zelfstandige bedrijf zaak eenmanszaak winst winkel horeca
werk: werk baan werken werkt werkgever loondienst overwerk
student: student studenten studeren studeer studie studielening duo
verzekering: verzekering verzekeraar verzekerd polis
hypotheek: hypotheek makelaar bank_vraagt notaris
# people and life
kind: kind kinderen zoon zoontje dochter dochtertje baby kids kleinkind peuter puber minderjarig minderjarige kleuter tiener
ouder: ouders ouder vader moeder papa mama
naaste: man vrouw partner echtgenoot echtgenote vriend vriendin broer zus oma opa schoonmoeder schoonvader familielid
gescheiden: gescheiden scheiding scheiden ex expartner
alleen: alleenstaand alleenwonend eenpersoons single eenpersoonshuishouden woon_alleen in_mijn_eentje ben_alleen
gezin: gezin huishouden meerpersoons samenwonend samenwonen huisgenoot huisgenoten inwonend met_zn
overleden: overleden overlijden overleed dood gestorven erven erfgenamen nabestaanden weduwe weduwnaar leeft_niet_meer
verhuizen: verhuis verhuisd verhuizen verhuizing verhuist vertrokken vertrek ingeschreven inschrijving uitgeschreven
    adreswijziging oude_adres nieuwe_adres woon_daar_niet woon_er_niet
vorigebewoner: vorige_bewoner vorige_eigenaar onbekende niet_voor_mij
huur: huur huren huurder huurt huurwoning huurhuis verhuurder huisbaas corporatie woningcorporatie woningbouw huurders
eigenaar: eigenaar eigenaren koop gekocht verkocht verkopen verkoop koper koophuis eigendom eigen_huis
huis: huis huizen woning woningen pand perceel
flat: flat flats appartement appartementen hoogbouw complex vve portiek verdieping galerij
buren: buren buurt wijk buurman buurvrouw omwonenden
iemandanders: iemand_anders een_ander anderen vreemden misbruik
ziek: ziek ziekte ziekenhuis medisch medische invalide handicap gehandicapt beperking chronisch dementie
minvalide: rolstoel scootmobiel slecht_ter_been lopen rollator drempel drempels toegankelijk
zorghuis: verpleeghuis verzorgingshuis verpleegtehuis bejaardenhuis
ouderen: ouderen bejaard aow pensioen senior
leeftijd: leeftijd jaar jong jonger jongeren ouder_dan onder_de boven_de 16 18 21 jarige
buitenland: buitenland frankrijk spanje portugal duitsland belgie turkije marokko egypte thailand amerika engeland italie
    griekenland polen europa suriname indonesie oostenrijk kroatie emigreren
vakantie: vakantie reis reizen overwinteren weg afwezig vliegen
nationaliteit: nationaliteit nationaliteiten pools poolse duits duitse belgische buitenlander nederlanderschap asiel
    vergunninghouder verblijfsvergunning
andereplaats: amsterdam rotterdam utrecht leiden groningen eindhoven arnhem haarlem tilburg breda zwolle nijmegen maastricht
    den_haag andere_gemeente andere_stad elders ergens_anders
# objects of the field
auto: auto autos wagen voertuig camper busje bestelbus caravan aanhanger
fiets: fiets fietsen ebike brommer scooter
parkeren: parkeren parkeer parkeerplaats parkeervergunning geparkeerd parkeerplek parkeergeld bezoekersregeling kenteken
identiteit: identiteitskaart idkaart id identiteitsbewijs legitimeren legitimatie legitimatiebewijs reisdocument ov_kaart bankpas
paspoort: paspoort paspoorten
rijbewijs: rijbewijs rijbewijzen
foto: foto fotos pasfoto fotograaf fotohokje bril
vinger: vingerafdruk vingerafdrukken vinger vingers
spoed: spoed spoedaanvraag haast snel sneller dringend spoedig morgen_nodig
afval: afval vuilnis vuil troep zooi rommel restafval huisvuil grofvuil rest
container: container containers kliko bak bakken rolcontainer groenbak restbak gft
zak: zak zakken vuilniszak vuilniszakken
legen: legen leeg geleegd leging lediging ledigingen ophalen opgehaald ophaaldag overgeslagen ophaaldienst
pas: pas pasje kaart milieupas afvalpas toegangspas
stempas: stempas stempassen stemkaart oproepkaart
kapot: kapot stuk gebroken defect beschadigd storing werkt_niet doet_het_niet verstopt vastgelopen deksel wiel gescheurd
    gaat_niet_open
vol: vol overvol past_niet propvol
stank: stank stinken stinkt meuren maden ongedierte vliegen ratten smerig vies muizen wespen
luiers: luier luiers incontinentie incontinentiemateriaal stoma katheter
ruimte: ruimte plek past achterom schuur schuurtje balkon geen_plek te_weinig_plek
maat: klein kleine kleinere groot grote grotere maat formaat liter
ruilen: ruilen omruilen omwisselen wisselen inruilen omgeruild
scheiden: gft pmd plastic papier glas karton blik groente soort bij_het welke_bak
dumpen: dumpen dump gedumpt illegaal bijplaatsen ernaast naast zwerfafval park natuur bos
handhaving: controle handhaving toezicht boa gecontroleerd handhaver
misbruik: misbruik slot op_slot
milieustraat: milieustraat stort afvalbrengstation milieupark wegbrengen grof
stemmen: stemmen stem gestemd verkiezing verkiezingen kiezen stemrecht stemgerechtigd kiesgerechtigd
stembureau: stembureau stembureaus stemlokaal stemlokalen buurthuis sporthal kerk
stemhulp: stemhokje hokje stembiljet vakje potlood blanco
kandidaat: kandidaat kandidaten kandidatenlijst lijst partijen namen
stembureaulid: stembureaulid teller tellers voorzitter vrijwilliger
uitslag: uitslag gewonnen winnaar tellen telling resultaat
hond: hond honden hondje puppy huisdier kat losloopgebied hondenpoep
boom: boom bomen tak takken snoeien gesnoeid kappen kapvergunning groen plantsoen struik gras maaien
weg: wegwerkzaamheden werkzaamheden straatwerk opgebroken afgesloten afsluiting omleiding omrijden bereikbaarheid stoep
    tegels asfalt riolering kabels
bouw: bouw bouwen verbouwen verbouwing vergunning omgevingsvergunning schutting dakkapel aanbouw uitbouw bouwplan nieuwbouw
geluid: geluid lawaai herrie geluidsoverlast overlast trillingen muziek stof
schade: schade scheur scheuren verzakt vergoed claim aansprakelijk
water: water riool rioolheffing grondwater lekkage wateroverlast kraan drinkwater kelder
stroom: stroom energie gas elektriciteit energierekening verwarming warmtenet zonnepanelen energiecontract stookkosten
isoleren: isoleren isolatie glas warmtepomp spouwmuur
school: school scholen onderwijs klas leerling leerlingenvervoer basisschool leerplicht verzuim
vervoer: vervoer taxi bus rijden halen brengen chauffeur opstapplaats regiotaxi
zorg: zorg wmo huishoudelijke thuiszorg hulpmiddel pgb indicatie keukentafelgesprek traplift dagbesteding
sport: sport zwemles voetbal club vereniging cultuur muziekles
evenement: evenement festival kermis markt feest optocht carnaval
veiligheid: veilig veiligheid gevaar gevaarlijk noodpakket ramp nood alarm sirene evacuatie
openingstijd: openingstijden open geopend dicht gesloten avond zaterdag weekend zondag werkdag vroeg half
waarde: waarde woz getaxeerd taxatie taxateur geschat ingeschat verkoopwaarde schatten verkoopprijs waardering
verslag: taxatieverslag taxatierapport verslag rapport onderbouwing vergeleken vergelijking
meting: oppervlakte vierkante meters m2 inhoud garage berging bouwjaar
bezwaar: bezwaar bezwaren bezwaarschrift protest protesteren beroep aanvechten nieteens oneens zienswijze tegenhouden
    niet_mee_eens in_beroep
bureau: bureau juristen no_cure tussenpersoon reclame
besluit: besluit beslissing uitspraak beslist afgewezen afwijzing toegekend goedgekeurd geweigerd besloten raad
antwoord: antwoord reactie gehoord uitsluitsel terughoren niets_gehoord hoor_niets
inspraak: meepraten meedenken inloopavond informatieavond bijeenkomst bewonersavond inspraak stemmen_over meebeslissen
gevolgen: gevolg gevolgen invloed meetellen telt tellen tel meegeteld
kopen: bestellen aanschaffen kopen
ophalen: afhalen klaarliggen ligt_klaar klaar
bezorgen: thuisbezorgen thuisbezorgd bezorgen thuisgebracht aan_huis
peildatum: peildatum waardepeildatum
nu: nu vandaag tegenwoordig momenteel
begin: begin begint beginnen start starten ingaan ingang ingaat vanaf
eind: eind einde afgelopen eindigt
vorigjaar: vorig_jaar vroeger eerder altijd
maand: januari februari maart april mei juni juli augustus september oktober november december
verschil: verschil zowel beter allebei_nodig voordeel nadeel
nieuwsysteem: systeem nieuwe_manier overgang invoering ingevoerd invoeren
""".strip()


def _lines() -> Iterator[tuple[str, list[str]]]:
    # a line that begins with a space goes on with the one above
    for line in _CONCEPTS.replace("\n    ", " ").splitlines():
        if line and not line.startswith("#"):
            name, said = line.split(":", 1)
            yield name, said.split()


@lru_cache(maxsize=1)
def _by_stem() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, said in _lines():
        for word in said:
            if "_" not in word:
                found[stem(word)].append(name)
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    return tuple((" " + word.replace("_", " ") + " ", name) for name, said in _lines() for word in said if "_" in word)


def concepts_of(stemmed: str) -> tuple[str, ...]:
    """The concepts a stem may stand for; most words have none, a few have two."""
    return _by_stem().get(stemmed, ())


def concepts_of_phrases(line: str) -> list[str]:
    """The concepts of the phrases in a line of plain words."""
    padded = f" {line} "
    return [name for phrase, name in _phrases() if phrase in padded]
