"""Sentences for what the registry and the commands refuse; part of `templates.sentences.SENTENCES`."""

from __future__ import annotations

from templates.labels import N_

RECORD_SENTENCES: dict[str, str] = {
    "too_many_people": N_("%(value)s mensen kan niet. Kies een getal van 0 tot en met %(most)s."),
    "bad_year": N_("%(value)s is geen jaar waarover iets bekend is. Kies een jaar van vier cijfers."),
    "advice_not_found": N_(
        "Voor mailing %(mailing)s is er nog geen advies. Wacht een minuut en laad de pagina opnieuw."
    ),
    "advice_option_not_found": N_("“%(value)s” is geen keuze van dit advies. Kies uit: %(choices)s."),
    "advice_outdated": N_(
        "Mailing %(mailing)s is gewijzigd nadat dit advies is gemaakt. Binnen een minuut staat er een nieuw advies."
    ),
    "conflict_not_found": N_("Botsing %(conflict)s bestaat niet (meer). Kijk in de lijst met botsingen."),
    "echo_not_found": N_("Napiek %(echo)s hoort niet bij deze mailing. Laad de pagina van de mailing opnieuw."),
    "nowcast_not_found": N_(
        "Van mailing %(mailing)s is nog niet te zeggen hoe zij loopt: er is niets verzonden, of er zijn geen contacten ingelezen."
    ),
    "staffing_note_missing": N_("Leg kort uit waarom het niet of niet helemaal lukt, en wat er wel kan."),
    "surprise_not_found": N_("Verrassing %(surprise)s bestaat niet. Kijk in de lijst met verrassingen."),
    "surprise_over": N_("%(by)s heeft deze verrassing al afgehandeld. Laad de lijst opnieuw."),
    "already_running": N_(
        "In de map %(folder)s draait Torenkamer al. Stop dat eerst, of kies een andere map met --data."
    ),
    "not_empty": N_(
        "Op de plaats %(target)s staat al iets. Kies een nieuwe naam of een lege map; er wordt niets overschreven."
    ),
    "bad_backup": N_("%(filename)s is geen hele reservekopie van Torenkamer: %(problem)s. Neem een andere kopie."),
    "flows_too_slow": N_(
        "De flows deden %(works)s niet binnen %(seconds)s seconden. Kijk in de map logs wat er misging."
    ),
    "not_a_demo": N_("In %(folder)s staat een echt register. Kies voor de demo een andere map met --data."),
    "organisation_not_found": N_("Er is geen organisatie “%(organisation)s”. Kijk in de lijst, of voeg haar toe."),
    "bad_email": N_("“%(email)s” is geen e-mailadres. Schrijf bijvoorbeeld naam@gemeente.example."),
    "port_taken": N_("Poort %(port)s is bezet. Kies een andere poort met --port."),
    "already_taken": N_(
        "Dit tijdslot is net door iemand anders geboekt. Kies een ander tijdslot; de dichtstbijzijnde staan erbij."
    ),
    "answer_missing": N_(
        "Er is nog geen antwoord op “%(question)s”. Vul eerst een antwoord in of vraag het de afdeling."
    ),
    "appointment_not_found": N_("Afspraak %(appointment)s bestaat niet. Kijk in de lijst met afspraken."),
    "arrives_before_handover": N_(
        "Deel %(batch)s kan niet aankomen voordat het is aangeleverd. Pas een van de twee dagen aan."
    ),
    "audit_broken": N_(
        "Het spoor is niet heel: vanaf regel %(row)s is er iets veranderd. Zet een reservekopie ernaast en meld dit."
    ),
    "bad_batch": N_("Deel %(batch)s is niet te lezen (%(value)s). Schrijf bijvoorbeeld 15000@2027-02-22/post/48h."),
    "bad_choice": N_("“%(value)s” is hier geen keuze. Kies uit: %(choices)s."),
    "bad_date": N_("“%(value)s” is geen datum. Schrijf bijvoorbeeld 2027-02-22."),
    "bad_hours": N_(
        "De weekuren kloppen niet: %(from_time)s tot %(until_time)s op dag %(weekday)s. Dag 0 is maandag; begin voor eind."
    ),
    "bad_judgement": N_("“%(value)s” is geen oordeel. Keur goed, stuur terug of haal van het blad."),
    "bad_period": N_(
        "De periode eindigt (%(until_on)s) voordat zij begint (%(from_on)s), of duurt te lang. Pas de dagen aan."
    ),
    "bad_settings": N_("De instelling %(name)s klopt niet: %(problem)s. Verbeter haar en probeer het opnieuw."),
    "bad_share": N_("%(value)s ligt niet tussen 0 en 1. Schrijf een deel van 1, bijvoorbeeld 0.02 voor 2%%."),
    "bad_time": N_("“%(value)s” is geen tijd. Schrijf bijvoorbeeld 09:00."),
    "bad_token": N_("De sleutel is onbekend, verlopen of ingetrokken. Vraag de beheerder om een nieuwe."),
    "bad_toml": N_("Het bestand %(filename)s is niet te lezen als TOML: %(problem)s."),
    "bad_wording": N_("“%(value)s” kan niet. Kies “voor” of “uiterlijk”."),
    "batch_already_sent": N_("Deel %(batch)s is al verzonden. Datum en aantal daarvan staan vast."),
    "batch_not_found": N_("Deel %(batch)s bestaat niet. Deze mailing heeft %(count)s deelverzendingen."),
    "callback_not_found": N_("Terugbelverzoek %(callback)s bestaat niet. Kijk in de lijst."),
    "caller_name_missing": N_("De naam van de beller ontbreekt. Vul die in."),
    "caller_phone_missing": N_("Het telefoonnummer van de beller ontbreekt. Vul dat in."),
    "caller_phone_short": N_(
        "Dit is geen heel telefoonnummer. Vul minstens 9 cijfers in, bijvoorbeeld 0591 234567 of +32 2 123 45 67."
    ),
    "date_too_far": N_("%(day)s ligt meer dan drie jaar vooruit. Controleer het jaartal van deel %(batch)s."),
    "deadline_before_sending": N_(
        "De lezer moet iets doen voor %(day)s, maar de brief gaat pas weg op %(first)s. Pas een van de twee aan."
    ),
    "department_missing": N_("Noem de afdeling die de mailing verstuurt."),
    "entry_not_found": N_("Vraag %(entry)s bestaat niet. Kijk op het FAQ-blad van de mailing."),
    "event_with_batches": N_("Een gebeurtenis heeft geen deelverzendingen. Haal ze weg of kies de soort mailing."),
    "event_without_start": N_("Vul in op welke dag de gebeurtenis begint."),
    "letter_file_missing": N_("Het bestand %(filename)s met de brief is er niet. Controleer de naam en de map."),
    "letter_not_found": N_("Bij deze mailing is nog geen brief. Voeg de brief toe als .txt, .pdf of .docx."),
    "mail_not_found": N_("Bericht %(mail)s staat niet in de postbak."),
    "mailing_over": N_("Deze mailing is %(stage)s en kan niet meer veranderen. Meld een nieuwe mailing."),
    "no_plan": N_("Mailing %(mailing)s is nog niet afgestemd en heeft dus nog geen plan."),
    "no_forecast": N_(
        "Mailing %(mailing)s heeft nog geen prognose. Die komt binnen een minuut, of nu met: torenkamer sweep."
    ),
    "no_slots": N_(
        "Er is geen vrij tijdslot meer. Zet de beller op de terugbellijst of vraag de afdeling om extra sloten."
    ),
    "no_specialists": N_("De afdeling heeft geen specialisten met weekuren. Voeg die eerst toe."),
    "not_released": N_("Mailing %(mailing)s heeft nog geen verzendbewijs. Geef haar eerst vrij."),
    "question_missing": N_("De vraag is leeg. Vul de vraag in."),
    "reason_missing": N_("Geef een reden van ten minste %(shortest)s tekens; die wordt bewaard."),
    "release_withdrawn": N_(
        "Verzendbewijs %(release_code)s van mailing %(mailing)s geldt niet meer: de mailing is daarna gewijzigd of vervallen. "
        "Zeg het ook tegen de drukker."
    ),
    "result_missing": N_("Sluiten kan alleen met een resultaat. Schrijf op wat er is afgesproken."),
    "review_not_found": N_(
        "Er is nog geen (definitieve) terugblik van mailing %(mailing)s. Lees eerst de klantcontacten in."
    ),
    "sent_in_future": N_("%(day)s is nog niet geweest. Leg een verzending vast op de dag zelf of daarna."),
    "slot_not_found": N_("Tijdslot %(slot)s bestaat niet. Kijk in de lijst met tijdsloten."),
    "staffing_not_asked": N_(
        "De vraag over de bezetting is nog niet gesteld: de prognose van %(mailing)s is er nog niet."
    ),
    "stale_entry": N_("Iemand anders heeft deze vraag intussen gewijzigd. Bekijk de nieuwe tekst en oordeel opnieuw."),
    "stale_revision": N_(
        "Iemand anders heeft deze mailing intussen gewijzigd. Bekijk de nieuwe gegevens en probeer het opnieuw."
    ),
    "source_in_future": N_("%(on)s is nog niet geweest. Van welke dag is de lijst?"),
    "gap_not_found": N_("Vraag %(gap)s staat niet (meer) op de lijst. Kijk op de pagina met gaten van de mailing."),
    "stale_gap": N_("Iemand anders besliste intussen over deze vraag. Bekijk de nieuwe stand en probeer het opnieuw."),
    "gap_reason_missing": N_("Schrijf erbij waarom de zin er niet komt; volgend jaar vraagt iemand ernaar."),
    "group_not_found": N_("Deze groep is er niet meer: de groepen zijn opnieuw gemaakt. Kies opnieuw."),
    "group_decision_not_found": N_("Deze beslissing over groepen is er niet meer. Kijk welke er nu gelden."),
    "title_missing": N_("Geef de mailing een titel."),
    "unknown_field": N_("“%(name)s” is geen veld van een mailing. Kijk in de handleiding welke velden er zijn."),
    "unknown_registry": N_("Er is geen register “%(name)s”. Deze installatie kent: %(known)s."),
    # at the door of the pages and the API
    "foreign_form": N_("Dit formulier kwam van een andere website. Open de pagina in Torenkamer en doe het daar."),
    "form_too_large": N_(
        "Een veld is te lang, er is niets bewaard. Een veld mag hoogstens %(limit)s zijn; upload een lange tekst als bestand. "
        "Ga terug in uw browser: daar staat nog wat u invulde."
    ),
    "oidc_failed": N_(
        "Aanmelden met uw werkaccount lukte niet (%(problem)s). Probeer het opnieuw, of vraag de beheerder om hulp."
    ),
    "address_unknown": N_("Dit adres bestaat niet. Alle adressen staan in openapi.json."),
    "method_unknown": N_("Dit adres kent %(method)s niet. Wat wel kan, staat in openapi.json."),
    "page_not_found": N_("Deze pagina bestaat niet. Controleer het adres, of begin bij de lijst van mailings."),
    "wrong_way": N_("Dit adres kan niet met %(method)s worden gebruikt. Ga terug en gebruik de knoppen op de pagina."),
    "our_fault": N_("Er ging iets mis in Torenkamer zelf. Probeer het over een minuut opnieuw."),
    "bad_input": N_("De invoer klopt niet: %(problem)s."),
    "token_missing": N_("Stuur een sleutel mee als “Authorization: Bearer”. De beheerder maakt er een."),
    "forecast_not_found": N_("Mailing %(mailing)s heeft nog geen prognose. Die komt binnen een minuut."),
    "contact_in_future": N_("%(at)s is nog niet geweest. Een contact telt pas als het er was."),
    "contact_too_old": N_("%(at)s is meer dan een jaar geleden. Controleer de datum."),
    "count_out_of_range": N_("Vul een aantal van 1 tot en met %(limit)s in."),
    "length_out_of_range": N_("Een contact duurt 0 tot en met %(limit)s minuten. Controleer de duur."),
    "topic_missing": N_("Kies of typ het onderwerp."),
    "sheet_empty": N_("Er staat nog geen aantal op de turflijst. Vul bij ten minste één onderwerp een aantal in."),
    "tally_not_found": N_("Turfregel %(tally)s bestaat niet. Kijk in de lijst van vandaag."),
    "tally_over": N_("Deze turfregel is van langer dan een dag geleden en blijft staan."),
    "judgement_not_found": N_("Er is hier niets meer ongedaan te maken. Bekijk hoe de regel er nu bij staat."),
    "judgement_built_on": N_(
        "Dit is niet meer ongedaan te maken: “%(question)s” is daarna gewijzigd, of de mailing is afgestemd. "
        "Beoordeel de regel opnieuw."
    ),
    "remark_missing": N_("Schrijf erbij wat er niet klopt of wat u vraagt; de afdeling leest dat bij de vraag."),
    "no_organisation": N_("Er is nog geen eigen organisatie. Voeg die eerst toe."),
}
