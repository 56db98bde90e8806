"""Who calls the API: the bearer token as an actor, with a session of the record opened inside the handler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from flows.trigger import Request as FlowRequest
from flows.trigger import ask
from registry import token
from registry.actor import Actor
from registry.errors import Anticipated
from registry.store import Session
from web.place import Place

_bearer = HTTPBearer(auto_error=False, description="Made with `torenkamer token create --role ROLE`.")


class TokenMissing(Anticipated):
    """No bearer token was sent. No facts."""

    code = "token_missing"


@dataclass
class Call:
    """One call of the API."""

    request: Request
    place: Place
    token: str | None
    now: datetime

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Actor]]:
        """Give a session for queries and who asks.

        Raises:
            TokenMissing, BadToken: before anything is read.
        """
        with self.place.store.reading() as session:
            yield session, self._actor(session)

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Actor]]:
        """Give a session inside one transaction and who acts.

        Raises:
            TokenMissing, BadToken: before anything is read.
        """
        with self.place.store.writing() as session:
            yield session, self._actor(session)

    def _actor(self, session: Session) -> Actor:
        if not self.token:
            raise TokenMissing
        return token.actor_for(session, self.token, now=self.now)

    def ask(self, kind: str, mailing_id: int, revision: int) -> None:
        """Ask for a flow, after the commit; without Prefect the sweep does it."""
        ask(self.place.settings, self.place.registry, FlowRequest(kind, mailing_id, revision))


async def _call(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None
) -> Call:
    place: Place = request.app.state.place
    return Call(request, place, given.credentials if given else None, place.now())


Calling = Annotated[Call, Depends(_call)]
