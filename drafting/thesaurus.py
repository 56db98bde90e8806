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
    prijskaartje tegen_betaling wat_ben_ik_kwijt prijsje kostenplaatje kostte gekost wat_moet_dat_kosten
wanneer: wanneer datum deadline uiterlijk termijn tijdstip hoelaat tevoren moment uiterste laatste vervaldatum dag
    week maand laatste_dag op_tijd ingangsdatum einddatum vanaf_wanneer tot_wanneer laatste_moment
hoelang: hoelang duurt duren duurde wachttijd wachten levertijd doorlooptijd weken tijd behandeltijd hoeveel_tijd
    hoeveel_weken hoeveel_dagen dagen maanden lang langer bedenktijd
waarom: waarom reden hoezo zomaar ineens opeens plotseling aanleiding waardoor hoe_komt hoe_kan_het slaat_nergens_op
    vanwaar waar_slaat_dat_op wat_is_de_reden
hoe: hoe manier werkwijze uitleg uitleggen uitgelegd betekent betekenis werkt snap begrijp inhoudt houdt leg_eens_uit
    wat_is snappen begrijpen begrijpt onduidelijk vaag toelichting bedoelen bedoeld bedoeling procedure stappen
    stappenplan
waar: waar waarheen plek locatie heen welke_plek terecht waarnaartoe dichtstbijzijnde dichtbij
vaak: hoevaak vaak keer maal elke iedere hoeveel_keer frequentie wekelijks dagelijks
wie: wie iedereen wiens degene
voorwie: in_aanmerking recht_op recht rechthebbend voorwaarden criteria eisen voor_wie kom_ik krijgt_iedereen
    geldt_dit geldt_dat aanspraak gerechtigd doelgroep vereisten kom_ik_ervoor voldoe
# dealing with papers
kwijt: kwijt kwijtgeraakt kwijtraken verloren verloor verlies vermist vermissing weggegooid weggooien zoek zoekgeraakt
    prullenbak versnipperd weggedaan oud_papier niet_vinden niet_meer_vinden nergens_vinden vind_niet zoekgemaakt
    verdwenen verdwijnen kwijtgemaakt weggeraakt verscheurd ligt_nergens niet_terugvinden
gestolen: gestolen diefstal gejat beroofd inbraak gepikt geroofd ontvreemd ingebroken gerold
nieuw: nieuw nieuwe nieuwen vervangend vervangende vervanging vervangen kopie afschrift duplicaat opnieuw nogmaals
    kopietje nabestellen tweede_exemplaar
krijgen: krijg kreeg gekregen ontvang ontvangen ontving gehad binnengekomen aangekomen bezorgd bezorging bus
    brievenbus toegestuurd binnen verstrekt kregen toegezonden gearriveerd in_de_bus
nietontvangen: gemist ontbreekt uitgebleven nooit_gekregen niets_ontvangen nog_geen geen_brief nog_niet_binnen
    buren_wel iedereen_heeft behalve_ik niets_gekregen niets_gehad niet_gehad niet_gekregen nooit_ontvangen
    niet_ontvangen niets_binnen blijft_uit nog_niets geen_post nooit_iets
teruggevonden: teruggevonden gevonden terecht_gekomen opgedoken weer_gevonden boven_water
dubbel: dubbel twee tweemaal twee_keer dubbele allebei dubbelop twee_dezelfde twee_brieven tweevoudig
sturen: stuur sturen opsturen verstuurd versturen verzenden verzonden opgestuurd toesturen insturen ingestuurd
    inleveren ingeleverd mailen meesturen bijvoegen uploaden aanleveren indienen ingediend zenden gezonden gepost
    retour retourneren terugsturen teruggestuurd afgeven
brief: brief brieven post biljet aanslagbiljet schrijven folder boekje belastingbrief envelop papieren_versie flyer
    briefje bericht poststuk enveloppe papiertje aangetekend berichtje kennisgeving
formulier: formulier formulieren aanvraagformulier invullen invulformulier invul ingevuld aankruisen kruisje invult
aanvragen: aanvraag aanvragen aangevraagd vraag_ik_aan aanmelden aanmelding aangemeld inschrijven opgeven opgave
    regelen geregeld doorgeven doorgegeven aanvrager verzoek aangevraagde intekenen opgegeven ingetekend
verlengen: verleng verlengen verlenging verloopt verlopen vernieuwen afloopt aflopen geldig geldigheid vervallen
    verlengd hernieuwen houdbaar
