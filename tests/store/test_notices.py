"""The outbox: everybody is told once; two workers never hold the same notice; what is over stays over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from wierdijk import NOW

from registry import notice, person
from registry.kinds import NoticeKind, NoticeState
from registry.notice import LEASE


def tell(store, key="1", count=1, names=("lead", "taxes", "agent")):
    with store.writing() as session:
        people = tuple(view for view in person.list_people(session) if view.name in names)
        return sum(
            notice.tell(session, NoticeKind.CHANGED, people, key=f"{key}:{number}", now=NOW) for number in range(count)
        )


def claim(store, now=NOW, limit=50):
    with store.writing() as session:
        return [item.id for item in notice.claim_due(session, now=now, limit=limit)]


def mark(store, number, state, **how):
    with store.writing() as session:
        notice.mark(session, number, state, now=NOW, **how)


def states(store):
    with store.reading() as session:
        return {item.id: item.state for item in notice.list_notices(session, limit=500)}


def test_one_is_told_once_per_key(store, house):
    assert (tell(store), tell(store), tell(store, key="2")) == (3, 0, 3)
    with store.reading() as session:
        assert notice.count_notices(session) == 6
        assert len({item.token for item in notice.list_notices(session)}) == 6


def test_a_colleague_who_joins_later_is_told_alone(store, house):
    assert tell(store, names=("lead",)) == 1
    assert tell(store, names=("lead", "taxes")) == 1


def test_telling_at_once_from_eight_sides_tells_once(store, house):
    ready = Barrier(8)

    def run(_):
        ready.wait(timeout=60)
        try:
            return tell(store, names=("lead",))
        except Exception as error:  # noqa: BLE001 - the database refused the second one: also once
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(run, range(8)))
    assert outcomes.count(1) == 1
    assert set(outcomes) <= {1, 0, "IntegrityError"}
    assert len(states(store)) == 1


def test_two_workers_never_hold_the_same_notice_within_the_lease(store, house):
    tell(store, count=20)
    ready = Barrier(6)

    def work(_):
        ready.wait(timeout=60)
        taken = []
        for _ in range(30):
            taken += claim(store, limit=3)
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = [number for some in pool.map(work, range(6)) for number in some]
    assert len(taken) == len(set(taken)) == 60


def test_after_the_lease_it_is_given_out_again_and_counted(store, house):
    tell(store, names=("lead",))
    (number,) = claim(store)
    assert claim(store, NOW + LEASE - timedelta(seconds=1)) == []
    assert claim(store, NOW + LEASE) == [number]
    with store.reading() as session:
        assert notice.list_notices(session)[0].attempt_count == 2


def test_a_marked_notice_lets_go_of_its_lease_and_waits_for_its_time(store, house):
    tell(store, names=("lead",))
    (number,) = claim(store)
    mark(store, number, NoticeState.DELAYED, next_attempt_at=NOW + timedelta(minutes=5), problem="451")
    assert claim(store, NOW + timedelta(minutes=4)) == []
    assert claim(store, NOW + timedelta(minutes=5)) == [number]


def test_bytes_are_sealed_once(store, house):
    tell(store, names=("lead",))
    (number,) = claim(store)
    with store.writing() as session:
        assert notice.sealed_bytes(session, number) is None
        assert notice.seal(session, number, b"eerste", subject="Een") == b"eerste"
    with store.writing() as session:
        assert notice.seal(session, number, b"tweede", subject="Twee") == b"eerste"
    with store.reading() as session:
        assert notice.sealed_bytes(session, number) == b"eerste"
        assert notice.list_notices(session)[0].subject == "Een"


@pytest.mark.parametrize("final", notice.FINAL_STATES)
def test_what_ended_stays_ended(store, house, final):
    tell(store, names=("lead",))
    (number,) = claim(store)
    mark(store, number, final)
    for state in (NoticeState.READY, NoticeState.DELAYED, NoticeState.FAULT):
        mark(store, number, state, next_attempt_at=NOW)
    assert states(store) == {number: final}
    assert claim(store, NOW + timedelta(days=1)) == []


def test_a_fault_waits_for_a_person(store, house):
    tell(store, names=("lead",))
    (number,) = claim(store)
    mark(store, number, NoticeState.FAULT, problem="template")
    assert claim(store, NOW + timedelta(days=1)) == []
    with store.reading() as session:
        queue = notice.queue_state(session)
    assert (queue.waiting_count, queue.fault_count, queue.oldest_due_at) == (0, 1, None)


def test_a_returned_message_is_known_by_its_token(store, house):
    tell(store, names=("lead",))
    (number,) = claim(store)
    mark(store, number, NoticeState.SENT)
    with store.writing() as session:
        token = notice.list_notices(session)[0].token
        assert not notice.mark_returned(session, "onbekend", now=NOW, problem="550")
        assert notice.mark_returned(session, token, now=NOW, problem="550")
    assert states(store) == {number: NoticeState.UNDELIVERED}


def test_the_queue_says_what_waits_and_since_when(store, house):
    tell(store)
    with store.reading() as session:
        queue = notice.queue_state(session)
    assert (queue.waiting_count, queue.oldest_due_at, queue.undelivered_count) == (3, NOW, 0)
