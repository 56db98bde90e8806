"""What waits for the visitor, over all mailings."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from registry import waiting
from registry.clock import day_of
from registry.kinds import Todo
from registry.rights import Operation, require
from registry.waiting import WaitingItem
from templates.values.desk import TodoPage, TodoRow
from templates.values.frame import Section
from web.paging import PAGE, pages_of
from web.visit import Looking

router = APIRouter()

SOON_DAYS = 7
# where a thing is done: the part of the mailing's own address
PLACES = {
    Todo.FAQ_JUDGE: "/faq?toon=te-beoordelen",
    Todo.FAQ_ANSWER: "/faq?toon=leeg",
    Todo.FAQ_RETURNED: "/faq?toon=terug",
    Todo.REVIEW: "/terugblik",
}


@router.get("/te-doen")
def todo(visit: Looking) -> Response:
    """Everything that is the visitor's turn, the first due on top."""
    on = day_of(visit.now)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        found = waiting.list_waiting(session, actor, now=visit.now)
        pages = pages_of(visit, len(found))
        rows = tuple(_row(item, on) for item in found)
        page = TodoPage(
            rows=rows[(pages.current - 1) * PAGE :][:PAGE],
            pages=pages,
            late_count=sum(row.left is not None and row.left < 0 for row in rows),
            due_count=sum(row.left is not None and 0 <= row.left <= SOON_DAYS for row in rows),
        )
        frame = visit.frame(session, actor, Section.TODO)
    return visit.page("todo", frame, page)


def _row(item: WaitingItem, on: date) -> TodoRow:
    return TodoRow(
        what=item.what,
        href=_href(item),
        title=item.title,
        department=item.department,
        days=max(0, (on - day_of(item.since)).days),
        count=item.count,
        due_on=item.due_on,
        left=(item.due_on - on).days if item.due_on is not None else None,
    )


def _href(item: WaitingItem) -> str:
    if item.what is Todo.CALLBACK:
        return "/terugbellen"
    return f"/mailings/{item.mailing}{PLACES.get(item.what, '')}"
