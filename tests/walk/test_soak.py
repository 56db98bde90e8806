"""What takes too long for every landing: all seeds of the demo, every kill at every step, kills under the supervisor."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from bench import killing, rehearsal, soak

pytestmark = pytest.mark.soak


def test_the_interval_holds_the_truth_in_fifteen_to_twenty_of_twenty_seeds():
    found = list(soak.played(range(1, 21), beside=os.cpu_count() or 1))
    print("\n".join(soak.line(item) for item in found))
    assert soak.FEWEST <= sum(item.holds for item in found) <= soak.MOST
    assert all(item.is_narrower for item in found)


@pytest.mark.parametrize("chance", range(3))
def test_every_victim_killed_in_every_step_leaves_the_same_end(founded, undisturbed, tmp_path, chance):
    folder = tmp_path / "data"
    shutil.copytree(founded, folder)
    disturbed = killing.walk(folder, 1, rng=random.Random(chance), kills_in=lambda _: killing.VICTIMS)
    assert disturbed.kill_count == rehearsal.STEPS * (len(killing.VICTIMS) + 1)
    assert killing.differences(undisturbed.state, disturbed.state) == ()
    assert len(disturbed.messages) == len(undisturbed.messages)


def test_kills_under_the_real_supervisor_leave_the_same_end(founded, undisturbed, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(founded, folder)
    disturbed = soak.killed_under_the_supervisor(folder, 1, random.Random(1))
    other = set(killing.differences(undisturbed.state, disturbed.state)) - set(soak.BY_ORDER)
    assert other == set()
    before, after = (each.state["reviews"][-1] for each in (undisturbed, disturbed))
    assert (after["extra"], after["is_final"]) == (before["extra"], True)
    assert len(disturbed.messages) == len(undisturbed.messages)
