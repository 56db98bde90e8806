"""What is done to a mailing from its pages: the gate, the FAQ sheet, appointments, callbacks, norms."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest

from registry import agenda, callback, mailing_view, norms, notice, staffing
from registry.kinds import FaqState, NoticeKind, Stage


def first_entries(house, ref):
    return house.entries(ref)[:2]


def notices(house, kind) -> int:
    with house.store.reading() as session:
        return sum(item.kind is kind for item in notice.list_notices(session, limit=200))


def test_the_gate_refuses_with_what_is_missing_and_whose_turn_it_is(house):
    ref = house.register()
    answer = house.visitor("lead").post(f"/mailings/{ref}/afstemmen", {"version": "1"})
    assert answer.status_code == 409
    assert "Er ontbreekt nog" in answer.text and "afdeling" in answer.text
    assert house.view(ref).aligned_at is None
    refused = house.visitor("taxes").post(f"/mailings/{ref}/vrijgeven", {"version": "1"})
    assert refused.status_code == 409 and "niet afgestemd" in refused.text


def test_align_release_and_report_through_the_pages(house):
    ref = house.register()
    house.prepare(ref)
    lead, taxes = house.visitor("lead"), house.visitor("taxes")
    assert "Geef akkoord" in lead.get(f"/mailings/{ref}").text
    assert "Geef akkoord" not in taxes.get(f"/mailings/{ref}").text
    for _ in range(2):  # a second click changes nothing
        assert lead.post(f"/mailings/{ref}/afstemmen", {"version": "1"}).status_code == 303
    assert notices(house, NoticeKind.MAILING_ALIGNED) == 1
    assert taxes.post(f"/mailings/{ref}/vrijgeven", {"version": "1"}).status_code == 303
    code = house.view(ref).release_code
    assert code in taxes.get(f"/mailings/{ref}/verzendbewijs").text
    house.at(house.moment + timedelta(days=43))
    sent = {"version": "1", "batch": "1", "sent_on": "2027-02-22", "sent_quantity": "14990"}
    assert taxes.post(f"/mailings/{ref}/verzonden", sent).status_code == 303
    view = house.view(ref)
    assert (view.stage, view.batches[0].sent_quantity) == (Stage.SENT, 14_990)
    future = taxes.post(f"/mailings/{ref}/verzonden", {**sent, "batch": "2", "sent_on": "2027-12-01"})
    assert future.status_code == 400 and "nog niet geweest" in future.text
    unknown = taxes.post(f"/mailings/{ref}/verzonden", {**sent, "batch": "17"})
    assert unknown.status_code == 404 and "Deel 17 bestaat niet" in unknown.text


def test_a_mailing_that_changed_meanwhile_is_not_aligned(house):
    ref = house.register()
    house.prepare(ref)
    answer = house.visitor("lead").post(f"/mailings/{ref}/afstemmen", {"version": "7"})
    assert answer.status_code == 409 and house.view(ref).aligned_at is None


def test_an_override_wants_a_reason_and_is_shown(house):
    ref = house.register()
    taxes = house.visitor("taxes")
    short = taxes.post(f"/mailings/{ref}/toch-vrijgeven", {"version": "1", "reason": "haast"})
    assert short.status_code == 400 and "ten minste 10 tekens" in short.text
    assert (
        taxes.post(f"/mailings/{ref}/toch-vrijgeven", {"reason": "De wettelijke datum is morgen."}).status_code == 303
    )
    assert "De wettelijke datum is morgen." in taxes.get(f"/mailings/{ref}").text


@pytest.mark.parametrize(
    "deed", ["afstemmen", "vrijgeven", "toch-vrijgeven", "vervallen", "verzonden", "bezetting", "tijdsloten"]
)
def test_another_department_may_do_nothing_to_this_mailing(house, deed):
    ref = house.register()
    house.prepare(ref, decided=False)
    before = house.view(ref)
    fields = {"reason": "omdat het moet, echt", "answer": "yes", "batch": "1", "sent_on": "2027-01-11"}
    assert house.visitor("waste").post(f"/mailings/{ref}/{deed}", fields).status_code == 403
    assert house.view(ref) == before


def test_staffing_is_answered_by_the_planner(house):
    ref = house.register()
    house.prepare(ref, decided=False)
    planner = house.visitor("planner")
    assert "Beantwoord de vraag" in planner.get(f"/mailings/{ref}").text
    assert planner.post(f"/mailings/{ref}/bezetting", {"answer": "misschien"}).status_code == 400
    for reply in ("no", "partly"):
        bare = planner.post(f"/mailings/{ref}/bezetting", {"answer": reply, "note": " "})
        assert bare.status_code == 400 and "Leg kort uit" in bare.text
    answer = planner.post(f"/mailings/{ref}/bezetting", {"answer": "partly", "note": "twee uitzendkrachten"})
    assert answer.status_code == 303
    with house.store.reading() as session:
        assert staffing.find_question(session, 1).note == "twee uitzendkrachten"


def test_a_mailing_is_cancelled_with_a_reason(house):
    ref = house.register()
    visitor = house.visitor("taxes")
    assert visitor.post(f"/mailings/{ref}/vervallen", {"reason": ""}).status_code == 400
    assert visitor.post(f"/mailings/{ref}/vervallen", {"reason": "gaat niet door"}).status_code == 303
    assert house.view(ref).stage is Stage.CANCELLED
    assert visitor.get(f"/mailings/{ref}").status_code == 200
    assert visitor.get(f"/mailings/{ref}/wijzigen").status_code == 409


def test_approved_lines_and_only_those_are_found_by_agents(house):
    ref = house.register()
    house.prepare(ref, decided=False)
    house.at(house.moment + timedelta(days=43))
    agent, lead = house.visitor("agent"), house.visitor("lead")
    assert "Voor 30 april" not in agent.get("/zoeken?q=wanneer+moet+ik+betalen").text
    first, second = first_entries(house, ref)
    done = lead.post(f"/mailings/{ref}/faq/{first.id}/goedkeuren", {"version": "1"})
    assert done.headers["location"].endswith(f"?gelukt=goedgekeurd#regel-{first.id}")
    assert "Voor 30 april" in agent.get("/zoeken?q=waneer+moet+ik+betaln").text
    part = agent.get("/zoeken?q=betalen", headers={"HX-Request": "true"}).text
    assert "Voor 30 april" in part and "<html" not in part
    # an approved line that is changed by another than a judge is gone until it is judged again
    house.visitor("taxes").post(f"/mailings/{ref}/faq/{first.id}/wijzigen", {"version": "1", "answer": "Voor 1 mei."})
    assert "30 april" not in agent.get("/zoeken?q=betalen").text
    assert second.state is FaqState.DRAFT


def test_a_line_without_an_answer_cannot_be_approved(house):
    ref = house.register()
    house.prepare(ref, decided=False)
    second = house.entries(ref)[1]
    lead = house.visitor("lead")
    answer = lead.post(f"/mailings/{ref}/faq/{second.id}/goedkeuren", {"version": "1"})
    assert answer.status_code == 400 and "nog geen antwoord" in answer.text
    part = lead.post(f"/mailings/{ref}/faq/{second.id}/goedkeuren", {"version": "1"}, headers={"HX-Request": "true"})
    assert part.status_code == 400 and "nog geen antwoord" in part.text and "<html" not in part.text
    sent = lead.post(f"/mailings/{ref}/faq/{second.id}/terugsturen", {"version": "1"}, headers={"HX-Request": "true"})
    assert sent.status_code == 200 and 'id="faq-stand"' in sent.text
    assert house.entries(ref)[1].state is FaqState.RETURNED


def test_the_department_fills_in_and_the_lead_decides(house):
    ref = house.register()
    house.prepare(ref, decided=False)
    second = house.entries(ref)[1]
    taxes = house.visitor("taxes")
    page = taxes.get(f"/mailings/{ref}/faq?aanpassen={second.id}").text
    assert f"/faq/{second.id}/wijzigen" in page and "goedkeuren" not in page
    assert taxes.post(f"/mailings/{ref}/faq/{second.id}/goedkeuren", {}).status_code == 403
    taxes.post(f"/mailings/{ref}/faq/{second.id}/wijzigen", {"version": "1", "answer": "In Mijn Wierdijk."})
    kept = house.entries(ref)[1]
    assert (kept.answer, kept.state, kept.version) == ("In Mijn Wierdijk.", FaqState.DRAFT, 2)
    stale = house.visitor("lead").post(f"/mailings/{ref}/faq/{second.id}/goedkeuren", {"version": "1"})
    assert stale.status_code == 409
    too_long = taxes.post(f"/mailings/{ref}/faq/{second.id}/wijzigen", {"version": "2", "answer": "x" * 4001})
    assert too_long.status_code == 400 and "te lang" in too_long.text and "x" * 4001 in too_long.text


def test_a_line_of_another_mailing_is_not_reached_through_this_one(house):
    ref, other = house.register(), house.register(title="Tweede")
    house.prepare(ref, decided=False)
    house.prepare(other, decided=False)
    wanted = house.entries(other)[0]
    assert house.visitor("lead").post(f"/mailings/{ref}/faq/{wanted.id}/goedkeuren", {}).status_code == 404
    assert house.entries(other)[0].state is FaqState.DRAFT


def test_unchanged_lines_are_approved_together(full):
    ref = "TK2027-0002"
    lead = full.visitor("lead")
    assert "Keur 1 ongewijzigde" in lead.get(f"/mailings/{ref}/faq").text
    assert lead.post(f"/mailings/{ref}/faq/goedkeuren-ongewijzigd").status_code == 303
    assert [entry.state for entry in full.entries(ref)] == [FaqState.APPROVED, FaqState.DRAFT]


def test_the_sheet_on_paper_is_styled_under_the_strict_policy(full):
    answer = full.visitor("agent").get("/mailings/TK2027-0001/faq/blad")
    assert "Wanneer moet ik betalen?" in answer.text and "taxatieverslag" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "'sha256-" in policy and "unsafe" not in policy


def free_slots(house):
    with house.store.reading() as session:
        return agenda.list_slots(session, limit=50)


CALLER = {"caller": "Mevrouw uit de Kerkstraat", "phone": "0599 123456", "question": "te hoog"}


def test_booking_twice_offers_what_is_near(full):
    agent = full.visitor("agent")
    slot = str(free_slots(full)[0].id)
    page = agent.get("/afspraken?mailing=TK2027-0001").text
    assert f'value="{slot}"' in page
    booking = {"mailing": "TK2027-0001", "slot": slot, "step": "book", **CALLER}
    assert agent.post("/afspraken", booking).status_code == 303
    again = agent.post("/afspraken", booking)
    assert again.status_code == 409 and "Vlakbij zijn nog vrij" in again.text and "Kerkstraat" in again.text
    assert "0599 123456" in agent.get("/afspraken?mailing=TK2027-0001").text
    # who may not book does not see who calls
    assert "0599 123456" not in full.visitor("liaison").get("/afspraken?mailing=TK2027-0001").text
    with full.store.reading() as session:
        made = agenda.list_appointments(session, 1)[0].id
    assert agent.post(f"/afspraken/{made}/afzeggen", {}).status_code == 303
    assert agent.post("/afspraken/999999/afzeggen", {}).status_code == 404


def test_a_booking_without_name_or_slot_is_said_beside_the_field(full):
    agent = full.visitor("agent")
    empty = {"mailing": "TK2027-0001", "slot": str(free_slots(full)[0].id), "caller": "", "phone": "1"}
    answer = agent.post("/afspraken", empty)
    assert answer.status_code == 400 and 'id="caller-error"' in answer.text
    for slot in ("", "abc", "9" * 30, "999999"):
        assert agent.post("/afspraken", {**CALLER, "mailing": "TK2027-0001", "slot": slot}).status_code in (400, 404)
    assert full.visitor("analyst").post("/afspraken", {**empty, **CALLER}).status_code == 403


def test_a_caller_is_put_on_the_waiting_list(full):
    agent = full.visitor("agent")
    answer = agent.post("/afspraken", {"mailing": "TK2027-0001", "step": "wait", **CALLER})
    assert answer.status_code == 303
    assert "Op de wachtlijst: 1" in agent.get("/afspraken?mailing=TK2027-0001").text
    assert agent.post("/afspraken", {"mailing": "x y²", "step": "wait", **CALLER}).status_code in (400, 404)


def test_a_callback_is_noted_once_and_closed_only_with_a_result(full):
    agent = full.visitor("agent")
    token = re.search(r'name="form_token" value="([^"]+)"', agent.get("/terugbellen").text)[1]
    fields = {"department": str(full.departments["Belastingen"]), "form_token": token, **CALLER}
    for _ in range(2):
        assert agent.post("/terugbellen", fields).status_code == 303
    with full.store.reading() as session:
        (noted,) = callback.list_callbacks(session)
    assert "Kerkstraat" in full.visitor("taxes").get("/terugbellen").text
    assert "Kerkstraat" not in full.visitor("waste").get("/terugbellen").text
    empty = agent.post(f"/terugbellen/{noted.id}", {"step": "reached", "result": " "})
    assert empty.status_code == 400 and "resultaat" in empty.text
    assert (
        full.visitor("waste").post(f"/terugbellen/{noted.id}", {"step": "reached", "result": "ok"}).status_code == 403
    )
    assert agent.post(f"/terugbellen/{noted.id}", {"step": "attempt"}).status_code == 303
    assert agent.post(f"/terugbellen/{noted.id}", {"step": "reached", "result": "gesproken"}).status_code == 303
    with full.store.reading() as session:
        assert callback.list_callbacks(session) == ()
    for phone in ("", "geen", "06", "1" * 16):
        missing = agent.post("/terugbellen", {**fields, "form_token": "", "phone": phone})
        assert missing.status_code == 400 and 'id="phone-error"' in missing.text


@pytest.mark.parametrize("phone", ["0591000000", "+32 2 123 45 67", "06-12 34 56 78", "591234567"])
def test_a_number_that_can_be_called_is_kept(full, phone):
    agent = full.visitor("agent")
    fields = {"department": str(full.departments["Belastingen"]), **CALLER, "phone": phone}
    assert agent.post("/terugbellen", fields).status_code == 303
    with full.store.reading() as session:
        assert callback.list_callbacks(session)[0].caller_phone == phone


def test_personal_data_in_the_question_of_a_caller_is_masked_before_it_is_kept(full):
    agent = full.visitor("agent")
    asked = {**CALLER, "question": "mijn BSN is 123456782, bel me op 0612345678"}
    slot = str(free_slots(full)[0].id)
    assert agent.post("/terugbellen", {"department": str(full.departments["Belastingen"]), **asked}).status_code == 303
    assert agent.post("/afspraken", {"mailing": "TK2027-0001", "slot": slot, **asked}).status_code == 303
    with full.store.reading() as session:
        kept = [callback.list_callbacks(session)[0].question, agenda.list_appointments(session, 1)[0].question]
    assert all("[bsn]" in text and "123456782" not in text and "0612345678" not in text for text in kept)


def test_norms_are_changed_all_or_none(house):
    admin = house.visitor("admin")
    page = admin.get("/beheer/normen").text
    assert 'name="slot_minutes"' in page and "Minuten per tijdslot" in page
    wrong = admin.post("/beheer/normen", {"slot_minutes": "20", "occupancy": "1,5"})
    assert wrong.status_code == 400 and 'id="occupancy-error"' in wrong.text
    assert admin.post("/beheer/normen", {"agents": "veel"}).status_code == 400
    assert admin.post("/beheer/normen", {"slot_minutes": "20", "handling_minutes": "7,25"}).status_code == 303
    with house.store.reading() as session:
        held = norms.get_norms(session)
    assert (held.slot_minutes, held.handling_minutes, held.occupancy) == (20, 7.25, 0.75)
    assert house.visitor("agent").post("/beheer/normen", {"slot_minutes": "5"}).status_code == 403
    assert "Een norm is gewijzigd" in trail(admin, "/beheer/logboek")
    assert "Een norm is gewijzigd" not in trail(admin, "/beheer/logboek?wie=lead")


def trail(visitor, address):
    """The lines of the audit trail, without the filter that names every kind of line."""
    return visitor.get(address).text.partition("<tbody>")[2]


def test_the_review_shows_and_gives_its_figures(full):
    analyst = full.visitor("analyst")
    page = html.unescape(analyst.get("/mailings/TK2027-0001/terugblik").text)
    assert "1.300" in page and "Waar is mijn verslag?" in page
    table = analyst.get("/mailings/TK2027-0001/terugblik.csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Cijfer;Laag;Waarde;Hoog") and "Dag;Weekdag;Werkelijk;Gewoon" in table.text
    whole = json.loads(analyst.get("/mailings/TK2027-0001/terugblik.json").text)
    assert (whole["reference"], whole["extra"]) == ("TK2027-0001", 1300.0)
    assert analyst.get("/mailings/TK2027-0002/terugblik").status_code == 404
    assert analyst.post("/mailings/TK2027-0001/terugblik/sluiten", {}).status_code == 303
    assert full.view("TK2027-0001").stage is Stage.CLOSED


def test_mail_is_shown_as_text_and_never_as_html(full):
    from registry import inbox

    evil = (
        b"From: x@elders.example\nSubject: =?utf-8?q?=3Cscript=3E?=\nContent-Type: text/html\n\n"
        b"<script>alert(1)</script><p>Beste collega</p>"
    )
    with full.store.writing() as session:
        for content in (evil, b"(" * 80_000, b"\x00\xff" * 100):
            inbox.accept(session, [inbox.NewMail(full.moment, "<>", ("a@b.example",), content, "d")])
    lead = full.visitor("lead")
    assert lead.get("/postvak?bak=in").status_code == 200
    for number in (2, 3, 4):
        answer = lead.get(f"/postvak/in/{number}")
        assert answer.status_code == 200 and "<script>alert" not in answer.text
    assert "Beste collega" in lead.get("/postvak/in/2").text


def test_waiting_names_what_is_this_visitors_turn(full):
    assert "Wacht op u" in full.visitor("lead").get("/mailings").text
    planner = full.visitor("planner").get("/mailings").text
    assert "antwoord over de bezetting" in planner
    assert "Wacht op u" not in full.visitor("analyst").get("/mailings").text


def test_the_list_is_filtered_sorted_and_paged(house):
    for number in range(52):
        house.register(title=f"Mailing {number:02d}")
    lead = house.visitor("lead")
    first = lead.get("/mailings").text
    assert first.count('scope="row"') == 50 and "Pagina 1 van 2" in first
    assert lead.get("/mailings?pagina=2").text.count('scope="row"') == 2
    assert lead.get("/mailings?pagina=99").text.count('scope="row"') == 2
    assert lead.get("/mailings?zoek=Mailing+07").text.count('scope="row"') == 1
    assert "Niets gevonden" in lead.get("/mailings?zoek=%25&fase=closed").text
    by_title = lead.get("/mailings?volgorde=titel&aflopend=ja").text
    assert by_title.index("Mailing 51") < by_title.index("Mailing 50")
    for key in ("titel", "fase", "aanlevering", "oplage", "verwacht", "onzin"):
        assert lead.get(f"/mailings?volgorde={key}").status_code == 200
    with house.store.reading() as session:
        assert mailing_view.count_mailings(session) == 52