stoppen: stop stopt stoppen stopzetten opzeggen opgezegd beeindigen intrekken ingetrokken annuleren afzeggen
    uitschrijven afmelden afgemeld terugdraaien ongedaan vervalt stopgezet opzegging opheffen opgeheven beeindigd
    afzien ervan_af ermee_stoppen
wijzigen: wijzigen wijzig wijziging veranderen verandering verandert veranderd aanpassen aangepast ander andere anders
    overzetten omzetten bijwerken veranderingen omgezet overgezet bijgewerkt corrigeren rechtzetten correctie
fout: fout fouten foutief verkeerd verkeerde klopt kloppen onjuist vergissing vergist onterecht incorrect
    verkeerd_ingevuld niet_goed foutje misverstand onjuiste klopte raar vreemd slordig mankeert
bewijs: bewijs bewijsstuk bewijsstukken bewijzen stukken documenten papieren bankafschrift bankafschriften loonstrook
    bonnetje bijlage bijlagen verklaring papiertjes specificatie jaaropgave kopieen documentje
meenemen: meenemen meebrengen meegenomen neem bij_me tonen laten_zien meegeven bij_mij_hebben
afspraak: afspraak afspraken inplannen langskomen gesprek spreken overleg overleggen ingepland vol volgeboekt
    plek_vrij eerder_terecht afspreken tijdslot reserveren gereserveerd spreekuur verzetten
bellen: bel bellen gebeld belde telefoon telefoonnummer telefonisch bereiken bereikbaar contact terugbellen nummer
    spreek opbellen telefoonlijn wachtrij doorverbinden doorverbonden contactpersoon infolijn klantenservice whatsapp
    appen
balie: balie gemeentehuis stadhuis loket stadskantoor servicepunt langskomen raadhuis gemeentewinkel kantoor wijkteam
    publieksbalie
online: website site internet online digitaal digitale computer app digid inloggen ingelogd portaal account
    mijnoverheid berichtenbox webformulier webshop inlog wachtwoord inlogcode smartphone mobiel qr scannen foutmelding
    laptop tablet eherkenning
mail: mail mailen mailadres
hulp: hulp helpen helpt help geholpen ondersteuning begeleiding bijstaan ondersteunen hulpverlener meekijken
    begeleider assistentie
taal: taal nederlands engels arabisch turks pools vertaling vertalen tolk oekraiens begrijp_de_brief vertaald tolken
    analfabeet laaggeletterd frans spaans russisch
nep: nep nepbericht echt_van wel_echt echt_is dit_echt echtheid oplichting oplichters opgelicht phishing vals
    betrouwbaar vertrouwen sms link fraude scam verdacht oplichterij nepbrief nepmail oplichten zwendel verdachte fake
klacht: klacht klachten klagen ontevreden belachelijk schandalig boos slechte_service klaag schande baal woest kwaad
    belachelijke absurd onzin waardeloos asociaal
verplicht: verplicht verplichting hoeven hoef hoeft nodig noodzakelijk per_se vrijwillig verplichte wettelijk dwingen
    gedwongen weigeren weiger
mogen: toegestaan toestemming verboden verbod tekenen handtekening toegelaten toelaten verbieden ondertekenen
    ondertekend
privacy: privacy persoonsgegevens avg vertrouwelijk gegevens geheim geheimhouding anoniem
inzien: inzien inzage bekijken terugzien terugvinden overzicht opvragen nakijken controleren inkijken opzoeken nazien
    raadplegen nalezen
machtigen: machtigen machtig machtiging gemachtigde volmacht namens bewindvoerder vertegenwoordigen mantelzorger
    mentor iemand_anders voor_mij curator voogd gemachtigden bewindvoerders
zelf: zelf persoonlijk
statusvraag: status stand_van_zaken hoe_ver behandeling in_behandeling verwerkt afgehandeld behandeld
vergeten: vergeten vergat te_laat verlaat vertraging misgelopen over_de_datum telaat niet_op_tijd ontgaan
# money
betalen: betaal betaalt betalen betaald betaling afrekenen afgerekend overmaken overgemaakt voldoen voldaan pinnen
    pinpas dokken ophoesten neerleggen contant rekening nota factuur betaalde lappen bijbetalen ideal acceptgiro
    tikkie overboeken overboeking betaalverzoek
incasso: incasso afschrijven afgeschreven afschrijving automatisch automatische machtiging bank incasseren
    geincasseerd
