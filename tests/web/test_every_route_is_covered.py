"""Every address of the application stands in docs/reference/rights.md with the right it asks for, and asks for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from registry.kinds import Role
from registry.rights import Operation, may

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "rights.md"
LINE = re.compile(r"^\| `([A-Z]+) (/[^`]*)` \| (?:`(\w+)`|(public)) \|$", re.MULTILINE)
API = "/api/v1"
# who has no role is told that there is nothing, or that the form lacks something, before the right is asked
SAYS_LESS = {403, 404}


def covered() -> dict[tuple[str, str], Operation | None]:
    """Method and address with the right, None for a public one."""
    found = LINE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(found) == len({(method, path) for method, path, _, _ in found}), "an address stands there twice"
    return {(method, path): Operation(right) if right else None for method, path, right, _ in found}


def routes(app) -> set[tuple[str, str]]:
    """Every method and address, those of the API too; files that stand still and HEAD left out."""
    found = set()
    for route in app.routes:
        if isinstance(route, APIRoute):
            found |= {(method, route.path) for method in route.methods - {"HEAD"}}
        elif isinstance(route, Mount) and route.path == API:
            inner = (each for each in route.app.routes if isinstance(each, APIRoute))
            found |= {(method, API + each.path) for each in inner for method in each.methods - {"HEAD"}}
        else:
            assert route.path == "/static", f"what is {route.path}?"
    return found


def address(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: "TK2027-0001" if found[1] == "ref" else "1", path)


def test_every_route_is_covered_by_a_right_or_declared_public(house):
    assert routes(house.app) == set(covered())


def test_every_route_that_is_not_public_refuses_who_is_not_signed_in(full):
    visitor = full.visitor()
    visitor.get("/")
    let_in = []
    for (method, path), right in covered().items():
        if right is None:
            continue
        if path.startswith(API):
            answer = visitor.client.request(method, address(path), json={})
            # a body or query that cannot be is refused before anybody asks who sends it
            is_refused = answer.status_code in (400, 401)
        else:
            answer = visitor.get(address(path)) if method == "GET" else visitor.post(address(path), {})
            is_refused = answer.status_code == 303 and answer.headers["location"].startswith(("/?terug=", "/"))
            is_refused = is_refused and "gelukt" not in answer.headers["location"]
            is_refused |= method == "POST" and answer.status_code in SAYS_LESS | {400}
        if not is_refused:
            let_in.append((method, path, answer.status_code))
    assert let_in == []


def test_every_route_that_is_not_public_refuses_who_has_no_role(full):
    visitor = full.visitor("nobody")
    let_in = []
    for (method, path), right in covered().items():
        if right is None or path.startswith(API):
            continue
        answer = visitor.get(address(path)) if method == "GET" else visitor.post(address(path), {})
        # a form that lacks a field may be refused for that; it is never done
        allowed = SAYS_LESS if method == "GET" else SAYS_LESS | {400, 409}
        if answer.status_code not in allowed:
            let_in.append((method, path, answer.status_code))
    assert let_in == []


@pytest.mark.parametrize("role", list(Role))
def test_a_page_opens_for_the_roles_that_have_its_right_and_for_no_other(full, role):
    who = next(name for name, each in full.roles.items() if each is role and name != "nobody")
    actor, visitor = full.actor(who), full.visitor(who)
    wrong = []
    for (method, path), right in covered().items():
        if method != "GET" or right is None or "{" in path or path.startswith(API):
            continue
        status = visitor.get(path).status_code
        if (status == 200) is not may(actor, right):
            wrong.append((path, right.value, status))
    assert wrong == []
