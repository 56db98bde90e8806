"""How the house is doing: a page for people, JSON for probes (503 when red), figures for Prometheus. No personal data in any of them."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from registry import callback, faq, inbox, letter, mailing_view, notice
from registry.clock import day_of
from registry.kinds import LetterState, Stage
from registry.person import PersonNotFound
from templates.values.frame import Section
from templates.values.house import HealthPage
from web import checks
from web.errors import NotSignedIn
from web.visit import Looking, Visit

router = APIRouter()

RED = "danger"


@router.get("/gezond")
def health(visit: Looking) -> Response:
    """All checks. Open to everybody: a probe has no account, and nothing here is about a person."""
    found = checks.all_checks(visit.place, visit.now, visit.lang)
    status = 503 if any(each.tone == RED for each in found) else 200
    if "application/json" in visit.request.headers.get("accept", ""):
        body = {
            "status": "red" if status == 503 else "amber" if any(c.tone == "warning" for c in found) else "green",
            "looked_at": visit.now.isoformat(),
            "checks": [vars(each) for each in found],
        }
        return JSONResponse(body, status)
    page = HealthPage(found, visit.now, _prefect_href(visit))
    return _shown(visit, page, status)


def _shown(visit: Visit, page: HealthPage, status: int) -> Response:
    try:
        with visit.reading() as (session, actor):
            frame = visit.frame(session, actor, Section.HEALTH)
    except (NotSignedIn, PersonNotFound):
        frame = visit.bare_frame()
    except Exception as error:  # noqa: BLE001 - the page that says what is broken must not break with it
        checks.log.warning("health page without the record", extra={"problem": type(error).__name__})
        frame = visit.bare_frame()
    return visit.page("health", frame, page, status)


def _prefect_href(visit: Visit) -> str | None:
    if visit.place.settings.prefect_url:
        return visit.place.settings.prefect_url
    is_local = visit.request.client is not None and visit.request.client.host in ("127.0.0.1", "::1")
    return f"http://127.0.0.1:{visit.place.settings.prefect_port}" if is_local else None


@router.get("/metrics")
def metrics(visit: Looking) -> Response:
    """Figures in Prometheus' text format."""
    lines: list[str] = []
    for name, store in visit.place.stores.items():
        with store.reading() as session:
            queue = notice.queue_state(session)
            swept = checks.last_sweep(session)
            figures = {
                "outbox_waiting": queue.waiting_count,
                "outbox_faults": queue.fault_count,
                "outbox_undelivered": queue.undelivered_count,
                "notices_total": notice.count_notices(session),
                "inbox_mails": inbox.count_mails(session),
                "letters_unread": letter.count_letters(session, LetterState.UNREAD),
                "letters_failed": letter.count_letters(session, LetterState.FAILED),
                "callbacks_open": callback.count_open(session),
                "faq_visible": len(faq.list_visible(session, on=day_of(visit.now))),
                "sweep_age_seconds": round((visit.now - swept).total_seconds()) if swept else -1,
            }
            stages = {stage: mailing_view.count_mailings(session, stages=(stage,)) for stage in Stage}
        lines += [f'torenkamer_{key}{{registry="{name}"}} {value}' for key, value in figures.items()]
        lines += [
            f'torenkamer_mailings{{registry="{name}",stage="{stage.value}"}} {count}' for stage, count in stages.items()
        ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
