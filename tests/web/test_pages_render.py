"""Every GET page answers every role, with rows and without, and changes nothing."""

from __future__ import annotations

import hashlib
import re

import pytest
from fastapi.routing import APIRoute

from registry.kinds import Role

FULL = {"ref": "TK2027-0001", "guide": "kcc-leider"}
# where GET leads to the identity provider or makes a document in a child process; tested on their own
ELSEWHERE = {
    "/aanmelden/werkaccount",
    "/aanmelden/terug",
    "/afgemeld",
    "/mailings/{ref}/terugblik.pdf",
    "/mailings/{ref}/terugblik.png",
}
# what a role may not see; everything else is 200 (or 404 where the record holds no such thing yet)
CLOSED = {
    "/postvak": {Role.KCC_LEAD, Role.ADMIN},
    "/postvak/{notice_id}": {Role.KCC_LEAD, Role.ADMIN},
    "/postvak/in/{mail_id}": {Role.KCC_LEAD, Role.ADMIN},
    "/beheer": {Role.KCC_LEAD, Role.ADMIN},
    "/beheer/kalender": {Role.KCC_LEAD, Role.ADMIN},
    "/beheer/capaciteit": {Role.KCC_LEAD, Role.ADMIN},
    "/beheer/normen": {Role.KCC_LEAD, Role.ADMIN},
    "/beheer/mensen": {Role.ADMIN},
    "/beheer/mensen/nieuw": {Role.ADMIN},
    "/beheer/mensen/{person_id}": {Role.ADMIN},
    "/beheer/afdelingen": {Role.ADMIN},
    "/beheer/afdelingen/{department_id}": {Role.ADMIN},
    "/beheer/organisaties": {Role.ADMIN},
    "/beheer/brieftypen": {Role.ADMIN},
    "/beheer/brieftypen/{letter_type_id}": {Role.ADMIN},
    "/beheer/logboek.csv": {Role.KCC_LEAD, Role.ADMIN, Role.ANALYST},
    "/beheer/logboek": {Role.KCC_LEAD, Role.ADMIN, Role.ANALYST},
    "/mailings/nieuw": {Role.KCC_LEAD, Role.LIAISON, Role.DEPARTMENT},
}
WHO = ["lead", "taxes", "waste", "agent", "content", "liaison", "planner", "specialist", "analyst", "admin", "nobody"]


def pages(house) -> list[str]:
    found = [route.path for route in house.app.routes if isinstance(route, APIRoute) and "GET" in route.methods]
    assert len(found) > 24
    return sorted(set(found) - ELSEWHERE)


def address(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: FULL.get(found[1], "1"), path)


def state(house) -> str:
    """A digest of the whole record: what changed anything changes this."""
    with house.store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        return hashlib.sha256("\n".join(driver.iterdump()).encode()).hexdigest()


@pytest.mark.parametrize("who", [*WHO, None])
def test_every_page_answers_with_rows(full, who):
    before = state(full)
    visitor = full.visitor(who)
    for path in pages(full):
        answer = visitor.get(address(path))
        assert answer.status_code in expected(path, who), (path, answer.status_code, answer.text[-2000:])
        if answer.status_code >= 400 and path not in ("/gezond",):
            assert "Code" in answer.text
    assert state(full) == before


def expected(path: str, who: str | None) -> set[int]:
    if path == "/gezond":
        return {503}
    if path == "/favicon.ico":
        return {308}
    if path in ("/metrics", "/thema.css", "/hulp", "/hulp/{guide}"):
        return {200}
    if path == "/":
        return {200} if who is None else {303}
    if who is None:
        return {303}
    return {200, 403}


@pytest.mark.parametrize("who", WHO)
def test_every_page_answers_without_rows(house, who):
    visitor = house.visitor(who)
    for path in pages(house):
        answer = visitor.get(address(path))
        assert answer.status_code in {*expected(path, who), 404}, (path, answer.status_code, answer.text[-2000:])


@pytest.mark.parametrize(("path", "allowed"), CLOSED.items())
def test_a_page_that_is_not_for_a_role_says_so(full, path, allowed):
    for who, role in full.roles.items():
        answer = full.visitor(who).get(address(path))
        assert (answer.status_code == 200) is (role in allowed), (who, path, answer.status_code)


def test_who_has_no_role_sees_no_mailing(full):
    assert full.visitor("nobody").get("/mailings").status_code == 403


def test_another_departments_sheet_stays_closed(full):
    assert full.visitor("taxes").get("/mailings/TK2027-0001/faq").status_code == 200
    assert full.visitor("waste").get("/mailings/TK2027-0001/faq").status_code == 403
    assert full.visitor("waste").get("/mailings/TK2027-0001/terugblik").status_code == 403


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_pages_speak_both_languages(full, lang):
    visitor = full.visitor("lead")
    for path in pages(full):
        answer = visitor.get(address(path) + f"?lang={lang}")
        if answer.headers.get("content-type", "").startswith("text/html") and "blad" not in path:
            assert f'<html lang="{lang}"' in answer.text, path


def test_a_link_opened_fifty_times_by_a_scanner_changes_nothing(full):
    visitor = full.visitor("lead")
    before = state(full)
    for path in pages(full):
        for _ in range(25 if "{ref}" in path and path.count("/") == 2 else 1):
            visitor.get(address(path))
            visitor.client.head(address(path), follow_redirects=False)
    for deed in ("afstemmen", "vrijgeven", "toch-vrijgeven", "vervallen", "verzonden", "bezetting", "tijdsloten"):
        for _ in range(50):
            answer = visitor.get(f"/mailings/TK2027-0002/{deed}")
            assert answer.status_code == 405
    assert state(full) == before


def test_addresses_that_name_nothing_are_pages_that_are_not_there(full):
    visitor = full.visitor("lead")
    for path in (
        "/mailings/TK2027-9999",
        "/mailings/²",
        "/mailings/%00",
        "/mailings/999999999999999999999999",
        "/mailings/..%2f..%2fetc",
        "/postvak/99999999999999999999",
        "/postvak/abc",
        "/nergens",
        "/static/../../pyproject.toml",
    ):
        answer = visitor.get(path)
        assert answer.status_code == 404, path
        assert "Traceback" not in answer.text


def test_head_answers_like_get_without_a_body(full):
    visitor = full.visitor("lead")
    answer = visitor.client.head("/mailings")
    assert (answer.status_code, answer.content) == (200, b"")


def test_headers_keep_pages_to_themselves(full):
    answer = full.visitor("lead").get("/mailings")
    assert answer.headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in answer.headers["content-security-policy"]
