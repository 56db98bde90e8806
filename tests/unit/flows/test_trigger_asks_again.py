"""What a trigger does when Prefect's own database is busy."""

import httpx
import pytest

from flows import trigger


def client(answers: list[int], seen: list[int]) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(answers[len(seen)])
        return httpx.Response(seen[-1], request=request)

    return httpx.Client(transport=httpx.MockTransport(answer), base_url="http://127.0.0.1")


def test_a_busy_prefect_is_asked_again(monkeypatch):
    monkeypatch.setattr(trigger, "PAUSE_SECONDS", 0)
    seen: list[int] = []
    trigger._post(client([503, 503, 201], seen), "/x", {})
    assert seen == [503, 503, 201]


def test_a_prefect_that_stays_busy_is_given_up(monkeypatch):
    monkeypatch.setattr(trigger, "PAUSE_SECONDS", 0)
    seen: list[int] = []
    with pytest.raises(httpx.HTTPStatusError):
        trigger._post(client([503, 503, 503], seen), "/x", {})
    assert len(seen) == trigger.TRIES


def test_a_refusal_is_not_asked_again():
    seen: list[int] = []
    with pytest.raises(httpx.HTTPStatusError):
        trigger._post(client([422], seen), "/x", {})
    assert seen == [422]
