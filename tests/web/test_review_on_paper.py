"""The review as PDF and its chart as picture, drawn by a child process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from registry.review import Review
from templates.charts import review_spec


@dataclass(frozen=True)
class Day:
    on: date
    low: float = 410.0
    expected: float = 430.0
    high: float = 480.0
    ordinary: float = 400.0
    actual: int = 455


def with_chart(full):
    spec = review_spec([Day(date(2027, 2, 23) + timedelta(days=step)) for step in range(5)], [], "nl")
    with full.store.writing() as session:
        session.execute(update(Review).values(chart=dict(spec)))
    return full.visitor("analyst")


def test_the_review_goes_on_paper_and_its_chart_in_a_picture(full):
    visitor = with_chart(full)
    paper = visitor.get("/mailings/TK2027-0001/terugblik.pdf")
    assert (paper.status_code, paper.headers["content-type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    picture = visitor.get("/mailings/TK2027-0001/terugblik.png")
    assert (picture.status_code, picture.content[:8]) == (200, b"\x89PNG\r\n\x1a\n")


def test_who_may_not_see_the_review_gets_no_paper(full):
    assert full.visitor("waste").get("/mailings/TK2027-0001/terugblik.pdf").status_code == 403
