"""Passwords of local accounts, for an installation without an identity provider. Only a salted scrypt hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.person import Person, PersonNotFound
from registry.rights import Operation, require

SHORTEST, LONGEST = 12, 200
# OWASP Password Storage Cheat Sheet (2024), scrypt: N=2^15, r=8, p=3; 32 MiB and about a tenth of a second
COST, BLOCK, PARALLEL = 2**15, 8, 3
MEMORY = 128 * COST * BLOCK * 2
KIND = "scrypt"


class WrongPassword(Anticipated):
    """Address and password do not belong together; which of both is never told. No facts."""

    code = "wrong_password"


def set_password(session: Session, actor: Actor, person_id: int, plain: str, *, now: datetime) -> None:
    """Give a colleague a password of our own; an earlier one no longer works.

    Raises:
        BadValue: shorter than SHORTEST, longer than LONGEST, or the own address (`weak_password`).
        PersonNotFound: nobody of that id is active.
    """
    require(actor, Operation.MANAGE_PEOPLE)
    row = session.get(Person, person_id)
    if row is None or not row.is_active:
        raise PersonNotFound(person=person_id)
    is_own_name = plain.strip().casefold() in (row.email.casefold(), row.name.casefold())
    if not SHORTEST <= len(plain) <= LONGEST or is_own_name or len(set(plain)) < 5:
        raise BadValue("weak_password", field="password", shortest=SHORTEST)
    row.password_hash = _sealed(plain)
    session.flush()
    audit.record(session, actor, "password.set", "person", person_id, now=now)


def remove_password(session: Session, actor: Actor, person_id: int, *, now: datetime) -> None:
    """Take the password away; without one nobody signs in here as this colleague."""
    require(actor, Operation.MANAGE_PEOPLE)
    row = session.get(Person, person_id)
    if row is None:
        raise PersonNotFound(person=person_id)
    if row.password_hash is not None:
        row.password_hash = None
        session.flush()
        audit.record(session, actor, "password.removed", "person", person_id, now=now)


def recognise(session: Session, email: str, plain: str) -> int:
    """Return the id of the active colleague with this address and password.

    Raises:
        WrongPassword: they do not belong together. It takes as long for an address that nobody has.
    """
    row = session.scalar(select(Person).where(func.lower(Person.email) == email.strip().lower()))
    kept = row.password_hash if row is not None and row.is_active else None
    fits = _fits(plain[: LONGEST + 1], kept or _NOBODY)
    if row is None or kept is None or not fits:
        raise WrongPassword(field="password")
    return row.id


def _sealed(plain: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{KIND}${COST}${BLOCK}${PARALLEL}${salt.hex()}${_derived(plain, salt, COST, BLOCK, PARALLEL).hex()}"


def _fits(plain: str, kept: str) -> bool:
    _, cost, block, parallel, salt, derived = kept.split("$")
    found = _derived(plain, bytes.fromhex(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(found.hex(), derived)


def _derived(plain: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(plain.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=MEMORY, dklen=32)


_NOBODY = f"{KIND}${COST}${BLOCK}${PARALLEL}${'00' * 16}${'00' * 32}"
