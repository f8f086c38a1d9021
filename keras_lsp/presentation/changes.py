"""What changed in the models of a program between two of its reports.

Pure: reads `report` and `figures`; knows no editor, no git and no Keras.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, takewhile
from operator import eq
from typing import TYPE_CHECKING, Literal

from keras_lsp.presentation.alignment import common
from keras_lsp.presentation.figures import change_text, count_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from keras_lsp.report import Layer, Model, Shape

Kind = Literal["added", "removed", "changed"]
Mark = Literal["added", "changed"]
Path = tuple[str, ...]

_NUMBER = re.compile(r"(?:_\d+)?(?:#\d+)?$")
_KINDS: tuple[Kind, ...] = ("added", "removed", "changed")
_NEW, _GONE = "new", "removed"


@dataclass(frozen=True, slots=True)
class LayerChange:
    """A layer that was added (`before` is None), removed (`after` is None) or changed."""

    before: Layer | None
    after: Layer | None

    @property
    def kind(self) -> Kind:
        """Which of the three it is."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


@dataclass(frozen=True)
class ModelChange:
    """A model then and now.

    Attributes:
        before: None if it is new.
        after: None if it is gone.
        layers: those that differ, in the order of the summary: of a nested model that was
            added or removed not what is inside, and none that differs only inside.
        marks: which layers of `after` were added or changed, by path: all inside of a nested
            model that was added, and each nested model around one that differs.
    """

    before: Model | None
    after: Model | None
    layers: tuple[LayerChange, ...] = ()
    marks: dict[Path, Mark] = field(default_factory=dict)

    @property
    def params(self) -> int:
        """How many parameters it has more; 0 where they are not known."""
        before, after = _params(self.before), _params(self.after)
        return 0 if before is None or after is None else after - before

    @cached_property
    def counts(self) -> Counter[Kind]:
        """How many layers were added, removed and changed."""
        return Counter(layer.kind for layer in self.layers)

    @cached_property
    def became(self) -> dict[Path, Path]:
        """Which layer of `after` each of `before` is, by path, beside those that differ."""
        if self.before is None or self.after is None:
            return {}
        comparison = _Comparison()
        old, new = _families(self.before.layers), _families(self.after.layers)
        first, last = _same_ends(old, new)
        for pair in [
            *zip(old[:first], new[:first], strict=True),
            *zip(old[len(old) - last :], new[len(new) - last :], strict=True),
        ]:
            comparison.became.update(
                (tuple(then.path), tuple(now.path)) for then, now in zip(*pair, strict=True)
            )
        comparison.compare(
            _trees(old[first : len(old) - last]), _trees(new[first : len(new) - last])
        )
        return comparison.became

    @property
    def text(self) -> str:
        """As `sentence`, of this model alone."""
        return sentence([self])


def sentence(changes: Sequence[ModelChange]) -> str:
    """What changed, for people: `+1,024 params, 2 layers changed`; empty if nothing did."""
    if changes and all(change.before is None for change in changes):
        return _NEW
    if changes and all(change.after is None for change in changes):
        return _GONE
    params = sum(change.params for change in changes)
    parts = [change_text(params)] if params else []
    unit = True
    for kind in _KINDS:
        number = sum(change.counts[kind] for change in changes)
        if number:
            layers = (" layer" if number == 1 else " layers") if unit else ""
            parts.append(f"{count_text(number)}{layers} {kind}")
            unit = False
    return ", ".join(parts)


def compare(before: Sequence[Model], after: Sequence[Model]) -> list[ModelChange]:
    """Each model of `after`, in its order, with what it was; then those that are gone."""
    pairs = _match_models(before, after)
    changes = [
        _compare_models(before[pairs[index]], model)
        if index in pairs
        else ModelChange(None, model)
        for index, model in enumerate(after)
    ]
    known = set(pairs.values())
    gone = [model for index, model in enumerate(before) if index not in known]
    return changes + [ModelChange(model, None) for model in gone]


def by_id(before: Sequence[Model], after: Sequence[Model]) -> dict[str, ModelChange]:
    """As `compare`: what became of each model of `after`, by its id."""
    return {change.after.id: change for change in compare(before, after) if change.after}


# Models