rekeningnummer: rekeningnummer iban bankrekening bankrekeningnummer banknummer
regeling: uitstel betalingsregeling gespreid spreiden termijnen delen stukjes maandelijks in_stukken per_maand
    afbetalen gespreide aflossen afbetaling afbetaald betalingsafspraak afbetalingsregeling kwartaal in_delen
nietbetalen: kan_niet_betalen niet_betalen geen_geld betaalproblemen rood rondkomen blut platzak onbetaalbaar
    niet_opbrengen niet_missen
arm: kwijtschelding kwijtgescholden bijstand uitkering minima minimum minimumloon armoede krap laag_inkomen
    weinig_geld minimuminkomen voedselbank ww wia wajong ziektewet participatiewet bijstandsuitkering
schuld: schuld schulden schuldhulp schuldhulpverlening bewind bewindvoering deurwaarder beslag incassobureau sanering
    achterstand betalingsachterstand schuldsanering schuldeiser schuldeisers lening leningen krediet lenen
terugkrijgen: teruggave terugkrijgen restitutie teruggestort terugbetalen terugvorderen terugbetaald geld_terug
    terugvordering teruggaaf verrekend verrekenen terugstorten terugvragen geld_retour
hoger: hoger gestegen stijging stijgt omhoog verhoging verhoogd duurder toegenomen te_hoog zo_hoog zoveel_meer
    verdubbeld toename hogere verhogen prijsstijging stijgen
lager: lager gedaald daling omlaag minder goedkoper korting gezakt zakken verlagen verlaging verminderen daalt
    goedkoop dalen verlaagd bezuinigen besparen bespaar
boete: boete boetes bekeuring bon naheffing aanmaning aanmaningskosten dwangbevel sanctie straf bekeurd beboet
    bekeuringen strafbaar wielklem weggesleept dwangsom
belasting: belasting belastingen heffing heffingen aanslag ozb gemeentebelasting onroerendezaakbelasting
    belastingaanslag waterschapsbelasting precario belastingdienst
geld: geld centen euro toeslag vergoeding subsidie tegemoetkoming knaken poen cent bijdrage budget fonds potje tegoed
    saldo duiten
uitbetalen: uitbetaald uitbetaling gestort overgemaakt storten op_mijn_rekening betaaldatum uitkeren uitgekeerd
    overgeboekt mijn_geld
inkomen: inkomen inkomsten verdien verdienen verdient loon salaris netto bruto inkomensgrens verdiensten bijverdienen
    bijverdien jaarinkomen maandloon
vermogen: vermogen spaargeld spaarrekening gespaard bezit erfenis vermogensgrens spaarcenten spaarpot bezittingen
ondernemer: zzp zzper ondernemer zelfstandig zelfstandige bedrijf zaak eenmanszaak winst winkel horeca ondernemers
    onderneming winkelier freelancer kvk omzet klanten
werk: werk baan werken werkt werkgever loondienst overwerk gewerkt ontslag ontslagen werkloos solliciteren collega
student: student studenten studeren studeer studie studielening duo mbo hbo universiteit studentenkamer scholier stage
verzekering: verzekering verzekeraar verzekerd polis
hypotheek: hypotheek makelaar bank_vraagt notaris
# people and life
kind: kind kinderen zoon zoontje dochter dochtertje baby kids kleinkind peuter puber minderjarig minderjarige kleuter
    tiener kindje jongen meisje peuters kleinzoon stiefzoon stiefdochter pleegkind
ouder: ouders ouder vader moeder papa mama gezag stiefvader stiefmoeder
naaste: man vrouw partner echtgenoot echtgenote vriend vriendin broer zus oma opa schoonmoeder schoonvader familielid
    familie gezinslid neef nicht kennis kennissen schoonzoon schoondochter
gescheiden: gescheiden scheiding scheiden ex expartner uit_elkaar coouderschap alimentatie
alleen: alleenstaand alleenwonend eenpersoons single eenpersoonshuishouden woon_alleen in_mijn_eentje ben_alleen
    alleenstaande vrijgezel
gezin: gezin huishouden meerpersoons samenwonend samenwonen huisgenoot huisgenoten inwonend met_zn inwonen medebewoner
    kostganger
overleden: overleden overlijden overleed dood gestorven erven erfgenamen nabestaanden weduwe weduwnaar leeft_niet_meer
    overledene nalatenschap erfgenaam crematie uitvaart
