"""The administrator's desk: what is changed there is in the record and in the trail, and what cannot be is said beside its field."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest

from registry import audit, capacity, colleague, letter_type, norms, opening, organisation, person, size_class
from registry.kinds import Channel, Role
from registry.store import Session


@pytest.fixture
def admin(house):
    visitor = house.visitor("admin")
    visitor.get("/beheer")
    return visitor


def read(house, query, *args, **more):
    with house.store.reading() as session:
        return query(session, *args, **more)


def actions(session: Session) -> list[str]:
    return [line.action for line in audit.list_lines(session, limit=20)]


def error_of(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]+)<', page)
    assert found, f"no sentence beside {field}"
    return found[1]


def test_the_overview_names_what_is_missing_and_where_to_mend_it(house, admin):
    page = admin.get("/beheer").text
    assert "heeft geen schakel" in page and "geen capaciteit per half uur" in page
    assert f'href="/beheer/afdelingen/{house.departments["Afval"]}"' in page
    lead = house.visitor("lead").get("/beheer").text
    assert "geen capaciteit per half uur" in lead and "schakel" not in lead and "/beheer/mensen" not in lead


def test_a_colleague_is_added_without_rights_changed_and_ended(house, admin):
    made = admin.post("/beheer/mensen", {"name": " Nieuwe  planner ", "email": "Nieuw@Wierdijk.example"})
    home = made.headers["location"].partition("?")[0]
    number = int(home.rsplit("/", 1)[1])
    assert read(house, colleague.get_colleague, number).name == "Nieuwe planner"
    assert read(house, colleague.get_colleague, number).roles == ()
    assert "nog zonder rechten" in admin.get(made.headers["location"]).text
    fields = {"name": "Planner", "email": "planner2@wierdijk.example", "language": "en"}
    assert admin.post(home, fields).headers["location"].endswith("gelukt=collega")
    assert admin.post(home, fields).headers["location"].endswith("gelukt=ongewijzigd")
    assert read(house, colleague.get_colleague, number).language == "en"
    admin.post(f"{home}/einde")
    assert "beëindigd" in admin.get(home).text
    assert read(house, colleague.count_colleagues, words="planner2") == 0
    assert "Planner" in admin.get("/beheer/mensen?stand=einde").text
    admin.post(f"{home}/terug")
    assert read(house, colleague.get_colleague, number).is_active
    assert read(house, actions)[:4] == ["person.restored", "person.ended", "person.changed", "person.added"]


def test_an_address_that_is_taken_or_cannot_be_is_said_beside_the_field(house, admin):
    taken = admin.post("/beheer/mensen", {"name": "x", "email": "lead@wierdijk.example"})
    assert taken.status_code == 409 and "hoort al bij een collega" in error_of(taken.text, "email")
    empty = admin.post("/beheer/mensen", {"name": " ", "email": "x@wierdijk.example"})
    assert empty.status_code == 400 and error_of(empty.text, "name")
    wrong = admin.post(f"/beheer/mensen/{house.people['agent']}", {"name": "x", "email": "geen adres"})
    assert wrong.status_code == 400 and error_of(wrong.text, "email") and 'value="geen adres"' in wrong.text


@pytest.mark.parametrize("role", ["department", "specialist"])
def test_a_role_that_needs_a_department_is_refused_without_one(house, admin, role):
    home = f"/beheer/mensen/{house.people['agent']}"
    refused = admin.post(f"{home}/rollen", {"role": role, "department": ""})
    assert refused.status_code == 400
    assert "hoort altijd bij één afdeling" in error_of(refused.text, "department")
    waste = house.departments["Afval"]
    assert admin.post(f"{home}/rollen", {"role": role, "department": str(waste)}).status_code == 303
    assert (Role(role), waste) in read(house, colleague.get_colleague, house.people["agent"]).roles
    admin.post(f"{home}/rollen/weg", {"role": role, "department": str(waste)})
    assert (Role(role), waste) not in read(house, colleague.get_colleague, house.people["agent"]).roles


def test_the_last_administrator_can_neither_go_nor_lose_the_role(house, admin):
    home = f"/beheer/mensen/{house.people['admin']}"
    assert "andere beheerder" in admin.post(f"{home}/einde").text
    assert "laatste beheerder" in admin.post(f"{home}/rollen/weg", {"role": "admin"}).text
    other = f"/beheer/mensen/{house.people['agent']}"
    admin.post(f"{other}/rollen", {"role": "admin"})
    assert admin.post(f"{home}/rollen/weg", {"role": "admin"}).status_code == 303


def test_a_deputy_acts_from_the_first_to_the_last_day_and_can_be_taken_away(house, admin):
    today = house.moment.date()
    home = f"/beheer/mensen/{house.people['lead']}"
    fields = {"deputy": str(house.people["agent"]), "from_on": today.isoformat(), "until_on": today.isoformat()}
    assert admin.post(f"{home}/vervangers", fields).status_code == 303
    assert Role.KCC_LEAD in house.actor("agent").roles
    assert "Wordt vervangen door" in admin.get(home).text
    deputy = read(house, colleague.list_deputies, since=today)[0]
    admin.post(f"{home}/vervangers/{deputy.id}/weg")
    assert Role.KCC_LEAD not in house.actor("agent").roles
    turned = fields | {"until_on": (today - timedelta(days=1)).isoformat()}
    assert error_of(admin.post(f"{home}/vervangers", turned).text, "until_on")
    assert error_of(admin.post(f"{home}/vervangers", {}).text, "deputy")


def test_a_deputy_of_somebody_who_left_has_nothing_of_theirs(house, admin):
    today = house.moment.date()
    fields = {"deputy": str(house.people["agent"]), "from_on": today.isoformat(), "until_on": today.isoformat()}
    admin.post(f"/beheer/mensen/{house.people['lead']}/vervangers", fields)
    admin.post(f"/beheer/mensen/{house.people['lead']}/einde")
    assert Role.KCC_LEAD not in house.actor("agent").roles


def test_a_colleague_who_was_ended_is_out_at_the_next_click(house, admin):
    agent = house.visitor("agent")
    assert agent.get("/zoeken").status_code == 200
    admin.post(f"/beheer/mensen/{house.people['agent']}/einde")
    assert agent.get("/zoeken").status_code == 303


def test_people_are_found_by_words_role_and_pages_of_fifty(house, admin):
    with house.store.writing() as session:
        for number in range(60):
            person.add_person(
                session,
                house.actor("admin"),
                name=f"Tijdelijk {number:02d}",
                email=f"t{number}@wierdijk.example",
                now=house.moment,
            )
    page = admin.get("/beheer/mensen?zoek=tijdelijk").text
    assert page.count("Tijdelijk ") == 50 and "Pagina 1 van 2" in page
    assert admin.get("/beheer/mensen?zoek=tijdelijk&pagina=2").text.count("Tijdelijk ") == 10
    assert admin.get("/beheer/mensen?rol=geen&zoek=t59").text.count("Tijdelijk ") == 1
    assert "Niemand gevonden" in admin.get("/beheer/mensen?rol=admin&zoek=tijdelijk").text
    assert "Niemand gevonden" in admin.get("/beheer/mensen?zoek=%25").text


def test_a_department_gets_its_liaison_and_stays_in_old_mailings_when_it_ends(house, admin):
    number = house.departments["Afval"]
    home = f"/beheer/afdelingen/{number}"
    known = read(house, organisation.get_department, number)
    fields = {
        "name": "Afval en grondstoffen",
        "organisation": str(known.organisation_id),
        "email": "afval@wierdijk.example",
        "liaison": str(house.people["lead"]),
        "liaison_deputy": str(house.people["agent"]),
    }
    assert admin.post(home, fields).status_code == 303
    changed = read(house, organisation.get_department, number)
    assert (changed.name, changed.liaison_person_id) == ("Afval en grondstoffen", house.people["lead"])
    same = admin.post(home, fields | {"liaison_deputy": str(house.people["lead"])})
    assert same.status_code == 400 and error_of(same.text, "liaison_deputy")
    taken = admin.post(home, fields | {"name": "Belastingen"})
    assert taken.status_code == 409 and error_of(taken.text, "name")
    admin.post(f"{home}/einde")
    assert not read(house, organisation.get_department, number).is_active
    assert "Afval en grondstoffen" not in house.visitor("lead").get("/mailings/nieuw").text
    assert "Zet terug" in admin.get(home).text


def test_an_organisation_with_departments_cannot_end(house, admin):
    own = read(house, organisation.view_organisations)[0]
    refused = admin.post(f"/beheer/organisaties/{own.id}/einde")
    assert refused.status_code == 400 and "Beëindig die eerst" in error_of(refused.text, "name")
    made = admin.post("/beheer/organisaties", {"name": "Waterschap", "own": "nee"})
    assert made.status_code == 303
    other = next(each for each in read(house, organisation.view_organisations) if each.name == "Waterschap")
    assert not other.is_own
    assert admin.post(f"/beheer/organisaties/{other.id}/einde").status_code == 303


def test_a_letter_type_keeps_its_later_moments_and_refuses_other_lines(house, admin):
    home = f"/beheer/brieftypen/{house.type_id}"
    fields = {"name": "WOZ", "topic": "belastingen", "bank": "woz_aanslag", "follow_ups": "Einde bezwaar; 42; 12,5 %"}
    assert admin.post(home, fields).status_code == 303
    known = read(house, letter_type.get_letter_type, house.type_id)
    assert known.follow_ups == (letter_type.FollowUp("Einde bezwaar", 42, 0.125),)
    assert "Einde bezwaar; 42; 12,5" in admin.get(home).text
    for wrong in ("Einde bezwaar", "Einde; 0; 10", "Einde; 42; 140", "; 42; 10"):
        refused = admin.post(home, fields | {"follow_ups": wrong})
        assert refused.status_code == 400 and error_of(refused.text, "follow_ups"), wrong
    assert error_of(admin.post(home, fields | {"bank": "../../etc"}).text, "bank")


def test_opening_hours_decide_on_which_days_is_reckoned(house, admin):
    hours = {f"from-{day}": "8.30" for day in range(4)} | {f"until-{day}": "17:00" for day in range(4)}
    admin.post("/beheer/kalender/openingstijden", hours | {"channel": "phone", "everywhere": "ja"})
    found = read(house, opening.list_hours)
    assert set(found) == set(Channel) and found[Channel.CHAT][0] == ("08:30", "17:00")
    assert read(house, norms.get_norms).open_weekdays == (0, 1, 2, 3)
    refused = admin.post("/beheer/kalender/openingstijden", {"channel": "phone", "from-2": "17:00", "until-2": "9"})
    assert refused.status_code == 400 and "kan niet" in error_of(refused.text, "from-2")


def test_a_closing_day_shuts_the_kcc_and_a_school_holiday_does_not(house, admin):
    friday = {"kind": "closing", "name": "brugdag", "first_on": "2027-05-07", "last_on": ""}
    assert admin.post("/beheer/kalender/perioden", friday).status_code == 303
    admin.post(
        "/beheer/kalender/perioden", friday | {"kind": "school_holiday", "name": "mei", "first_on": "2027-05-10"}
    )
    kcc = read(house, norms.get_norms)
    assert not kcc.open_days.is_open(date(2027, 5, 7)) and kcc.open_days.is_open(date(2027, 5, 10))
    assert kcc.school_holidays == (date(2027, 5, 10),)
    page = admin.get("/beheer/kalender?jaar=2027").text
    assert "brugdag" in page and "Bevrijdingsdag" in page and "Hemelvaartsdag" in page
    period = read(house, opening.list_periods)[0]
    admin.post(f"/beheer/kalender/perioden/{period.id}/weg")
    assert read(house, norms.get_norms).open_days.is_open(date(2027, 5, 7))
    turned = admin.post("/beheer/kalender/perioden", friday | {"last_on": "2027-05-01"})
    assert turned.status_code == 400 and error_of(turned.text, "last_on")


def test_a_week_of_capacity_is_typed_copied_and_reckoned_with(house, admin):
    admin.post("/beheer/capaciteit", {"channel": "phone", "c-0-510": "30", "c-0-540": "25", "c-4-510": "10"})
    kcc = read(house, norms.get_norms)
    assert kcc.capacity_on(date(2027, 2, 22), ["phone"]) == 55  # a Monday
    assert kcc.capacity_on(date(2027, 2, 23), ["phone"]) == 0
    assert kcc.capacity_on(date(2027, 2, 22), ["phone", "chat"]) == 55 + kcc.capacity_per_day["chat"]
    typed = {"channel": "phone", "c-0-510": "30", "c-0-540": "25", "c-1-510": "", "c-4-510": "10"}
    admin.post("/beheer/capaciteit", typed | {"deed": "day-0"})
    assert read(house, norms.get_norms).capacity_on(date(2027, 2, 26), ["phone"]) == 55
    admin.post("/beheer/capaciteit", typed | {"deed": "copy", "other": "chat"})
    assert read(house, capacity.get_week, Channel.CHAT)[4, 510] == 10
    refused = admin.post("/beheer/capaciteit", typed | {"c-0-510": "veel"})
    assert refused.status_code == 400 and "“veel”" in error_of(refused.text, "c-0-510")
    admin.post("/beheer/capaciteit", typed | {"deed": "clear"})
    assert read(house, capacity.get_week, Channel.PHONE) == {}


def test_a_week_is_pasted_from_a_spreadsheet(house, admin):
    text = "begin\tma\tdi\r\n8:30\t30\t28\r\n09:00 - 09:30\t25\t\r\n"
    assert admin.post("/beheer/capaciteit/plakken", {"channel": "phone", "pasted": text}).status_code == 303
    assert read(house, capacity.get_week, Channel.PHONE) == {(0, 510): 30, (1, 510): 28, (0, 540): 25, (1, 540): 0}
    for wrong, said in (("8:30\tveel", "Regel 1"), ("8:30\t3\n8:45\t3", "Regel 2"), ("", "niets geplakt")):
        refused = admin.post("/beheer/capaciteit/plakken", {"channel": "phone", "pasted": wrong})
        if wrong == "8:30\tveel":
            assert refused.status_code == 400
        assert said in error_of(refused.text, "pasted"), wrong
    assert read(house, capacity.get_week, Channel.PHONE)[0, 510] == 30


def test_norms_per_channel_and_a_tariff_of_its_own_day(house, admin):
    page = admin.get("/beheer/normen").text
    fields = dict(re.findall(r'id="([a-z_-]+)" name="[a-z_-]+" type="text" value="([0-9,]+)"', page))
    assert admin.post("/beheer/normen", fields).headers["location"].endswith("ongewijzigd")
    admin.post("/beheer/normen", fields | {"minutes-chat": "11,5", "service_seconds": "20"})
    kcc = read(house, norms.get_norms)
    assert kcc.service_seconds == 20 and kcc.handling_minutes_per_channel == {"chat": 11.5}
    assert kcc.minutes_of({"phone": 1, "chat": 1}) == (kcc.handling_minutes + 11.5) / 2
    admin.post("/beheer/tarieven", {"from_on": "2027-07-01", "hourly": "52,50"})
    kcc = read(house, norms.get_norms)
    assert (kcc.tariff_on(date(2027, 6, 30)), kcc.tariff_on(date(2027, 7, 1))) == (kcc.hourly_tariff, 52.5)
    refused = admin.post("/beheer/tarieven", {"from_on": "", "hourly": "0"})
    assert refused.status_code == 400 and error_of(refused.text, "from_on")
    assert error_of(admin.post("/beheer/tarieven", {"from_on": "2027-07-01", "hourly": "0"}).text, "hourly")
    admin.post("/beheer/tarieven/weg", {"from_on": "2027-07-01"})
    assert read(house, norms.get_norms).tariffs == ()


def test_a_size_class_is_added_changed_and_refused_when_its_ladder_rises(house, admin):
    days = {"notice_days": "56", "text_days": "28", "faq_days": "14", "slots_days": "7"}
    fields = {"class_name": "groot", "from_quantity": "10.000", **days}
    assert admin.post("/beheer/oplageklassen", fields).status_code == 303
    made = read(house, size_class.list_size_classes)[0]
    assert (made.from_quantity, made.ladder.rungs()) == (10_000, (28, 14, 7))
    admin.post("/beheer/oplageklassen", fields | {"id": str(made.id), "class_name": "zeer groot"})
    assert read(house, size_class.list_size_classes)[0].name == "zeer groot"
    rising = admin.post("/beheer/oplageklassen", fields | {"class_name": "x", "from_quantity": "1", "text_days": "60"})
    assert rising.status_code == 400 and error_of(rising.text, "notice_days")
    again = admin.post("/beheer/oplageklassen", fields | {"class_name": "zeer groot", "from_quantity": "5"})
    assert again.status_code == 409 and error_of(again.text, "class_name")
    admin.post(f"/beheer/oplageklassen/{made.id}/weg")
    assert read(house, size_class.list_size_classes) == ()


def test_the_trail_is_filtered_by_period_person_mailing_operation_and_word(house, admin):
    ref = house.register()
    admin.post("/beheer/normen", {"agents": "9"})

    def rows(query: str) -> int:
        return admin.get(f"/beheer/logboek?{query}").text.count('<td class="n" data-label="Nummer">')

    assert rows("wat=norm.changed") == 1 and rows("tekst=norm") == 1
    assert rows(f"mailing={ref}") >= 1 and rows("mailing=TK2027-9999") == 0
    assert rows("wie=admin&wat=norm.changed") == 1 and rows("wie=lead&wat=norm.changed") == 0
    day = house.moment.date()
    assert rows(f"van={day}&wat=norm.changed") == 1
    assert rows(f"tot={day - timedelta(days=1)}&wat=norm.changed") == 0
    wrong = admin.get("/beheer/logboek?van=gisteren")
    assert wrong.status_code == 400 and error_of(wrong.text, "van")
    assert "6 → 9" in admin.get("/beheer/logboek?wat=norm.changed").text


def test_the_trail_as_a_file_has_the_same_lines_and_no_formulas(house, admin):
    admin.post("/beheer/organisaties", {"name": "=2+5", "own": "nee"})
    answer = admin.get("/beheer/logboek.csv?wat=organisation.added")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert "=2+5" in rows[0]["feiten"] and len(rows[0]["zegel"]) == 64
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    page = admin.get("/beheer/logboek?wat=organisation.added").text
    assert page.count('<td class="n" data-label="Nummer">') == len(rows)
    assert house.visitor("agent").get("/beheer/logboek.csv").status_code == 403


def test_a_trail_that_was_changed_outside_names_the_line(house, admin):
    assert "keten heel" in admin.get("/beheer/logboek").text
    place = house.app.state.place
    place.trail_broken, place.trail_looked_at = 44, place.now()
    assert "vanaf regel 44" in admin.get("/beheer/logboek").text
    place.trail_broken = 0
    assert "einde van de keten mist" in admin.get("/beheer/logboek").text


@pytest.mark.parametrize("who", ["lead", "agent", "taxes", "analyst", "nobody"])
def test_who_does_not_manage_people_changes_nobody(house, who):
    visitor = house.visitor(who)
    before = read(house, actions)
    number = house.people["agent"]
    for address, fields in (
        ("/beheer/mensen", {"name": "x", "email": "x@wierdijk.example"}),
        (f"/beheer/mensen/{number}", {"name": "x", "email": "x@wierdijk.example"}),
        (f"/beheer/mensen/{number}/rollen", {"role": "admin"}),
        (f"/beheer/mensen/{number}/rollen/weg", {"role": "agent"}),
        (f"/beheer/mensen/{number}/einde", {}),
        (f"/beheer/mensen/{number}/wachtwoord/weg", {}),
        ("/beheer/organisaties", {"name": "x"}),
        (f"/beheer/brieftypen/{house.type_id}/einde", {}),
    ):
        assert visitor.post(address, fields).status_code == 403, address
    assert read(house, actions) == before
