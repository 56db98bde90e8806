"""All tables of the registry in one place, for migrations and checks."""

from __future__ import annotations

from registry import (
    agenda,
    audit,
    callback,
    contact,
    contact_counts,
    contact_ledger,
    due,
    faq,
    forecast,
    inbox,
    letter,
    letter_type,
    mailing,
    norms,
    notice,
    organisation,
    person,
    review,
    staffing,
    token,
)

ALL = (
    agenda,
    audit,
    callback,
    contact,
    contact_counts,
    contact_ledger,
    due,
    faq,
    forecast,
    inbox,
    letter,
    letter_type,
    mailing,
    norms,
    notice,
    organisation,
    person,
    review,
    staffing,
    token,
)
