"""A grouping as plain values that can be kept and read again, so that decisions apply to it without grouping anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from drafting.groups import Group, Grouping


def to_plain(grouping: Grouping, on: Mapping[str, date]) -> dict[str, Any]:
    """Return a grouping as JSON values, with the day of each contact; leanings and frames are not kept."""
    return {
        "groups": [
            {
                "key": group.key,
                "question_id": group.question_id,
                "question": group.question,
                "phrase": group.phrase,
                "contact_ids": list(group.contact_ids),
                "examples": list(group.examples),
                "unanswered_share": group.unanswered_share,
            }
            for group in grouping.groups
        ],
        "noise": list(grouping.noise),
        "doubles": list(grouping.doubles),
        "lines": grouping.lines,
        "left_out": grouping.left_out,
        "said": {contact_id: list(texts) for contact_id, texts in grouping.said.items()},
        "on": {contact_id: day.isoformat() for contact_id, day in on.items()},
    }


def from_plain(plain: Mapping[str, Any]) -> tuple[Grouping, dict[str, date]]:
    """Return what `to_plain` kept: the grouping, and the day of each contact."""
    groups = tuple(
        Group(
            key=each["key"],
            question_id=each["question_id"],
            question=each["question"],
            phrase=each["phrase"],
            contact_ids=tuple(each["contact_ids"]),
            examples=tuple(each["examples"]),
            unanswered_share=each["unanswered_share"],
        )
        for each in plain.get("groups", ())
    )
    grouping = Grouping(
        groups,
        noise=tuple(plain.get("noise", ())),
        doubles=tuple(plain.get("doubles", ())),
        lines=plain.get("lines", 0),
        left_out=plain.get("left_out", 0),
        said={contact_id: tuple(texts) for contact_id, texts in plain.get("said", {}).items()},
    )
    return grouping, {contact_id: date.fromisoformat(day) for contact_id, day in plain.get("on", {}).items()}
