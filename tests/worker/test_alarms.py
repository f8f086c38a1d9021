"""Both kinds of alarms interrupt what the main thread executes."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp.worker.execution.alarms import Alarm, ThreadAlarm, TimerAlarm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ROOT = Path(__file__).parents[2]
KINDS = [
    ThreadAlarm,
    pytest.param(
        TimerAlarm,
        marks=pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="of POSIX systems"),
    ),
]


class OverError(BaseException):
    """Raised by the listeners of these tests."""


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    numbers = [signal.SIGINT, *([signal.SIGALRM] if hasattr(signal, "SIGALRM") else [])]
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def work_until_interrupted() -> int:
    """A loop of the program, which ends after a while if nothing ends it."""
    end = time.monotonic() + 20
    return sum(1 for _ in iter(lambda: time.monotonic() < end, False))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_raised_ends_a_loop_and_what_swallows_it_is_ended_too(kind: type[Alarm]) -> None:
    at: list[str] = []

    def listen(frame: FrameType | None) -> None:
        assert frame is not None
        at.append(frame.f_code.co_filename)
        raise OverError

    alarm = kind(listen)
    started = time.monotonic()
    alarm.begin()
    alarm.set(0.3)
    with contextlib.suppress(OverError):
        work_until_interrupted()
    assert 0.3 <= time.monotonic() - started < 5
    with pytest.raises(OverError):
        work_until_interrupted()
    alarm.stop()
    assert time.monotonic() - started < 10
    assert __file__ in at


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_put_off_and_stopped(kind: type[Alarm]) -> None:
    alarms: list[float] = []
    alarm = kind(lambda _: alarms.append(time.monotonic()))
    alarm.begin()
    alarm.set(0.2)
    alarm.set(60)
    end = time.monotonic() + 0.6
    while time.monotonic() < end:
        pass
    assert alarms == []
    alarm.set(0)
    alarm.stop()
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        pass
    assert alarms == []


def test_a_program_that_handles_the_signal_itself_is_not_interrupted_by_the_thread() -> None:
    came: list[int] = []
    alarm = ThreadAlarm(lambda _: pytest.fail("it is not the alarm's any more"))
    alarm.begin()
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    alarm.set(0)
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        pass
    alarm.stop()
    assert came == []


SLEEPS = """
import time
from keras_lsp.worker.execution.alarms import ThreadAlarm
class Over(BaseException): pass
def over(_):
    raise Over
alarm = ThreadAlarm(over)
started = time.monotonic()
alarm.begin()
alarm.set(0.3)
try:
    time.sleep(30)
except Over:
    print(time.monotonic() - started < 10)
"""


@pytest.mark.skipif(
    sys.platform != "win32", reason="elsewhere a signal of a thread wakes no other"
)
def test_a_program_that_sleeps_is_woken_on_windows() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SLEEPS], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.stdout.strip(), done.stderr) == ("True", "")
