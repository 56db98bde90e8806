"""What the health page looks at. Each check answers for itself: one that cannot be done is red, never left out."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from registry import migrate, notice
from registry.due import SWEEP_LATE, last_sweep
from registry.store import Session, Store
from templates import admin_words, formats, phrases
from templates.values.house import Check
from web.place import Place

log = logging.getLogger("torenkamer.web")

QUEUE_LATE = timedelta(minutes=15)
COMMIT_LATE = timedelta(seconds=60)
RECEIVER_LATE = timedelta(seconds=30)
RECEIVER_FILE = "receiver.json"
LEAST_FREE_BYTES = 500_000_000
PREFECT_SECONDS = 0.5

__all__ = ["all_checks", "last_sweep"]


def all_checks(place: Place, now: datetime, lang: str) -> tuple[Check, ...]:
    """Return all checks in the order in which an administrator wants them."""
    found: list[Check] = []
    for store in place.stores.values():
        found += _of_store(store, now, lang)
    found.append(_receiver(place, lang))
    found.append(_prefect(place, lang))
    found.append(_disk(place, lang))
    return tuple(found)


def _of_store(store: Store, now: datetime, lang: str) -> Iterator[Check]:
    try:
        migrate.require_current(store)
        with store.reading() as session:
            found = (_check("database", "database_ok", "success", lang), *_of_record(session, now, lang))
    except Exception as error:  # noqa: BLE001 - whatever keeps the record from answering is what this check is for
        log.error("the record does not answer", extra={"problem": type(error).__name__})
        yield _check("database", "database_down", "danger", lang)
        return
    yield from found


def _of_record(session: Session, now: datetime, lang: str) -> Iterator[Check]:
    swept = last_sweep(session)
    if swept is None:
        yield _check("sweep", "sweep_never", "danger", lang)
    else:
        is_late = now - swept > SWEEP_LATE
        facts = {"at": formats.format_time(swept)}
        yield _check(
            "sweep", "sweep_late" if is_late else "sweep_ok", "danger" if is_late else "success", lang, **facts
        )
    queue = notice.queue_state(session)
    stuck = queue.oldest_due_at is not None and now - queue.oldest_due_at > QUEUE_LATE
    if stuck or queue.fault_count:
        count = queue.waiting_count + queue.fault_count
        yield _check("outbox", "outbox_stuck", "danger", lang, count=count)
    else:
        yield _check("outbox", "outbox_ok", "success", lang)


def _receiver(place: Place, lang: str) -> Check:
    """The receiver writes its state every five seconds; its own clock counts, a demo's moved clock does not."""
    path = place.settings.data_dir / RECEIVER_FILE
    try:
        state: Mapping[str, Any] = json.loads(path.read_text())
        age = _seconds_old(path.stat().st_mtime)
    except (OSError, ValueError):
        return _check("receiver", "receiver_down", "danger", lang)
    if not state.get("is_committing", False) or _hangs(state.get("committing_since"), place):
        return _check("receiver", "committer_died", "danger", lang)
    if age > RECEIVER_LATE.total_seconds() or not state.get("is_listening", False):
        return _check("receiver", "receiver_down", "danger", lang)
    return _check("receiver", "receiver_ok", "success", lang)


def _seconds_old(modified: float) -> float:
    return time.time() - modified


def _hangs(since: str | None, place: Place) -> bool:
    if not since:
        return False
    return place.now() - datetime.fromisoformat(since) > COMMIT_LATE


def _prefect(place: Place, lang: str) -> Check:
    """Prefect down is amber: the sweep does the work, later."""
    settings = place.settings
    headers = {"Authorization": f"Basic {settings.prefect_auth}"} if settings.prefect_auth else {}
    try:
        answer = httpx.get(f"{settings.prefect_api}/health", timeout=PREFECT_SECONDS, headers=headers)
        answer.raise_for_status()
    except httpx.HTTPError:
        return _check("prefect", "prefect_down", "warning", lang)
    return _check("prefect", "prefect_ok", "success", lang)


def _disk(place: Place, lang: str) -> Check:
    free = shutil.disk_usage(place.settings.data_dir).free
    is_full = free < LEAST_FREE_BYTES
    facts = {"free": formats.format_size(free, lang)}
    return _check("disk", "disk_full" if is_full else "disk_ok", "danger" if is_full else "success", lang, **facts)


def _check(name: str, code: str, tone: str, lang: str, **facts: object) -> Check:
    sentence, remedy = phrases.health(code, lang, **facts)
    return Check(phrases.check_name(name, lang), tone, sentence, remedy, admin_words.about_check(name, lang))
