"""Which flows the demo's play asks for: no two runs that would do the same work."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from demo.play import Play
from flows import trigger
from registry.due import Due, Work


@pytest.mark.parametrize(
    ("works", "flows"),
    [
        ((Work.FORECAST, Work.PREPARE, Work.DELIVER), ["notify", "prepare"]),
        ((Work.DELIVER,), ["deliver"]),
        ((Work.NOWCAST, Work.REVIEW, Work.DELIVER), ["sweep"]),
        ((Work.REVIEW, Work.DELIVER), ["review"]),
    ],
)
def test_each_piece_of_work_is_asked_of_one_flow(monkeypatch, tmp_path, works, flows):
    asked = []
    monkeypatch.setattr(trigger, "ask", lambda settings, registry, request, **_: asked.append(request.kind))
    house = SimpleNamespace(settings=SimpleNamespace(data_dir=tmp_path), store=SimpleNamespace(name="main"))
    pieces = tuple(Due(work, None if work is Work.DELIVER else 7, 1) for work in works)
    Play(house, 1, str)._ask(pieces, 1)
    assert asked == flows
