"""What words mean, learned from the question bank once and kept in a folder of the installation.

Learning takes some seconds of processor, and a run of a flow is a process of its own. The file is nobody's record: it is named after
everything it was learned from, may be thrown away at any time, and a process that cannot read or write it learns for itself.
"""

from __future__ import annotations

import hashlib
import logging
import os
from functools import cache
from pathlib import Path

import drafting
from drafting import bank, meaning

SHORT = 20
log = logging.getLogger("torenkamer.learned")


def get_ready(folder: Path) -> None:
    """See to it that this process knows what words mean (`drafting.meaning.of_bank`), from a file in `folder` if there is one."""
    known = bank.load()
    if meaning.is_at_hand(known):
        return
    path = folder / f"meaning-{_name()}.npz"
    try:
        meaning.take_over(known, path.read_bytes())
    except FileNotFoundError:
        _keep(path, meaning.to_bytes(meaning.of_bank(known)))
    except (OSError, ValueError) as problem:
        log.warning("not_read", extra={"problem": str(problem)})
        _keep(path, meaning.to_bytes(meaning.of_bank(known)))


def _keep(path: Path, content: bytes) -> None:
    """Write as a whole or not at all, and throw away what was learned from earlier banks."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.parent / f"{path.name}.{os.getpid()}"
        part.write_bytes(content)
        part.replace(path)
        for other in path.parent.glob("meaning-*.npz"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError as problem:
        log.warning("not_kept", extra={"problem": str(problem)})


@cache
def _name() -> str:
    """Return a name for what is learned from: the bank, and the rules by which its words are read."""
    room = Path(drafting.__file__).parent
    seen = hashlib.sha256()
    for path in sorted([*room.glob("*.py"), *(room / "bank").glob("*.json")]):
        seen.update(path.name.encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:SHORT]
