"""The post tray: found by state, kind and recipient; what failed is sent again by who may."""

from __future__ import annotations

import pytest

from registry import audit, notice, posttray
from registry.kinds import NoticeKind, NoticeState
from registry.notice import NoticeView


@pytest.fixture
def failed(house) -> NoticeView:
    """One failed notice among those of a registered mailing."""
    house.prepare(house.register())
    with house.store.writing() as session:
        first = notice.list_notices(session, limit=1)[0]
        notice.mark(session, first.id, NoticeState.UNDELIVERED, now=house.moment, problem="550 unknown")
        return first


def count(page: str) -> int:
    return page.count('<a class="utrecht-link" href="/postvak/')


def test_notices_are_found_by_state_kind_and_recipient(house, failed):
    visitor = house.visitor("admin")
    everything = count(visitor.get("/postvak").text)
    assert everything > 1 and "kwamen niet aan" in visitor.get("/postvak").text
    assert count(visitor.get("/postvak?stand=undelivered").text) == 1
    assert count(visitor.get(f"/postvak?soort={failed.kind.value}&stand=undelivered").text) == 1
    assert count(visitor.get(f"/postvak?soort={NoticeKind.RELEASED.value}").text) == 0
    name = failed.recipient_email.split("@")[0].upper()
    assert 0 < count(visitor.get(f"/postvak?aan={name}").text) < everything
    assert count(visitor.get("/postvak?stand=onzin&soort=onzin").text) == everything


def test_a_failed_notice_is_sent_again_once_and_stands_in_the_trail(house, failed):
    visitor = house.visitor("lead")
    page = visitor.get(f"/postvak/{failed.id}").text
    assert "550 unknown" in page and "Verstuur opnieuw" in page
    assert visitor.post(f"/postvak/{failed.id}/opnieuw").status_code == 303
    with house.store.reading() as session:
        view, _ = posttray.get_notice(session, failed.id)
        assert (view.state, view.attempt_count, view.problem) == (NoticeState.READY, 0, None)
        assert audit.list_lines(session, limit=1)[0].action == "notice.retried"
    assert "Verstuur opnieuw" not in visitor.get(f"/postvak/{failed.id}").text
    assert visitor.post(f"/postvak/{failed.id}/opnieuw").status_code == 409


def test_who_may_not_send_again_changes_nothing(house, failed):
    assert house.visitor("agent").post(f"/postvak/{failed.id}/opnieuw").status_code == 403
    with house.store.reading() as session:
        assert posttray.get_notice(session, failed.id)[0].state is NoticeState.UNDELIVERED
