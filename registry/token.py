"""Tokens for the API: shown once, kept as a hash, bound to a role and (where it matters) a department."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.kinds import Door, Role
from registry.person import FOR_A_DEPARTMENT
from registry.rights import Operation, require
from registry.store import Base, closed_list

PREFIX = "tk_"


class Token(Base):
    """One token by its SHA-256; 256 random bits need no salt."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(closed_list(Role))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


# Asked by every call of the API, so that a token that was revoked is worthless at once: columns, and a statement that is kept.
_KNOWN = select(Token.name, Token.role, Token.department_id, Token.expires_at, Token.revoked_at).where(
    Token.digest == bindparam("digest")
)


class BadToken(Anticipated):
    """The token is unknown, expired or revoked. No facts."""

    code = "bad_token"


@dataclass(frozen=True)
class TokenView:
    """A token without its secret."""

    id: int
    name: str
    role: Role
    department_id: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def create(
    session: Session,
    actor: Actor,
    *,
    name: str,
    role: Role,
    department_id: int | None = None,
    expires_at: datetime | None = None,
    now: datetime,
) -> str:
    """Make a token and return it; this is the only moment at which it can be read.

    Raises:
        BadValue: the role works for a department and none is named, so that the token could do nothing.
    """
    require(actor, Operation.CREATE_TOKEN)
    if department_id is None and role in FOR_A_DEPARTMENT:
        raise BadValue("token_without_department", field="department")
    plain = PREFIX + secrets.token_urlsafe(32)
    row = Token(
        name=name[:200],
        digest=_digest(plain),
        role=role,
        department_id=department_id,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "token.created", "token", row.id, now=now, role=role.value, department_id=department_id
    )
    return plain


def revoke(session: Session, actor: Actor, token_id: int, *, now: datetime) -> None:
    """Make a token worthless. Twice changes nothing."""
    require(actor, Operation.CREATE_TOKEN)
    row = session.get(Token, token_id)
    if row is None:
        raise BadToken
    if row.revoked_at is None:
        row.revoked_at = now
        audit.record(session, actor, "token.revoked", "token", row.id, now=now)


def actor_for(session: Session, plain: str, *, now: datetime) -> Actor:
    """Return the actor that a token stands for.

    Raises:
        BadToken: when it is unknown, expired or revoked.
    """
    if session.autoflush:
        session.flush()  # columns are asked of the connection, which knows nothing of what the session still holds
    row = session.connection().execute(_KNOWN, {"digest": _digest(plain)}).one_or_none()
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise BadToken
    departments = frozenset() if row.department_id is None else frozenset({row.department_id})
    return Actor(name=f"token {row.name}", door=Door.API, roles=frozenset({row.role}), department_ids=departments)


def list_tokens(session: Session) -> tuple[TokenView, ...]:
    """Return all tokens, newest first."""
    rows = session.scalars(select(Token).order_by(Token.id.desc()))
    return tuple(TokenView(**{name: getattr(row, name) for name in TokenView.__dataclass_fields__}) for row in rows)


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
