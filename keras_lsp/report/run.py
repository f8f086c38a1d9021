"""What a run reports about itself: its Keras, sandbox, files, output and end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Status = Literal["ok", "failed", "timeout", "crashed", "cancelled"]


@dataclass(slots=True)
class KerasInfo:
    """Which Keras the program used.

    The flavour is `keras3`, `keras2` or `tf_keras`; the backend `tensorflow`, `jax`, ….
    """

    flavour: str
    version: str
    backend: str


@dataclass(slots=True)
class SandboxInfo:
    """Which layers of the sandbox were in force, and which could not be had."""

    enforced: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class At:
    """Where the run is just now; said now and then while it goes on, and part of no report.

    Attributes:
        path, line: the place.
        idle: seconds since anything new.
    """

    path: str
    line: int
    idle: float = 0.0


@dataclass(slots=True)
class File:
    """A workspace file that the run has executed."""

    path: str


@dataclass(slots=True)
class Output:
    """Text that the program wrote to stdout or stderr."""

    stream: Literal["stdout", "stderr"]
    text: str


@dataclass(slots=True)
class Done:
    """The run has ended by itself.

    Attributes:
        seconds: wall time from the text's arrival.
        suspect: an exception came from the worker's replacement for Keras' variables; a run
            without it is worthwhile.
        expired: its time was up before the program had come to its end.
    """

    seconds: float
    suspect: bool = False
    expired: bool = False