verhuizen: verhuis verhuisd verhuizen verhuizing verhuist vertrokken vertrek ingeschreven inschrijving uitgeschreven
    adreswijziging oude_adres nieuwe_adres woon_daar_niet woon_er_niet vertrekken woonde adres_wijzigen brp
    verhuisbericht
vorigebewoner: vorige_bewoner vorige_eigenaar onbekende niet_voor_mij vorige_bewoners verkeerd_adres niet_mijn_naam
    ken_ik_niet woont_hier_niet andere_naam
huur: huur huren huurder huurt huurwoning huurhuis verhuurder huisbaas corporatie woningcorporatie woningbouw huurders
    huurbaas huurcontract verhuurders verhuren verhuurt verhuurd onderhuur
eigenaar: eigenaar eigenaren koop gekocht verkocht verkopen verkoop koper koophuis eigendom eigen_huis koopwoning
    huiseigenaar woningeigenaar aankoop
huis: huis huizen woning woningen pand perceel gebouw woonhuis
flat: flat flats appartement appartementen hoogbouw complex vve portiek verdieping galerij etage bovenwoning
    benedenwoning lift trappenhuis portieken
buren: buren buurt wijk buurman buurvrouw omwonenden overburen omwonende buurtbewoners hiernaast naast_ons
iemandanders: iemand_anders een_ander anderen vreemden misbruik
ziek: ziek ziekte ziekenhuis medisch medische invalide handicap gehandicapt beperking chronisch dementie zieke patient
    dokter huisarts arts autisme aandoening psychisch verpleegkundige kwaal
minvalide: rolstoel scootmobiel slecht_ter_been lopen rollator drempel drempels toegankelijk krukken trap mindervalide
    niet_lopen niet_goed_lopen
zorghuis: verpleeghuis verzorgingshuis verpleegtehuis bejaardenhuis zorginstelling zorgcentrum aanleunwoning
    woonzorgcentrum verzorgingstehuis
ouderen: ouderen bejaard aow pensioen senior oudere bejaarden bejaarde gepensioneerd
leeftijd: leeftijd jaar jong jonger jongeren ouder_dan onder_de boven_de 16 18 21 jarige geboren geboortedatum
    verjaardag volwassen meerderjarig hoeoud
buitenland: buitenland frankrijk spanje portugal duitsland belgie turkije marokko egypte thailand amerika engeland
    italie griekenland polen europa suriname indonesie oostenrijk kroatie emigreren zweden noorwegen denemarken
    zwitserland bulgarije roemenie
vakantie: vakantie reis reizen overwinteren weg afwezig vliegen vakanties op_reis niet_thuis camping
nationaliteit: nationaliteit nationaliteiten pools poolse duits duitse belgische buitenlander nederlanderschap asiel
    vergunninghouder verblijfsvergunning statushouder statushouders
andereplaats: amsterdam rotterdam utrecht leiden groningen eindhoven arnhem haarlem tilburg breda zwolle nijmegen
    maastricht den_haag andere_gemeente andere_stad elders ergens_anders
# objects of the field
auto: auto autos wagen voertuig camper busje bestelbus caravan aanhanger leaseauto leenauto huurauto motor vrachtwagen
    vrachtwagens
fiets: fiets fietsen ebike brommer scooter
parkeren: parkeren parkeer parkeerplaats parkeervergunning geparkeerd parkeerplek parkeergeld bezoekersregeling
    kenteken parkeert parkeervak parkeergarage parkeermeter parkeerapp parkeerkaart nummerbord scanauto blauwe_zone
identiteit: identiteitskaart idkaart id identiteitsbewijs legitimeren legitimatie legitimatiebewijs reisdocument
    ov_kaart bankpas
paspoort: paspoort paspoorten
rijbewijs: rijbewijs rijbewijzen
foto: foto fotos pasfoto fotograaf fotohokje bril portret selfie
vinger: vingerafdruk vingerafdrukken vinger vingers
spoed: spoed spoedaanvraag haast snel sneller dringend spoedig morgen_nodig meteen direct gauw vlug versneld acuut
afval: afval vuilnis vuil troep zooi rommel restafval huisvuil grofvuil rest afvalstoffen vuilniswagen vuilnisman
    rotzooi
container: container containers kliko bak bakken rolcontainer groenbak restbak gft vuilnisbak vuilcontainer
    minicontainer vuilnisemmer groene_bak grijze_bak
zak: zak zakken vuilniszak vuilniszakken
legen: legen leeg geleegd leging lediging ledigingen ophalen opgehaald ophaaldag overgeslagen ophaaldienst leeggemaakt
    leeggehaald niet_meegenomen laten_staan inzamelen inzameling ophaalt