def _match_models(before: Sequence[Model], after: Sequence[Model]) -> dict[int, int]:
    """Which model of `before` each of `after` was, by index."""
    pairs: dict[int, int] = {}
    rules: tuple[Callable[[Model], Hashable], ...] = (
        lambda model: (model.span.path, model.variable, model.name) if model.variable else None,
        lambda model: (model.span.path, model.variable) if model.variable else None,
        lambda model: None if model.variable else (model.class_name, model.id),
        lambda model: None if model.variable else (model.class_name, _base(model.name)),
        lambda model: (model.class_name, model.id),
    )
    for rule in rules:
        taken = set(pairs.values())
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for index, model in enumerate(before):
            if index not in taken:
                waiting[rule(model)].append(index)
        waiting.pop(None, None)
        for queue in waiting.values():
            queue.reverse()
        for index, model in enumerate(after):
            if index not in pairs and waiting.get(rule(model)):
                pairs[index] = waiting[rule(model)].pop()
    return pairs


def _compare_models(before: Model, after: Model) -> ModelChange:
    comparison = _Comparison()
    old, new = _differing(_families(before.layers), _families(after.layers))
    comparison.compare(_trees(old), _trees(new))
    return ModelChange(before, after, tuple(comparison.changes), comparison.marks)


def _params(model: Model | None) -> int | None:
    known = model.known_weights if model is not None else None
    return known.total if known is not None else None


# Layers


@dataclass(eq=False, slots=True)
class _Tree:
    """A layer with those inside it.

    Attributes:
        facts: what makes it another layer, if it differs; shapes last.
        label: the name that the program gave it, empty if Keras did.
        whole: equal if all of it is, inside too.
    """

    layer: Layer
    facts: tuple[Hashable, ...]
    label: str
    inside: list[_Tree]
    whole: Hashable = None


_Families = list[list["Layer"]]


def _families(layers: Iterable[Layer]) -> _Families:
    """The outermost layers, each followed by those inside it."""
    families: _Families = []
    for layer in layers:
        if len(layer.path) > 1 and families:
            families[-1].append(layer)
        else:
            families.append([layer])
    return families


def _differing(old: _Families, new: _Families) -> tuple[_Families, _Families]:
    """What is left without the same beginning and the same end: most of a model is the same."""
    first, last = _same_ends(old, new)
    return old[first : len(old) - last], new[first : len(new) - last]


def _same_ends(old: _Families, new: _Families) -> tuple[int, int]:
    """How many are the same at the beginning, and how many of the others at the end."""
    first = sum(1 for _ in takewhile(_are_same, zip(old, new, strict=False)))
    rest = zip(reversed(old[first:]), reversed(new[first:]), strict=False)
    return first, sum(1 for _ in takewhile(_are_same, rest))


def _are_same(families: tuple[list[Layer], list[Layer]]) -> bool:
    """Whether the trees of the two would be equal, which takes longer to find out."""
    old, new = families
    return len(old) == len(new) and all(map(_is_same, old, new))


def _is_same(old: Layer, new: Layer) -> bool:
    return (
        old.class_name == new.class_name
        and old.config == new.config
        and old.output_shapes == new.output_shapes
        and old.input_shapes == new.input_shapes
        and _amounts(old) == _amounts(new)
        and old.dtype == new.dtype
        and len(old.path) == len(new.path)
        and (old.name == new.name or _label(old) == _label(new))
    )


def _trees(families: _Families) -> list[_Tree]:
    """The outermost layers, each with what is nested in it."""
    top: list[_Tree] = []
    by_path: dict[Path, _Tree] = {}
    for layer in chain.from_iterable(families):
        path = tuple(layer.path)
        parent = by_path.get(path[:-1]) if len(path) > 1 else None
        tree = by_path[path] = _Tree(layer, _facts(layer), _label(layer), [])
        (parent.inside if parent else top).append(tree)
    # Those inside come after what they are in.
    for tree in reversed(by_path.values()):
        inside = tuple(each.whole for each in tree.inside)
        tree.whole = (tree.label, tree.facts, _amounts(tree.layer), inside)
    return top


def _facts(layer: Layer) -> tuple[Hashable, ...]:
    return (
        layer.class_name,
        tuple(sorted(layer.config.items())),
        layer.dtype,
        _hashable(layer.input_shapes),
        _hashable(layer.output_shapes),
    )


def _amounts(layer: Layer) -> Hashable:
    weights = layer.weights
    return (weights.total, weights.trainable) if weights else None


