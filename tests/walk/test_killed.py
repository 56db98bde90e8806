"""kill -9 between and within the steps: what is left equals a walk that nobody disturbed."""

from __future__ import annotations

import random
import shutil

from bench import killing, rehearsal


def test_killed_in_and_after_every_step_the_end_is_the_same_and_no_mail_is_lost(founded, undisturbed, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(founded, folder)
    disturbed = killing.walk(folder, 1, rng=random.Random(7))
    assert disturbed.kill_count == 2 * rehearsal.STEPS
    for name, expected in undisturbed.state.items():
        assert disturbed.state[name] == expected, name
    # sent and not yet marked when it was killed: the same message once more, with the same Message-ID
    assert len(disturbed.messages) == len(undisturbed.messages)
    assert max(disturbed.messages.values()) <= 2
    assert sum(disturbed.messages.values()) - len(disturbed.messages) <= disturbed.kill_count
