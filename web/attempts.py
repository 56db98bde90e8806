"""How often a wrong password was tried for one address: after too many, nobody gets an answer for a while."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from registry.errors import Anticipated

MOST = 8
WHILE = timedelta(minutes=15)
MOST_ADDRESSES = 10_000  # who tries more addresses than this makes us forget the oldest


class TooManyAttempts(Anticipated):
    """Too many wrong passwords for this address. No facts."""

    code = "too_many_attempts"


@dataclass
class Attempts:
    """Wrong passwords by address, in the memory of one process."""

    _seen: dict[str, deque[datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def require_few(self, address: str, now: datetime) -> None:
        """Raise `TooManyAttempts` when MOST wrong passwords were tried within WHILE."""
        with self._lock:
            tried = self._seen.get(_key(address), deque())
            if sum(now - at < WHILE for at in tried) >= MOST:
                raise TooManyAttempts(field="password")

    def note(self, address: str, now: datetime) -> None:
        """Count a wrong password."""
        with self._lock:
            self._seen.setdefault(_key(address), deque(maxlen=MOST)).append(now)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.pop(next(iter(self._seen)))

    def forget(self, address: str) -> None:
        """Begin anew after a right password."""
        with self._lock:
            self._seen.pop(_key(address), None)


def _key(address: str) -> str:
    return address.strip().casefold()[:254]
