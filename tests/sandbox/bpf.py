"""What a seccomp filter answers: an interpreter of as much classic BPF as filters use."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LOAD, EQUAL, AT_LEAST, GREATER, SET, JUMP, AND, RETURN = (
    0x20, 0x15, 0x35, 0x25, 0x45, 0x05, 0x54, 0x06,
)  # fmt: skip
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def answer(
    program: Sequence[tuple[int, int, int, int]],
    architecture: int,
    number: int,
    arguments: Sequence[int] = (),
) -> int:
    """The filter's answer to one call.

    Raises:
        AssertionError: the program runs out of its end, or jumps there.
    """
    padded = [argument & (1 << 64) - 1 for argument in (*arguments, *[0] * 6)][:6]
    data = struct.pack("=IIQ6Q", number & 0xFFFFFFFF, architecture, 0, *padded)
    accumulator, place = 0, 0
    while place < len(program):
        code, true, false, value = program[place]
        place += 1
        if code == RETURN:
            return value
        if code == LOAD:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == AND:
            accumulator &= value
        elif code == JUMP:
            place += value
        else:
            holds = {
                EQUAL: accumulator == value,
                AT_LEAST: accumulator >= value,
                GREATER: accumulator > value,
                SET: bool(accumulator & value),
            }[code]
            place += true if holds else false
    raise AssertionError("the filter has no end")