pas: pas pasje kaart milieupas afvalpas toegangspas pasjes kaartje chip druppel
stempas: stempas stempassen stemkaart oproepkaart
kapot: kapot stuk gebroken defect beschadigd storing werkt_niet doet_het_niet verstopt vastgelopen deksel wiel
    gescheurd gaat_niet_open stukgegaan reparatie repareren lek lekt hapert defecte
vol: vol overvol past_niet propvol
stank: stank stinken stinkt meuren maden ongedierte vliegen ratten smerig vies muizen wespen ruikt ruiken geur vieze
    larven
luiers: luier luiers incontinentie incontinentiemateriaal stoma katheter pampers
ruimte: ruimte plek past achterom schuur schuurtje balkon geen_plek te_weinig_plek bergruimte opslag
maat: klein kleine kleinere groot grote grotere maat formaat liter afmeting afmetingen kuub
ruilen: ruilen omruilen omwisselen wisselen inruilen omgeruild
scheiden: gft pmd plastic papier glas karton blik groente soort bij_het welke_bak oud_papier etensresten textiel
    kleding
dumpen: dumpen dump gedumpt illegaal bijplaatsen ernaast naast zwerfafval park natuur bos zwerfvuil achterlaten
    bijgezet neergezet neerzetten
handhaving: controle handhaving toezicht boa gecontroleerd handhaver handhavers boas politie controleur inspecteur
    inspectie toezichthouder wijkagent
misbruik: misbruik slot op_slot
milieustraat: milieustraat stort afvalbrengstation milieupark wegbrengen grof
stemmen: stemmen stem gestemd verkiezing verkiezingen kiezen stemrecht stemgerechtigd kiesgerechtigd
stembureau: stembureau stembureaus stemlokaal stemlokalen buurthuis sporthal kerk stemlocatie stemplek
stemhulp: stemhokje hokje stembiljet vakje potlood blanco
kandidaat: kandidaat kandidaten kandidatenlijst lijst partijen namen lijsttrekker partij
stembureaulid: stembureaulid teller tellers voorzitter vrijwilliger
uitslag: uitslag gewonnen winnaar tellen telling resultaat
hond: hond honden hondje puppy huisdier kat losloopgebied hondenpoep
boom: boom bomen tak takken snoeien gesnoeid kappen kapvergunning groen plantsoen struik gras maaien heg haag struiken
    onkruid planten bladeren wortels kap
weg: wegwerkzaamheden werkzaamheden straatwerk opgebroken afgesloten afsluiting omleiding omrijden bereikbaarheid
    stoep tegels asfalt riolering kabels opbreken graafwerk graven afzetting openbreken trottoir bestrating afgezet
    hekken
bouw: bouw bouwen verbouwen verbouwing vergunning omgevingsvergunning schutting dakkapel aanbouw uitbouw bouwplan
    nieuwbouw bouwvakkers gebouwd sloop slopen heien bouwplannen projectontwikkelaar aannemer
geluid: geluid lawaai herrie geluidsoverlast overlast trillingen muziek stof nachtrust geluiden trilling dreunen
schade: schade scheur scheuren verzakt vergoed claim aansprakelijk schadevergoeding verzakking barst barsten vergoedt
    vergoeden planschade
water: water riool rioolheffing grondwater lekkage wateroverlast kraan drinkwater kelder afvalwater regenwater
    hemelwater waterschap zuivering sloot put afvoer
stroom: stroom energie gas elektriciteit energierekening verwarming warmtenet zonnepanelen energiecontract stookkosten
    gasrekening elektra elektrisch meterkast energieleverancier ketel cv kachel radiator aardgas stoken
isoleren: isoleren isolatie glas warmtepomp spouwmuur dubbel_glas tochtig tocht tochtstrips
school: school scholen onderwijs klas leerling leerlingenvervoer basisschool leerplicht verzuim leraar leraren meester
    juf leerlingen leerkracht
vervoer: vervoer taxi bus rijden halen brengen chauffeur opstapplaats regiotaxi vervoerd rit ritten openbaar_vervoer
    trein halte haalt brengt
zorg: zorg wmo huishoudelijke thuiszorg hulpmiddel pgb indicatie keukentafelgesprek traplift dagbesteding thuishulp
    poetshulp schoonmaak schoonmaken poetsen mantelzorg verpleging jeugdzorg persoonsgebonden
