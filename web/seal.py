"""Signed sessions and the tokens that forms carry. Nothing is kept on the server; a cookie is worth what its signature says."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

SESSION_SECONDS = 10 * 3600  # a working day; who comes back tomorrow signs in again
FLOW_SECONDS = 600  # for the way to the identity provider and back


@dataclass(frozen=True)
class Session:
    """Who the visitor is, if they signed in. `nonce` binds the tokens of forms to this browser."""

    nonce: str
    person_id: int | None = None

    @classmethod
    def fresh(cls, person_id: int | None = None) -> Session:
        """Return a session with a new nonce, so that tokens from before signing in are worthless after it."""
        return cls(secrets.token_urlsafe(18), person_id)


class Seal:
    """Signs and reads with the secret of the installation."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._sessions = URLSafeTimedSerializer(secret, salt="session")
        self._flows = URLSafeTimedSerializer(secret, salt="sign-in")

    def write(self, session: Session) -> str:
        """Return the session as a cookie's value."""
        return str(self._sessions.dumps([session.nonce, session.person_id]))

    def read(self, value: str | None) -> Session | None:
        """Return the session of a cookie, None when it is missing, forged or too old."""
        if not value:
            return None
        try:
            nonce, person_id = self._sessions.loads(value, max_age=SESSION_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return Session(str(nonce), person_id if isinstance(person_id, int) else None)

    def write_flow(self, values: Mapping[str, str]) -> str:
        """Return what must survive the way to the identity provider as a cookie's value."""
        return str(self._flows.dumps(dict(values)))

    def read_flow(self, value: str | None) -> Mapping[str, str] | None:
        """Return what `write_flow` kept, None when it is missing, forged or too old."""
        if not value:
            return None
        try:
            found: Any = self._flows.loads(value, max_age=FLOW_SECONDS)
        except BadSignature:
            return None
        return found if isinstance(found, dict) else None

    def form_key(self, session: Session) -> str:
        """Return the token that every form of this session carries."""
        return hmac.digest(self._secret, b"form\n" + session.nonce.encode(), "sha256").hex()

    def fits(self, session: Session, token: str) -> bool:
        """Tell whether a posted token belongs to this session."""
        return hmac.compare_digest(self.form_key(session).encode(), token.encode("utf-8", "replace"))
