"""Edits of the expressions that make layers: arguments, layers put in, taken out, replaced."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Edit, Span
from keras_lsp.worker.source.syntax import dotted_name

if TYPE_CHECKING:
    from keras_lsp.worker.source.syntax import ParsedFile


@dataclass(frozen=True)
class LayerExpression:
    """An expression that makes a layer: `layers.Dense(2)`.

    Attributes:
        text: the file.
        node: the call.
    """

    text: ParsedFile
    node: ast.Call

    @property
    def name(self) -> str:
        """How the class is written, `layers.Dense`."""
        return dotted_name(self.node.func)

    def makes(self, class_name: str) -> bool:
        """Whether the expression names the class, not a function that makes one."""
        return self.name.rpartition(".")[2] == class_name

    def parameters(self, namespace: dict[str, Any]) -> list[str]:
        """Names of the parameters of what is called, as far as the program's names lead there."""
        head, *rest = self.name.split(".") if self.name else [""]
        value: Any = namespace.get(head)
        for part in rest:
            # Attributes of other objects may be code of the program.
            value = getattr(value, part, None) if isinstance(value, (ModuleType, type)) else None
        try:
            return list(inspect.signature(value).parameters)
        except (TypeError, ValueError):
            return []

    # Arguments.

    def keyword(self, name: str) -> ast.keyword | None:
        """The argument of that name, if it is given by name."""
        return next((item for item in self.node.keywords if item.arg == name), None)

    def value(self, name: str, position: int | None = None) -> ast.expr | None:
        """The expression of an argument, given by name or at a position."""
        keyword = self.keyword(name)
        if keyword is not None:
            return keyword.value
        if position is not None and position < len(self.node.args):
            found = self.node.args[position]
            return None if isinstance(found, ast.Starred) else found
        return None

    def with_argument(self, name: str, value: str, position: int | None = None) -> list[Edit]:
        """Another value for an argument, which is added if it is not there."""
        known = self.value(name, position)
        if known is not None:
            return [Edit(self.text.span(known), value)]
        if any(item.arg is None for item in self.node.keywords):
            return []
        given = self._arguments()
        if not given:
            return [Edit(self._before_end(), f"{name}={value}")]
        return [Edit(self.text.end(given[-1]), f", {name}={value}")]

    def without_argument(self, name: str) -> list[Edit]:
        """Without an argument that is given by name."""
        keyword = self.keyword(name)
        if keyword is None:
            return []
        given = self._arguments()
        index = given.index(keyword)
        if index:
            return [Edit(self.text.behind(given[index - 1], keyword), "")]
        span = self.text.span(keyword)
        if index + 1 < len(given):
            return [Edit(self.text.between(span, self.text.span(given[index + 1])), "")]
        return [Edit(span, "")]

    def _arguments(self) -> list[ast.expr | ast.keyword]:
        """The arguments, in the order of the text."""
        given: list[ast.expr | ast.keyword] = [*self.node.args, *self.node.keywords]
        return sorted(given, key=lambda node: (node.lineno, node.col_offset))

    def _before_end(self) -> Span:
        span = self.text.span(self.node)
        column = span.end_column - 1
        return Span(span.path, span.end_line, column, span.end_line, column)

    # Other layers.

    def sibling(self, class_name: str) -> tuple[str, list[Edit]] | None:
        """How to write another class of Keras' layers here, and the import that it takes."""
        prefix, _, own = self.name.rpartition(".")
        if prefix:
            return f"{prefix}.{class_name}", []
        for node in ast.walk(self.text.tree):
            if not isinstance(node, ast.ImportFrom):
                continue
            names = [alias.asname or alias.name for alias in node.names]
            if class_name in names or names == ["*"]:
                return class_name, []
            if own in names and self.text.is_free(class_name):
                return class_name, [Edit(self.text.end(node.names[-1]), f", {class_name}")]
        return None

    def replacement(self, class_name: str) -> list[Edit]:
        """Another class of Keras' layers in its place, with the same arguments."""
        sibling = self.sibling(class_name)
        if sibling is None:
            return []
        name, imports = sibling
        return [Edit(self.text.span(self.node.func), name), *imports]

    def insertion_before(self, class_name: str, arguments: str = "") -> list[Edit]:
        """Another layer right before this one, wherever it stands: added, listed or called."""
        sibling = self.sibling(class_name)
        if sibling is None:
            return []
        name, imports = sibling
        made = f"{name}({arguments})"
        match self.text.parent(self.node):
            case ast.Call(func=ast.Attribute(attr="add") as method, args=[only]) as add:
                statement = self.text.parent(add)
                if only is self.node and isinstance(statement, ast.Expr):
                    return [self._line_before(statement, method, made), *imports]
            case ast.List() | ast.Tuple():
                return [self._element_before(made), *imports]
            case ast.Call(func=function, args=[given, *_]) if function is self.node:
                around = Edit(self.text.start(given), f"{made}("), Edit(self.text.end(given), ")")
                return [*around, *imports]
        return []

    def _line_before(self, statement: ast.stmt, method: ast.Attribute, made: str) -> Edit:
        line = statement.lineno
        indent = self.text.lines[line - 1][: statement.col_offset]
        added = f"{self.text.source(method)}({made})"
        place = Span(self.text.path, line, 1, line, 1)
        if indent.strip():  # Something else stands before it on the line.
            return Edit(self.text.start(statement), f"{added}; ")
        return Edit(place, f"{indent}{added}\n")

    def _element_before(self, made: str) -> Edit:
        place = self.text.start(self.node)
        indent = self.text.lines[place.line - 1][: place.column - 1]
        return Edit(place, f"{made}, " if indent.strip() else f"{made},\n{indent}")

    def removal(self) -> list[Edit]:
        """Without the layer: its statement, its element, or its call."""
        match self.text.parent(self.node):
            case ast.Call(func=ast.Attribute(attr="add"), args=[only]) as add:
                statement = self.text.parent(add)
                if only is self.node and isinstance(statement, ast.Expr):
                    return self._without_statement(statement)
            case ast.List(elts=elements) if len(elements) > 1:
                index = elements.index(self.node)
                mine = self.text.span(self.node)
                if index + 1 < len(elements):
                    place = self.text.between(mine, self.text.span(elements[index + 1]))
                else:
                    place = self.text.behind(elements[index - 1], self.node)
                return [Edit(place, "")]
            case ast.Call(func=function, args=[given]) as call if function is self.node:
                match self.text.parent(call), given:
                    case ast.Assign(targets=[ast.Name(same)]) as alone, ast.Name(name):
                        if same == name and (edits := self._without_statement(alone)):
                            return edits
                return [Edit(self.text.span(call), self.text.source(given))]
        return []

    def _without_statement(self, statement: ast.stmt) -> list[Edit]:
        last = statement.end_lineno or statement.lineno
        if not self.text.stands_alone(statement) or last >= len(self.text.lines):
            return []
        return [Edit(Span(self.text.path, statement.lineno, 1, last + 1, 1), "")]


def wrap_tensor(
    maker: LayerExpression, argument: ast.expr, class_name: str, arguments: str
) -> list[Edit]:
    """A tensor that is handed on, put through another layer first."""
    sibling = maker.sibling(class_name)
    if sibling is None:
        return []
    name, imports = sibling
    source = maker.text.source(argument)
    return [Edit(maker.text.span(argument), f"{name}({arguments})({source})"), *imports]
