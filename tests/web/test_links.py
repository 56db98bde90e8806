"""Whoever looks: every link on every page they can reach leads somewhere they may be."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from registry.kinds import Role

HREF = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')
MOST = 150  # pages per colleague; lists are walked a page or two deep


def _kind(address: str) -> str:
    """Addresses that differ only in a number or a choice are one kind."""
    parts = urlsplit(address)
    names = sorted(name.split("=")[0] for name in parts.query.split("&") if name)
    return re.sub(r"\d[\w-]*", "N", parts.path) + "?" + "&".join(names)


@pytest.mark.parametrize("role", Role)
def test_no_link_leads_to_a_closed_door(role, full):
    visitor = full.visitor(next(who for who, held in full.roles.items() if held is role))
    waiting, seen, closed = ["/mailings", "/"], set(), {}
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if _kind(address) in seen:
            continue
        seen.add(_kind(address))
        answer = visitor.get(address)
        if answer.status_code in (302, 303, 307, 308):
            waiting.append(urljoin(address, answer.headers["location"]).removeprefix("http://torenkamer.example"))
        elif answer.status_code >= 400 and not address.startswith("/gezond"):
            closed[address] = answer.status_code
        elif "text/html" in answer.headers["content-type"]:
            found = (unescape(href).split("#")[0] for href in HREF.findall(answer.text))
            waiting += [urljoin(address, href) for href in found if href and not urlsplit(href).scheme]
    assert len(seen) > 3
    assert closed == {}