def _own_amounts(tree: _Tree, *, nested: bool) -> Hashable:
    """The parameters that are not those of layers inside; of a nested model there are none."""
    weights = tree.layer.weights
    if not nested or weights is None:
        return _amounts(tree.layer)
    if tree.layer.kind == "model":
        return None
    inner = [each.layer.weights for each in tree.inside if each.layer.weights]
    return (
        weights.total - sum(each.total for each in inner),
        weights.trainable - sum(each.trainable for each in inner),
    )


def _hashable(shapes: Iterable[Shape | None]) -> Hashable:
    return tuple(None if shape is None else tuple(shape) for shape in shapes)


def _label(layer: Layer) -> str:
    base = _base(layer.name)
    plain = base.replace("_", "").lower()
    if layer.kind == "op" or plain in ("input", layer.class_name.replace("_", "").lower()):
        return ""
    return layer.name


def _base(name: str) -> str:
    """A name without the number that Keras counts names with: `dense` for `dense_3`."""
    return _NUMBER.sub("", name)


class _Comparison:
    """Finds what differs between the layers of one model."""

    def __init__(self) -> None:
        self.changes: list[LayerChange] = []
        self.marks: dict[Path, Mark] = {}
        self.became: dict[Path, Path] = {}

    def compare(self, before: list[_Tree], after: list[_Tree]) -> bool:
        """Compare the layers of one model at one depth, and inside of them."""
        known = len(self.changes)
        for old, new in _pair_layers(before, after):
            if old is not None and new is not None:
                self.became[tuple(old.layer.path)] = tuple(new.layer.path)
            if old is None and new is not None:
                self._add(new)
            elif new is None and old is not None:
                self.changes.append(LayerChange(old.layer, None))
            elif old is not None and new is not None and old.whole != new.whole:
                self._change(old, new)
        return len(self.changes) > known

    def _change(self, old: _Tree, new: _Tree) -> None:
        nested = bool(old.inside and new.inside)
        amounts = _own_amounts(old, nested=nested) != _own_amounts(new, nested=nested)
        differs = old.facts != new.facts or amounts
        if differs:
            self.changes.append(LayerChange(old.layer, new.layer))
        inside = nested and self.compare(old.inside, new.inside)
        if differs or inside:
            self.marks[tuple(new.layer.path)] = "changed"

    def _add(self, tree: _Tree) -> None:
        self.changes.append(LayerChange(None, tree.layer))
        pending = [tree]
        while pending:
            each = pending.pop()
            self.marks[tuple(each.layer.path)] = "added"
            pending += each.inside


_Pair = tuple["_Tree | None", "_Tree | None"]
_Rule = Callable[[_Tree], object]


def _are_alike(old: _Tree, new: _Tree) -> bool:
    return _same_kind(old) == _same_kind(new)


def _same(tree: _Tree) -> object:
    return tree.whole


def _same_but_shapes(tree: _Tree) -> object:
    return tree.label, tree.facts[:-2]


def _same_kind(tree: _Tree) -> object:
    return tree.label, tree.layer.class_name


def _same_name(tree: _Tree) -> object:
    return tree.label or tree


def _same_class(tree: _Tree) -> object:
    return tree.layer.class_name


_RULES = (_same, _same_but_shapes, _same_kind, _same_name, _same_class)


def _pair_layers(
    before: list[_Tree], after: list[_Tree], rules: Sequence[_Rule] = _RULES
) -> Iterator[_Pair]:
    """Which layer became which, in the order of the summary; None for what was not there.

    First those are found that are quite the same, then between them those that are less and
    less so.
    """
    in_place = len(before) == len(after)
    if not before or not after or not (rules or in_place):
        yield from ((tree, None) for tree in before)
        yield from ((None, tree) for tree in after)
        return
    if not rules:
        yield from zip(before, after, strict=True)
        return
    rule, *rest = rules
    keys = list(map(rule, before)), list(map(rule, after))
    matches = common(*keys)
    if in_place and all(map(_are_alike, before, after)) and sum(map(eq, *keys)) == len(matches):
        # No other way finds more that are equal than each in the other's place.
        yield from zip(before, after, strict=True)
        return
    old = new = 0
    for i, j in matches:
        yield from _pair_layers(before[old:i], after[new:j], rest)
        yield before[i], after[j]
        old, new = i + 1, j + 1
    yield from _pair_layers(before[old:], after[new:], rest)
