"""The longest common subsequence of two sequences, quick where they differ little.

Pure: knows nothing of what is compared.
"""

from __future__ import annotations

import bisect
from collections import defaultdict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

# Beyond so many insertions and deletions the common subsequence found may not be the longest.
_MOST_EDITS = 400


def common(a: Sequence[object], b: Sequence[object]) -> list[tuple[int, int]]:
    """Pairs of indices of equal elements, both growing; as many as can be, or nearly."""
    ids: dict[Hashable, int] = {}
    old = [ids.setdefault(item, len(ids)) for item in a]
    new = [ids.setdefault(item, len(ids)) for item in b]
    first, last = 0, 0
    shortest = min(len(old), len(new))
    while first < shortest and old[first] == new[first]:
        first += 1
    while last < shortest - first and old[-1 - last] == new[-1 - last]:
        last += 1
    middle = old[first : len(old) - last], new[first : len(new) - last]
    found = _shortest_edit(*middle)
    if found is None:
        found = _in_order(*middle)
    return [
        *((index, index) for index in range(first)),
        *((first + i, first + j) for i, j in found),
        *((len(old) - index, len(new) - index) for index in range(last, 0, -1)),
    ]


def _shortest_edit(a: list[int], b: list[int]) -> list[tuple[int, int]] | None:
    """Myers' algorithm; None if more edits are needed than it may try."""
    shared = set(a) & set(b)
    if not shared:
        return []
    # What one side alone has takes part in no pair.
    left = [index for index, item in enumerate(a) if item in shared]
    right = [index for index, item in enumerate(b) if item in shared]
    found = _myers([a[index] for index in left], [b[index] for index in right])
    return None if found is None else [(left[i], right[j]) for i, j in found]


def _myers(a: list[int], b: list[int]) -> list[tuple[int, int]] | None:
    reached = {1: 0}
    steps: list[dict[int, int]] = []
    for edits in range(min(len(a) + len(b), _MOST_EDITS) + 1):
        steps.append(dict(reached))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reached[k - 1] < reached[k + 1])
            x = reached[k + 1] if down else reached[k - 1] + 1
            y = x - k
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            reached[k] = x
            if x >= len(a) and y >= len(b):
                return _back(steps, x, y)
    return None


def _back(steps: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: deque[tuple[int, int]] = deque()
    for edits in range(len(steps) - 1, -1, -1):
        reached = steps[edits]
        k = x - y
        down = k == -edits or (k != edits and reached[k - 1] < reached[k + 1])
        before = k + 1 if down else k - 1
        start = reached[before] if edits else 0
        end = start if down else start + 1
        while x > (end if edits else 0):
            x, y = x - 1, y - 1
            pairs.appendleft((x, y))
        x, y = start, start - before
    return list(pairs)


def _in_order(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Pair the nth of each element with the nth, and leave out what is then out of order."""
    places: dict[int, deque[int]] = defaultdict(deque)
    for index, item in enumerate(b):
        places[item].append(index)
    pairs = [(index, places[item].popleft()) for index, item in enumerate(a) if places.get(item)]
    ends: list[int] = []
    best: list[int] = []
    before: list[int | None] = []
    for number, (_, j) in enumerate(pairs):
        place = bisect.bisect_left(ends, j)
        before.append(best[place - 1] if place else None)
        ends[place : place + 1] = [j]
        best[place : place + 1] = [number]
    chosen: deque[tuple[int, int]] = deque()
    at = best[-1] if best else None
    while at is not None:
        chosen.appendleft(pairs[at])
        at = before[at]
    return list(chosen)
