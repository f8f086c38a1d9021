"""The short form of the soak: everything that is saved is answered, and nothing stays behind."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.e2e.editor import connected
from tests.reliability.soak import GROWTH, Soak, Text, growth

if TYPE_CHECKING:
    from pathlib import Path

SAVES = 40
# On a machine that is busy it ends earlier; 40 take 4 s on one that is not.
SECONDS = 60.0


@pytest.mark.timeout(600)
async def test_every_last_save_is_answered_and_nothing_stays_behind(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    async with connected(tmp_path) as editor:
        found = await Soak(editor, seed).run(SAVES, SECONDS)
    assert not found.failures, f"seed {seed}: {found.failures}"
    assert found.saves > SAVES / 2, f"seed {seed}"
    assert growth(found.server) <= GROWTH, f"seed {seed}: {found.server}"
    assert growth(found.zygote) <= GROWTH, f"seed {seed}: {found.zygote}"


def test_what_grows_is_seen_and_what_warms_up_is_not() -> None:
    assert growth([50, 80, 100, 100, 100, 100, 100, 100, 100, 100]) == 0
    assert growth([50, 80, 100, 100, 102, 103, 104, 106, 110, 110]) == pytest.approx(0.1)


def test_what_a_text_must_show_hangs_on_the_text_alone() -> None:
    assert Text("raises", 17, comments=1).lines() == [
        "# 17",
        "import keras",
        "model = keras.Sequential([keras.Input((4,))])",
        "model.add(keras.layers.Dense(18))",
        "raise ValueError(17)",
    ]
    assert Text("raises", 17, comments=1).problems(0) == ["5:1-5:21 error KL601: ValueError: 17"]
