"""Registering a mailing through its form."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from mailing_forms import fields, form_token, said_beside

from registry import letter
from registry.kinds import LetterState, NumberOwner, Stage
from registry.mailing_content import BatchContent


def test_registering_keeps_every_field_and_leads_to_the_mailing(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    files = {"letter_file": ("woz aanslag.txt", b"U betaalt voor 30 april.", "text/plain")}
    answer = visitor.post("/mailings", fields(house), files=files)
    assert (answer.status_code, answer.headers["location"]) == (303, "/mailings/TK2027-0001?gelukt=gemeld")
    view = house.view("TK2027-0001")
    assert (view.stage, view.quantity, view.registered_by) == (Stage.REGISTERED, 45_000, "taxes")
    assert view.content.printed.phone == "14 0599"
    assert view.content.printed.email == "belastingen@wierdijk.example"
    assert view.content.printed.url == "www.wierdijk.example"
    assert view.content.printed.desk == "Balie Raadhuisplein 1"
    assert view.content.number_owner is NumberOwner.KCC
    assert [batch.handover_on for batch in view.batches] == [date(2027, 2, 22), date(2027, 3, 1)]
    with house.store.reading() as session:
        kept = letter.find_letter(session, view.id)
        assert (kept.filename, kept.state) == ("woz aanslag.txt", LetterState.UNREAD)
    page = visitor.get(answer.headers["location"]).text
    assert "De mailing is gemeld" in page and "woz aanslag.txt" in page


def test_a_refused_form_comes_back_with_all_it_held_and_a_sentence_beside_each_field(house):
    visitor = house.visitor("taxes")
    wrong = {
        "informed": "",
        "title": "",
        "batch-1-quantity": "veel",
        "batch-2-handover_on": "31-2-2027",
        "reader_until_on": "morgen",
        "audience": "iedereen <b>echt</b>",
    }
    answer = visitor.post("/mailings", fields(house, **wrong))
    assert answer.status_code == 400
    assert "controlevraag" in said_beside(answer.text, "informed")
    assert said_beside(answer.text, "title")
    assert "geen getal" in said_beside(answer.text, "batch-1-quantity")
    assert "geen datum" in said_beside(answer.text, "batch-2-handover_on")
    assert "geen datum" in said_beside(answer.text, "reader_until_on")
    assert 'value="veel"' in answer.text and 'value="31-2-2027"' in answer.text
    assert "iedereen &lt;b&gt;echt&lt;/b&gt;" in answer.text
    assert "belastingen@wierdijk.example" in answer.text
    assert house.count() == 0


def test_what_the_record_refuses_stands_beside_its_field_too(house):
    visitor = house.visitor("taxes")
    answer = visitor.post("/mailings", fields(house, **{"batch-1-quantity": "0", "batch-2-handover_on": "2026-12-01"}))
    assert answer.status_code == 400
    # in order of handover the batch of December comes first
    assert "al aangeleverd" in said_beside(answer.text, "batch-1-handover_on")
    assert "minstens 1 adres" in said_beside(answer.text, "batch-2-quantity")
    assert answer.text.index('value="2026-12-01"') < answer.text.index('value="2027-02-22"')


def test_a_page_posted_twice_registers_once(house):
    visitor = house.visitor("taxes")
    token = form_token(visitor.get("/mailings/nieuw").text)
    first = visitor.post("/mailings", fields(house, form_token=token))
    again = visitor.post("/mailings", fields(house, form_token=token))
    assert first.headers["location"] == again.headers["location"]
    assert house.count() == 1
    fresh = visitor.post("/mailings", fields(house, form_token=form_token(visitor.get("/mailings/nieuw").text)))
    assert fresh.headers["location"] != first.headers["location"]
    assert house.count() == 2


def test_a_refused_post_does_not_use_up_the_form(house):
    visitor = house.visitor("taxes")
    token = form_token(visitor.get("/mailings/nieuw").text)
    refused = visitor.post("/mailings", fields(house, form_token=token, title=""))
    assert form_token(refused.text) == token
    assert visitor.post("/mailings", fields(house, form_token=token)).status_code == 303
    assert house.count() == 1


def test_another_department_may_not_register_for_this_one(house):
    answer = house.visitor("waste").post("/mailings", fields(house))
    assert answer.status_code == 403
    assert house.count() == 0


def test_numbers_that_name_nothing_are_refused_at_their_field(house):
    visitor = house.visitor("lead")
    for name, value in (
        ("department", "99"),
        ("letter_type", "99"),
        ("department", "9" * 30),
        ("number_owner", "buurman"),
        ("batch-1-channel", "duif"),
        ("batch-1-handover_on", "9999-12-31"),
        ("batch-1-quantity", "9" * 12),
        ("batch-1-quantity", "-5"),
        ("others", "99"),
    ):
        answer = visitor.post("/mailings", fields(house, **{name: value}))
        assert answer.status_code in (400, 404), (name, value, answer.status_code)
        assert "Nog niet helemaal" in answer.text
    assert house.count() == 0


def test_emoji_and_right_to_left_names_are_kept_without_the_sign_that_turns_the_line(house):
    visitor = house.visitor("taxes")
    name = "🏠 הודעת מס \u202e שלום & <script>"
    answer = visitor.post("/mailings", fields(house, title=name))
    name = name.replace("\u202e", "")
    assert house.view("TK2027-0001").content.title == name
    page = visitor.get(answer.headers["location"]).text
    assert html.escape(name) in page and name not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "vanaf 1"),
        ("12,5", "geen heel getal"),
        ("1.5", "geen heel getal"),
        ("1,5", "zoals 1.500"),
        ("15.00", "geen heel getal"),
        ("1 5", "geen heel getal"),
        ("1234.567", "geen heel getal"),
        ("1.500,00", "geen heel getal"),
        ("12.3456", "geen heel getal"),
        ("12345678901234567890", "te groot"),
        ("veel", "geen getal"),
    ],
)
def test_a_number_that_cannot_be_is_told_what_is_wrong_with_it(house, typed, said):
    answer = house.visitor("taxes").post("/mailings", fields(house, **{"batch-1-quantity": typed}))
    assert answer.status_code == 400 and said in said_beside(answer.text, "batch-1-quantity")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1.500", 1_500), ("12 000", 12_000), ("1'000'000", 1_000_000), ("1’500", 1_500), ("1500", 1_500)],
)
def test_a_sign_between_groups_of_three_digits_is_read(house, typed, kept):
    visitor = house.visitor("taxes")
    assert visitor.post("/mailings", fields(house, **{"batch-1-quantity": typed})).status_code == 303
    assert house.view("TK2027-0001").batches[0].quantity == kept


def test_signs_that_turn_the_direction_of_a_text_are_not_kept(house):
    visitor = house.visitor("taxes")
    assert visitor.post("/mailings", fields(house, title="WOZ \u202egnalsnaa\u2066 2027")).status_code == 303
    assert house.view("TK2027-0001").content.title == "WOZ gnalsnaa 2027"


def test_the_department_that_sends_is_not_asked_to_be_told(house):
    page = house.visitor("taxes").get("/mailings/nieuw").text
    own, other = house.departments["Belastingen"], next(n for k, n in house.departments.items() if k != "Belastingen")
    assert f'name="others" value="{own}"' not in page and f'name="others" value="{other}"' in page
    chosen = house.visitor("lead").post("/mailings", fields(house, title=""))
    assert f'name="others" value="{own}"' not in chosen.text


def test_last_years_mailing_of_the_type_fills_the_form(house):
    house.register(title="WOZ-aanslag 2026")
    page = house.visitor("taxes").get(f"/mailings/nieuw?type={house.type_id}").text
    assert 'value="WOZ-aanslag 2027"' in page and "Ingevuld met de gegevens van WOZ-aanslag 2026" in page
    assert 'value="2028-02-21"' in page  # the same Monday, 52 weeks later
    assert "Ingevuld" not in house.visitor("waste").get(f"/mailings/nieuw?type={house.type_id}").text
    assert house.visitor("taxes").get("/mailings/nieuw?type=99999999999999999999").status_code == 200


def test_an_event_and_somebody_elses_letter_are_registered_too(house):
    visitor = house.visitor("lead")
    event = {"informed": "ja", "title": "Storm", "department": str(house.departments["Afval"]), "kind": "event"}
    without = visitor.post("/mailings", {**event, "step": "register"})
    assert without.status_code == 400 and said_beside(without.text, "starts_on")
    assert visitor.post("/mailings", {**event, "starts_on": "2027-01-12", "step": "register"}).status_code == 303
    external = fields(house, kind="external", reach_share="0,3", guess_rate="0,02")
    assert visitor.post("/mailings", external).status_code == 303
    content = house.view("TK2027-0002").content
    assert (content.reach_share, content.guess_rate) == (0.3, 0.02)
    assert visitor.get("/mailings/TK2027-0001").status_code == 200
    assert visitor.get("/mailings").status_code == 200


def test_equal_parts_come_in_one_go_on_days_that_a_printer_works(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    asked = {"split_total": "45.000", "split_parts": "3", "split_first_on": "2027-03-22", "split_days": "7"}
    page = visitor.post("/mailings", fields(house, step="split", **asked)).text
    assert page.count('value="15.000"') == 3
    # Easter Monday 29 March is skipped
    assert re.findall(r'name="batch-\d-handover_on" type="date" value="([^"]*)"', page) == [
        "2027-03-22",
        "2027-03-30",
        "2027-04-05",
    ]
    assert 'value="WOZ-aanslag 2027"' in page


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # one part, dated four days after its handover: the same distance
        ([("2027-02-22", "2027-02-26")], ["2027-03-26", "2027-04-03", "2027-04-09"], "4 dagen na zijn aanlevering"),
        # one part whose dagtekening all new parts can bear
        ([("2027-02-22", "2027-05-28")], ["2027-05-28"] * 3, "dezelfde dagtekening: 28 mei 2027"),
        # parts that share one printed dagtekening, also where a later part is handed over after it
        ([("2027-02-22", "2027-03-27"), ("2027-03-01", "2027-03-27")], ["2027-03-27"] * 3, "dezelfde dagtekening"),
        # the first part that has a dagtekening says how long after
        ([("2027-02-22", ""), ("2027-03-01", "2027-03-02")], ["2027-03-23", "2027-03-31", "2027-04-06"], "één dag na"),
        ([("2027-02-22", ""), ("2027-03-01", "")], ["", "", ""], "Zonder dagtekening rekenen we"),
    ],
)
def test_equal_parts_keep_the_dagtekening_and_the_panel_says_how(house, before, after, said):
    visitor = house.visitor("taxes")
    asked = {"split_total": "45.000", "split_parts": "3", "split_first_on": "2027-03-22"}
    typed = {name: text for name, text in fields(house, step="split", **asked).items() if not name.startswith("batch-")}
    for number, (handover_on, dated_on) in enumerate(before, start=1):
        at = f"batch-{number}-"
        typed |= {f"{at}quantity": "10", f"{at}handover_on": handover_on, f"{at}dated_on": dated_on}
    page = visitor.post("/mailings", typed).text
    assert re.findall(r'name="batch-\d-dated_on" type="date" value="([^"]*)"', page) == after
    assert said in html.unescape(page[page.index('id="vooruitblik"') :])


def test_a_last_day_that_lies_just_beside_the_legal_term_is_said_beside_its_field(house):
    visitor = house.visitor("taxes")
    days = {"batch-1-dated_on": "2027-02-26", "batch-2-dated_on": "2027-02-26"}

    def beside(address, until):
        page = visitor.post(address, fields(house, step="preview", **days, reader_until_on=until)).text
        return html.unescape(re.search(r'id="reader_until_on-note"[^>]*>([^<]*)<', page)[1])

    for address in ("/mailings", "/mailings/vooruitblik"):
        assert "12 april in; de wettelijke termijn eindigt op 9 april." in beside(address, "2027-04-12")
        assert "termijn" not in beside(address, "2027-04-09")
        assert "termijn" not in beside(address, "2027-04-20")


def test_what_does_not_divide_leaves_the_first_parts_one_letter_larger(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    asked = {"split_total": "10", "split_parts": "3", "split_first_on": "22 maart 2027"}
    page = visitor.post("/mailings", fields(house, step="split", **asked)).text
    assert re.findall(r'name="batch-\d-quantity"[^>]* value="([^"]*)"', page) == ["4", "3", "3"]


def test_equal_parts_that_cannot_be_made_say_so_beside_the_field(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    asked = {"split_total": "veel", "split_parts": "400", "split_first_on": "", "split_days": "0"}
    answer = visitor.post("/mailings", fields(house, step="split", **asked))
    assert answer.status_code == 400
    assert said_beside(answer.text, "split_total")
    assert "60" in said_beside(answer.text, "split_parts")
    assert said_beside(answer.text, "split_first_on")
    assert "92" in said_beside(answer.text, "split_days")
    assert 'value="15.000"' in answer.text  # the rows that were there stay


def test_a_row_can_be_taken_away_and_a_new_one_follows_the_last_by_a_week(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    fewer = visitor.post("/mailings", fields(house, step="remove-1")).text
    assert 'value="30.000"' in fewer
    assert 'value="15.000"' not in fewer
    more = visitor.post("/mailings", fields(house, step="add_batch")).text
    assert 'name="batch-3-handover_on" type="date" value="2027-03-08"' in more


def test_dates_in_words_and_with_dashes_are_read_without_script(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    days = {
        "batch-1-handover_on": "22 februari 2027",
        "batch-2-handover_on": "1/3/2027",
        "reader_until_on": "30 apr 2027",
    }
    assert visitor.post("/mailings", fields(house, **days)).status_code == 303
    view = house.view("TK2027-0001")
    assert [batch.handover_on for batch in view.batches] == [date(2027, 2, 22), date(2027, 3, 1)]
    assert view.content.reader_deadline_on == date(2027, 4, 30)


def test_a_day_that_is_none_is_refused_in_words_too(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    answer = visitor.post("/mailings", fields(house, reader_until_on="31 februari 2027"))
    assert said_beside(answer.text, "reader_until_on")


def test_last_years_entry_comes_back_ahead_on_the_same_weekdays(house):
    house.register(batches=(BatchContent(45_000, date(2027, 2, 22), dated_on=date(2027, 2, 26)),))
    house.at(house.moment + timedelta(days=800))
    page = house.visitor("taxes").get(f"/mailings/nieuw?type={house.type_id}").text
    assert 'value="WOZ-aanslag 2030"' in page
    found = date.fromisoformat(re.search(r'name="batch-1-handover_on" type="date" value="([^"]*)"', page)[1])
    assert (found.weekday(), found > (house.moment).date()) == (0, True)
    assert 'value="45.000"' in page


@pytest.mark.parametrize(("days", "deadline"), [(0, "2028-04-30"), (360, "2028-04-30"), (800, "2030-04-30")])
def test_the_day_until_which_a_reader_can_act_moves_as_many_years_as_the_handover(house, days, deadline):
    visitor = house.visitor("taxes")
    assert visitor.post("/mailings", fields(house)).status_code == 303  # until 30 April 2027
    house.at(house.moment + timedelta(days=days))
    page = house.visitor("taxes").get(f"/mailings/nieuw?type={house.type_id}").text
    assert re.search(r'name="reader_until_on" type="date" value="([^"]*)"', page)[1] == deadline


def test_who_registers_for_more_departments_chooses_one(house):
    assert "Kies een afdeling" in house.visitor("lead").get("/mailings/nieuw").text
    assert "Kies een afdeling" not in house.visitor("taxes").get("/mailings/nieuw").text


def test_a_callback_asks_for_its_department_and_takes_none_by_itself(house):
    visitor = house.visitor("agent")
    page = visitor.get("/terugbellen").text
    assert "Kies een afdeling" in page
    asked = {"caller": "Inwoner", "phone": "0599 123456", "question": "Wanneer?"}
    refused = visitor.post("/terugbellen", asked)
    assert refused.status_code == 400
    assert said_beside(refused.text, "department")