sport: sport zwemles voetbal club vereniging cultuur muziekles gym zwembad sportschool contributie turnen
evenement: evenement festival kermis markt feest optocht carnaval feestje braderie concert koningsdag podium
veiligheid: veilig veiligheid gevaar gevaarlijk noodpakket ramp nood alarm sirene evacuatie brand oorlog overstroming
    onveilig crisis stroomuitval
openingstijd: openingstijden open geopend dicht gesloten avond zaterdag weekend zondag werkdag vroeg half openingsuren
    openen tijden
waarde: waarde woz getaxeerd taxatie taxateur geschat ingeschat verkoopwaarde schatten verkoopprijs waardering taxeren
    waard marktwaarde schatting
verslag: taxatieverslag taxatierapport verslag rapport onderbouwing vergeleken vergelijking berekening berekend
    uitgerekend
meting: oppervlakte vierkante meters m2 inhoud garage berging bouwjaar kubieke gemeten
bezwaar: bezwaar bezwaren bezwaarschrift protest protesteren beroep aanvechten nieteens oneens zienswijze tegenhouden
    niet_mee_eens in_beroep protesteer beswaar rechter rechtbank beroepschrift in_bezwaar
bureau: bureau juristen no_cure tussenpersoon reclame
besluit: besluit beslissing uitspraak beslist afgewezen afwijzing toegekend goedgekeurd geweigerd besloten raad
    beschikking afgekeurd beoordeling beoordeeld verleend
antwoord: antwoord reactie gehoord uitsluitsel terughoren niets_gehoord hoor_niets antwoorden gereageerd reageren
    reageert teruggebeld
inspraak: meepraten meedenken inloopavond informatieavond bijeenkomst bewonersavond inspraak stemmen_over meebeslissen
    inspreken infoavond participatie mening ideeen
gevolgen: gevolg gevolgen invloed meetellen telt tellen tel meegeteld effect consequentie consequenties gekort nadelig
kopen: bestellen aanschaffen kopen bestel koopt aangeschaft
ophalen: afhalen klaarliggen ligt_klaar klaar
bezorgen: thuisbezorgen thuisbezorgd bezorgen thuisgebracht aan_huis bezorgt thuisbrengen afleveren afgeleverd
peildatum: peildatum waardepeildatum
nu: nu vandaag tegenwoordig momenteel
begin: begin begint beginnen start starten ingaan ingang ingaat vanaf startdatum gestart aanvang
eind: eind einde afgelopen eindigt eindigen ophoudt
vorigjaar: vorig_jaar vroeger eerder altijd voorgaande eerdere
maand: januari februari maart april mei juni juli augustus september oktober november december
verschil: verschil zowel beter allebei_nodig voordeel nadeel verschillen onderscheid hetzelfde
nieuwsysteem: systeem nieuwe_manier overgang invoering ingevoerd invoeren
# what one kind of letter is about
bezoek: bezoek bezoekers visite gasten logees logeren
prik: prik vaccinatie vaccin inenting inenten ingeent griepprik
graf: graf graven grafrechten begraafplaats begraven urn grafsteen
opvang: opvang azc asielzoekers vluchtelingen noodopvang vluchteling asielzoeker
kinderopvang: kinderopvang creche kdv bso oppas gastouder peuterspeelzaal
laden: laadpaal laden oplader opladen stekker elektrische_auto
vuurwerk: vuurwerk knallen afsteken carbid oudjaar
onderzoek: enquete vragenlijst onderzoek
inburgering: inburgeren inburgering taalles examen diploma
voorrang: urgentie voorrang wachtlijst
tuin: tuin voortuin achtertuin gazon strook snippergroen groenstrook
terras: terras terrassen buitenzitten tafels stoelen
uitnodiging: uitnodiging oproep uitgenodigd
herinnering: herinnering aanmaning betalingsherinnering tweede_brief
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


@lru_cache(maxsize=1)
def single_words() -> frozenset[str]:
    """All words of the lists, as they are written there."""
    return frozenset(word for _, said in _lines() for word in said if "_" not in word)


def concepts_of(stemmed: str) -> tuple[str, ...]:
    """The concepts a stem may stand for; most words have none, a few have two."""
    return _by_stem().get(stemmed, ())


def concepts_of_phrases(line: str) -> list[str]:
    """The concepts of the phrases in a line of plain words."""
    padded = f" {line} "
    return [name for phrase, name in _phrases() if phrase in padded]
