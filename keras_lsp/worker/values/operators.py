"""What Python's operators give for a value that is not known, and for what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_COMPARISONS = "lt le gt ge"
# They give a number, or a value that is computed from one.
_COMPUTATIONS = (
    "matmul rmatmul and rand or ror xor rxor lshift rlshift rshift rrshift invert divmod rdivmod "
    "round trunc floor ceil"
)
# Those that are done with each element of an array.
_OF_ELEMENTS = "truediv rtruediv neg pos abs"
# By their signs, as they are written and computed.
_ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "floordiv": "//", "mod": "%", "pow": "**"}
# The class of symbolic tensors, which know themselves what they give with an unknown.
symbol: tuple[type, ...] = ()


def install(unknown: type, derived: Callable[..., Any], of_elements: Callable[..., Any]) -> None:
    """Give the class of unknowns its operators.

    Args:
        unknown: the class.
        derived: gives what is computed from operands, by how that is written.
        of_elements: of an unknown array, what is computed with each of its elements.
    """

    def absorb(self: Any, *_: object) -> Any:
        return self

    def compute(self: Any, *_: object) -> Any:
        return derived("{} …", (self,))

    def compute_each(self: Any, *others: object) -> Any:
        return of_elements(self, compute(self), *others)

    def arithmetic(sign: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
        def forward(self: Any, other: object) -> Any:
            return of_elements(self, derived(f"{{}} {sign} {{}}", (self, other), sign), other)

        def reflected(self: Any, other: object) -> Any:
            return of_elements(self, derived(f"{{}} {sign} {{}}", (other, self), sign), other)

        return forward, reflected

    operators = {
        **dict.fromkeys(_COMPARISONS.split(), absorb),
        **dict.fromkeys(_COMPUTATIONS.split(), compute),
        **dict.fromkeys(_OF_ELEMENTS.split(), compute_each),
    }
    for name, sign in _ARITHMETIC.items():
        operators[name], operators[f"r{name}"] = arithmetic(sign)
    for name, operator in operators.items():
        setattr(unknown, f"__{name}__", _unless_symbol(operator))


def _unless_symbol(operator: Callable[..., Any]) -> Callable[..., Any]:
    """The operator, which leaves it to a symbolic tensor to answer."""

    def either(self: Any, *others: object) -> Any:
        if others and isinstance(others[0], symbol):
            return NotImplemented
        return operator(self, *others)

    return either
