"""What the tests of the forms of a mailing share: a form that is filled in, and reading what a page says back."""

from __future__ import annotations

import html
import re


def fields(house, **more):
    return {
        "informed": "ja",
        "title": "WOZ-aanslag 2027",
        "department": str(house.departments["Belastingen"]),
        "letter_type": str(house.type_id),
        "sender": "Gemeente Wierdijk",
        "audience": "alle eigenaren",
        "reader_must": "betalen",
        "reader_until_on": "2027-04-30",
        "printed_contact": "14 0599\nbelastingen@wierdijk.example\nwww.wierdijk.example\nBalie Raadhuisplein 1",
        "number_owner": "kcc",
        "batch-1-quantity": "15.000",
        "batch-1-handover_on": "2027-02-22",
        "batch-1-channel": "post",
        "batch-1-delivery_class": "48h",
        "batch-2-quantity": "30000",
        "batch-2-handover_on": "1-3-2027",
        "batch-2-channel": "berichtenbox",
        "step": "register",
        **more,
    }


def said_beside(text: str, name: str) -> str:
    found = re.search(rf'id="{name}-error">(.*?)</', text, re.S)
    return html.unescape(found[1]) if found else ""


def form_token(text: str) -> str:
    return re.search(r'name="form_token" value="([^"]+)"', text)[1]


def typed_text(text: str) -> str:
    """What stands in the field for the text of a letter."""
    found = re.search(r'<textarea[^>]*name="letter_text"[^>]*>(.*?)</textarea>', text, re.S)
    return html.unescape(found[1]) if found else ""
