"""Size classes with their ladder: how many days before the handover what must be there."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import size_class
from registry.errors import Anticipated, BadValue, Refused
from registry.size_class import Ladder
from web import forms
from web.addresses import Id
from web.pages.admin import norms
from web.pages.admin.desk import number, refused
from web.visit import Posting

router = APIRouter()
HOME = "/beheer/normen#oplageklassen"
NUMBERS = ("from_quantity", "notice_days", "text_days", "faq_days", "slots_days")


@router.post("/beheer/oplageklassen")
def set_size_class(visit: Posting) -> Response:
    """Add a size class, or change the one that the form names."""
    reading = forms.Reading(visit.posted)
    found = {name: reading.number(name) for name in NUMBERS}
    wrong = {problem.field for problem in reading.problems}
    for name, value in found.items():
        if value is None and name not in wrong:
            reading.problems.append(BadValue("required", field=name))
    try:
        if reading.problems:
            raise Refused(tuple(reading.problems))
        quantity, *days = (value or 0 for value in found.values())
        with visit.writing() as (session, actor):
            size_class.set_size_class(
                session,
                actor,
                name=visit.posted.get("class_name"),
                from_quantity=quantity,
                ladder=Ladder(*days),
                size_class_id=number(visit.posted.get("id")),
                now=visit.now,
            )
    except Anticipated as error:
        form, status = refused(visit, _beside_class_name(error), "class_name")
        return norms.page(visit, form, status)
    return visit.to(HOME, "oplageklasse")


def _beside_class_name(error: Anticipated) -> Anticipated:
    if error.field == "name":  # the page has other fields of that name
        error.field = "class_name"
    return error


@router.post("/beheer/oplageklassen/{size_class_id}/weg")
def remove_size_class(visit: Posting, size_class_id: Id) -> Response:
    """Take a size class away."""
    with visit.writing() as (session, actor):
        size_class.remove_size_class(session, actor, size_class_id, now=visit.now)
    return visit.to(HOME, "oplageklasse-weg")
