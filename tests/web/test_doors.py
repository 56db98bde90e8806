"""Who gets in and how: the demo's first page, sessions, forged posts, sign-in at a provider, health."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from registry import due, password, person
from registry.actor import Actor
from registry.clock import DEMO_MARK
from registry.kinds import Door, Role
from web.errors import FormExpired
from web.pages import oidc as oidc_room
from web.seal import SESSION_SECONDS, Seal, Session

SYSTEM = Actor.system(Door.COMMAND)


def test_the_demo_begins_with_a_button_per_person_that_names_the_role(house):
    page = house.visitor().get("/").text
    buttons = re.findall(r'<button type="submit" name="person".*?</button>', page, re.S)
    assert len(buttons) == 10
    heads = re.findall(r'<section class="tk-panel tk-role".*?<h2[^>]*>(.*?)</h2>', page, re.S)
    assert heads[:5] == ["KCC-leider", "Afdeling", "Medewerker", "Analist", "Beheerder"]
    assert page.index("Wie er nog meer meedoen") > page.index("Beheerder")


def test_before_the_demo_has_people_the_first_page_waits_and_refreshes_itself(build):
    house = build()
    with house.store.writing() as session:
        for each in person.list_people(session):
            session.get_one(person.Person, each.id).is_active = False
    page = house.visitor().get("/").text
    assert "wordt klaargezet" in page and 'href="/" data-onward="4"' in page


def test_without_demo_and_provider_the_first_page_says_what_is_missing(build):
    house = build(demo=False)
    visitor = house.visitor()
    page = visitor.get("/")
    assert page.status_code == 200 and "nog niet ingesteld" in page.text
    assert visitor.post("/wie", {"person": str(house.people["lead"])}).headers["location"] == "/"
    assert visitor.get("/mailings").status_code == 303


def test_who_is_not_signed_in_comes_back_to_where_they_were_going(house):
    visitor = house.visitor()
    assert visitor.get("/mailings?fase=closed").headers["location"] == "/?terug=/mailings%3Ffase%3Dclosed"
    for outside in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"):
        page = visitor.get(f"/?terug={outside}")
        assert 'name="back" value="/"' in page.text
    answer = visitor.post("/wie", {"person": str(house.people["lead"]), "back": "//evil.example"})
    assert answer.headers["location"] == "/mailings"
    answer = visitor.post("/wie", {"person": str(house.people["lead"]), "back": "/mailings?fase=closed"})
    assert answer.headers["location"] == "/mailings?fase=closed"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused(house, headers):
    ref = house.register()
    visitor = house.visitor("lead")
    answer = visitor.post(f"/mailings/{ref}/vervallen", {"reason": "weg ermee"}, headers=headers)
    assert answer.status_code == 403 and "andere website" in answer.text
    assert house.view(ref).cancel_reason is None


@pytest.mark.parametrize("token", ["", "0" * 64, "é", "x" * 5000])
def test_a_form_without_the_right_token_is_refused(house, token):
    ref = house.register()
    visitor = house.visitor("lead")
    answer = visitor.client.post(
        f"/mailings/{ref}/vervallen", data={"reason": "weg ermee", "csrf_token": token}, follow_redirects=False
    )
    assert answer.status_code == 403 and "te lang open" in answer.text
    assert house.view(ref).cancel_reason is None


SAME = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"reason": '"><script>alert(1)</script>\ntweede regel', "csrf_token": "oud"}


def test_a_form_that_expired_comes_back_with_what_was_typed_and_can_be_sent_again(house):
    ref = house.register()
    visitor = house.visitor("lead")
    address = f"/mailings/{ref}/vervallen"
    answer = visitor.client.post(address, data=TYPED, headers=SAME)
    assert answer.status_code == 403 and house.view(ref).cancel_reason is None
    assert f'action="{address}"' in answer.text and "Verstuur opnieuw" in answer.text
    assert "<script>alert" not in answer.text and "tweede regel</textarea>" in answer.text
    assert f'name="csrf_token" value="{visitor.csrf}"' in answer.text and 'value="oud"' not in answer.text
    assert "Meld u aan in een nieuw tabblad" not in answer.text
    visitor.client.cookies.clear()
    assert "Meld u aan in een nieuw tabblad" in visitor.client.post(address, data=TYPED, headers=SAME).text


def test_an_expired_form_asks_for_its_file_again(house):
    visitor = house.visitor("lead")
    sent = {"data": TYPED, "files": {"letter_file": ("brief <1>.pdf", b"%PDF-1.7")}}
    answer = visitor.client.post("/mailings", headers=SAME, **sent)
    assert 'type="file" name="letter_file"' in answer.text and "brief &lt;1&gt;.pdf" in answer.text


@pytest.mark.parametrize(
    ("address", "fields", "headers"),
    [
        ("/mailings", {"title": "x"}, {}),  # no word of the browser that it came from us
        ("/mailings", {"title": "x"}, {"Sec-Fetch-Site": "none"}),
        ("/mailings", {"title": "x"}, {"Sec-Fetch-Site": "cross-site"}),
        ("/mailings", {"title": "x"}, {"Origin": "https://evil.example"}),
        ("/mailings", {"title": "x"}, {"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}),
        ("/aanmelden", {"email": "a@wierdijk.example", "password": "geheim woord"}, SAME),
        ("/mailings", {"title": "x" * 1_500_000, "audience": "y" * 1_500_000}, SAME),
    ],
)
def test_an_expired_form_is_not_given_back_where_that_is_not_safe(house, address, fields, headers):
    answer = house.visitor("lead").client.post(address, data=fields | {"csrf_token": "oud"}, headers=headers)
    assert answer.status_code == 403
    assert "Verstuur opnieuw" not in answer.text and "geheim woord" not in answer.text


def test_the_token_of_one_session_is_worthless_in_another(house):
    mine, other = house.visitor("lead"), house.visitor("lead")
    mine.csrf = other.csrf
    assert mine.post("/taal", {"lang": "en"}).status_code == 403


def test_every_post_of_the_pages_wants_a_token(house):
    visitor = house.visitor("lead")
    posts = [
        route.path for route in house.app.routes if "POST" in (getattr(route, "methods", None) or ()) and route.path
    ]
    assert len(posts) > 18
    for path in posts:
        address = re.sub(r"\{\w+\}", "1", path)
        assert visitor.client.post(address, follow_redirects=False).status_code == 403, path


def test_a_session_is_over_after_a_day_and_a_forged_one_is_none(monkeypatch):
    seal, other = Seal(b"s" * 32), Seal(b"t" * 32)
    session = Session.fresh(7)
    cookie = seal.write(session)
    assert seal.read(cookie) == session
    assert other.read(cookie) is None
    assert seal.read(cookie[:-2] + "xx") is None
    for broken in (None, "", "x", "a.b.c", "\x00"):
        assert seal.read(broken) is None
    later = time.time() + SESSION_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert seal.read(cookie) is None


def test_an_expired_session_leads_to_the_first_page_and_posts_nothing(house):
    ref = house.register()
    visitor = house.visitor("lead")
    visitor.client.cookies.clear()
    assert visitor.get("/mailings").status_code == 303
    answer = visitor.client.post(f"/mailings/{ref}/vervallen", data={"reason": "weg", "csrf_token": visitor.csrf})
    assert answer.status_code == 403
    assert house.view(ref).cancel_reason is None
    assert FormExpired.code == "form_expired"


def test_the_cookie_is_closed_to_scripts_and_secure_over_https(build):
    plain = build().visitor().get("/").headers["set-cookie"]
    assert "HttpOnly" in plain and "SameSite=lax" in plain and "Secure" not in plain
    safe = build(base_url="https://torenkamer.wierdijk.example").visitor().get("/")
    assert "Secure" in safe.headers["set-cookie"] and "max-age" in safe.headers["strict-transport-security"]


def test_signing_out_ends_the_session(house):
    visitor = house.visitor("lead")
    assert visitor.get("/mailings").status_code == 200
    visitor.post("/afmelden")
    assert visitor.get("/mailings").status_code == 303


def test_a_deputy_acts_with_the_rights_of_whom_they_stand_in_for(house):
    ref = house.register()
    house.prepare(ref)
    agent = house.visitor("agent")
    assert agent.post(f"/mailings/{ref}/afstemmen", {}).status_code == 403
    with house.store.writing() as session:
        day = house.moment.date()
        person.appoint_deputy(
            session,
            house.actor("admin"),
            house.people["lead"],
            house.people["agent"],
            from_on=day,
            until_on=day,
            now=house.moment,
        )
    assert agent.post(f"/mailings/{ref}/afstemmen", {}).status_code == 303


def test_a_local_account_signs_in_with_its_password_and_is_picked_by_nobody(build):
    house = build(demo=False, local_accounts=True)
    with house.store.writing() as session:
        password.set_password(session, SYSTEM, house.people["lead"], "vier losse woorden hier", now=house.moment)
    visitor = house.visitor()
    assert 'name="person"' not in visitor.get("/").text
    assert visitor.post("/wie", {"person": str(house.people["lead"])}).headers["location"] == "/"
    assert visitor.get("/mailings").status_code == 303
    visitor.get("/")
    wrong = visitor.post("/aanmelden", {"email": "lead@wierdijk.example", "password": "vier losse woorden"})
    assert wrong.status_code == 400 and "horen niet bij elkaar" in wrong.text and "losse" not in wrong.text
    nobody = visitor.post("/aanmelden", {"email": "niemand@wierdijk.example", "password": "vier losse woorden"})
    assert "horen niet bij elkaar" in nobody.text
    right = {"email": "LEAD@wierdijk.example ", "password": "vier losse woorden hier", "back": "/mailings"}
    assert visitor.post("/aanmelden", right).headers["location"] == "/mailings"
    assert "KCC-leider" in visitor.get("/mailings").text


def test_after_eight_wrong_passwords_also_the_right_one_waits(build):
    house = build(demo=False, local_accounts=True)
    with house.store.writing() as session:
        password.set_password(session, SYSTEM, house.people["lead"], "vier losse woorden hier", now=house.moment)
    visitor = house.visitor()
    visitor.get("/")
    for _ in range(8):
        assert (
            "horen niet bij elkaar"
            in visitor.post("/aanmelden", {"email": "lead@wierdijk.example", "password": "x" * 12}).text
        )
    right = {"email": "lead@wierdijk.example", "password": "vier losse woorden hier"}
    answer = visitor.post("/aanmelden", right)
    assert answer.status_code == 400 and "te vaak" in answer.text


def test_without_local_accounts_no_password_opens_anything(house):
    visitor = house.visitor()
    visitor.get("/")
    answer = visitor.post("/aanmelden", {"email": "lead@wierdijk.example", "password": "vier losse woorden hier"})
    assert answer.headers["location"] == "/"
    assert visitor.get("/mailings").status_code == 303


@pytest.fixture(scope="module")
def provider():
    users = [
        User(sub="sub-lead", claims={"email": "lead@wierdijk.example", "email_verified": True}),
        User(sub="sub-new", claims={"email": "nieuw@wierdijk.example", "name": "Nieuwe collega"}),
        User(
            sub="sub-analyst",
            claims={"email": "analyst@wierdijk.example", "roles": ["admin", "department:Afval", "baas"]},
        ),
        User(sub="sub-liar", claims={"email": "admin@wierdijk.example", "email_verified": False}),
    ]
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def sign_in(house, provider, subject, back="/mailings"):
    visitor = house.visitor()
    assert "Verder met werkaccount" in visitor.get("/").text
    away = visitor.get(f"/aanmelden/werkaccount?terug={back}")
    address = away.headers["location"]
    assert "code_challenge_method=S256" in address
    returned = httpx.post(address, data={"sub": subject}, follow_redirects=False).headers["location"]
    assert returned.startswith("http://torenkamer.example/aanmelden/terug?")
    return visitor, visitor.get(returned.removeprefix("http://torenkamer.example")), returned


@pytest.fixture
def oidc(build, provider):
    return build(demo=False, oidc_issuer=provider, oidc_client_id="torenkamer", oidc_client_secret="geheim")


def test_signing_in_at_the_provider_finds_the_colleague_by_confirmed_address(oidc, provider):
    visitor, answer, returned = sign_in(oidc, provider, "sub-lead")
    assert (answer.status_code, answer.headers["location"]) == (303, "/mailings")
    assert "KCC-leider" in visitor.get("/mailings").text
    # the code is used up and the state belongs to one visit
    assert visitor.get(returned.removeprefix("http://torenkamer.example")).status_code == 400


def test_signing_out_goes_on_to_the_provider_that_says_how(oidc, provider, monkeypatch):
    visitor, _, _ = sign_in(oidc, provider, "sub-lead")
    monkeypatch.setitem(oidc_room._discovered(provider, hour()).facts, "end_session_endpoint", f"{provider}/uit")
    visitor.get("/mailings")
    assert (
        visitor.client.post("/afmelden", data={"csrf_token": visitor.csrf}, follow_redirects=False).headers["location"]
        == "/afgemeld"
    )
    page = visitor.get("/afgemeld")
    assert f"{provider}/uit?client_id=torenkamer&amp;post_logout_redirect_uri=http%3A%2F%2F" in page.text
    assert visitor.get("/mailings").status_code == 303


def test_signing_out_stays_here_when_the_provider_names_no_way(oidc, provider, monkeypatch):
    visitor, _, _ = sign_in(oidc, provider, "sub-lead")
    facts = oidc_room._discovered(provider, hour()).facts
    monkeypatch.delitem(facts, "end_session_endpoint", raising=False)
    visitor.get("/mailings")
    visitor.client.post("/afmelden", data={"csrf_token": visitor.csrf}, follow_redirects=False)
    assert visitor.get("/afgemeld").headers["location"] == "/"


def hour():
    return int(time.time() // oidc_room.KEPT_SECONDS)


def test_somebody_new_gets_no_rights(oidc, provider):
    visitor, answer, _ = sign_in(oidc, provider, "sub-new")
    assert answer.status_code == 303
    assert visitor.get("/mailings").status_code == 403


def test_the_role_claim_decides_where_there_is_one(oidc, provider):
    sign_in(oidc, provider, "sub-analyst")
    with oidc.store.reading() as session:
        found = person.get_person(session, "analyst@wierdijk.example")
    assert set(found.roles) == {(Role.ADMIN, None), (Role.DEPARTMENT, oidc.departments["Afval"])}


def test_an_unconfirmed_address_opens_nobodys_account(oidc, provider):
    visitor, answer, _ = sign_in(oidc, provider, "sub-liar")
    assert answer.status_code == 404
    assert visitor.get("/mailings").status_code == 303


def test_a_forged_return_is_refused(oidc):
    visitor = oidc.visitor()
    for address in ("/aanmelden/terug", "/aanmelden/terug?code=x&state=y", "/aanmelden/terug?error=access_denied"):
        assert visitor.get(address).status_code == 400
    down = visitor.client.app.state.place
    assert down.with_oidc


def test_a_provider_that_is_down_is_said(build):
    house = build(demo=False, oidc_issuer="http://127.0.0.1:9", oidc_client_id="torenkamer")
    answer = house.visitor().get("/aanmelden/werkaccount")
    assert answer.status_code == 400 and "werkaccount lukte niet" in answer.text


def write_receiver(house, **state):
    whole = {"is_listening": True, "is_committing": True, "committing_since": None, **state}
    (house.settings.data_dir / "receiver.json").write_text(json.dumps(whole, default=str))


def health(house, lang="nl"):
    answer = house.visitor().get("/gezond", headers={"Accept": "application/json"})
    return answer.status_code, answer.json()["status"], {c["name"]: c["tone"] for c in answer.json()["checks"]}


def swept(house, *, ago):
    with house.store.writing() as session:
        due.note_sweep(session, now=datetime.now(UTC) - ago, done_count=0)


def test_health_is_red_when_the_sweep_is_late_and_amber_without_prefect(build):
    house = build(demo=False)
    write_receiver(house)
    assert health(house)[:2] == (503, "red")
    swept(house, ago=timedelta(seconds=30))
    status, word, tones = health(house)
    assert (status, word) == (200, "amber") and tones["Planner"] == "warning"
    assert house.visitor().get("/gezond").status_code == 200
    swept(house, ago=timedelta(minutes=6))
    assert health(house)[0] == 503


@pytest.mark.parametrize(
    "state",
    [
        {"is_committing": False},
        {"is_listening": False},
        {"committing_since": datetime.now(UTC) - timedelta(minutes=5)},
    ],
)
def test_health_is_red_when_the_receiver_does_not_store(build, state):
    house = build(demo=False)
    swept(house, ago=timedelta(seconds=1))
    write_receiver(house, **state)
    assert health(house)[0] == 503


def test_health_is_red_when_mail_waits_too_long(build):
    house = build(demo=False)
    swept(house, ago=timedelta(seconds=1))
    write_receiver(house)
    ref = house.register()
    house.prepare(ref, decided=False)  # its notices are dated in January 2027
    house.settings.data_dir.joinpath("demo").touch()
    house.at(house.moment + timedelta(minutes=20))
    with house.store.writing() as session:
        due.note_sweep(session, now=house.moment, done_count=0)
    status, _, tones = health(house)
    assert status == 503 and tones["Uitgaande e-mail"] == "danger"


def test_metrics_hold_figures_and_no_names(full):
    text = full.visitor().get("/metrics").text
    assert 'torenkamer_mailings{registry="main",stage="aftercare"} 1' in text
    for name in ("lead", "Wierdijk", "wierdijk.example", "WOZ"):
        assert name not in text


def test_a_fault_of_ours_shows_a_number_that_stands_in_the_log(full, monkeypatch, caplog):
    visitor = full.visitor("lead")
    monkeypatch.setattr("web.listed_mailings.mailings_page", lambda *_: 1 / 0)
    answer = visitor.get("/mailings")
    assert answer.status_code == 500
    reference = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", answer.text)[0]
    assert answer.headers["x-request-id"] == reference
    assert any(getattr(record, "request_id", "") == reference and record.exc_info for record in caplog.records)
    assert "ZeroDivision" not in answer.text


def test_the_first_page_of_a_demo_says_that_a_mailing_is_played_only_until_it_was(house):
    ref = house.register(title="WOZ-aanslag 2027")
    page = house.visitor().get("/").text
    assert "wordt nu gespeeld: <strong>WOZ-aanslag 2027" in page
    house.register(title="Afvalkalender")
    (house.settings.data_dir / DEMO_MARK).write_text(ref)
    page = house.visitor().get("/").text
    assert "is gespeeld, van melding tot terugblik: <strong>WOZ-aanslag 2027" in page
    assert "wordt nu gespeeld" not in page
