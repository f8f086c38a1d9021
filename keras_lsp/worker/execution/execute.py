"""Executes the document as `__main__`, statement by statement, going on after an error.

Knows Python; what Keras does meanwhile is the hooks' concern.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import os
import sys
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.programs import beginnings
from keras_lsp.report import Problem, Span, is_notebook
from keras_lsp.report.syntax_errors import FILE_IS_NOT_RUN, syntax_problem
from keras_lsp.report.time_limit import slow_statement_problem
from keras_lsp.worker import endings
from keras_lsp.worker.endings import ProgramEndedError, StatementLimitError, TimeLimitError
from keras_lsp.worker.execution import statements
from keras_lsp.worker.execution.builders import Builders
from keras_lsp.worker.execution.kernel import ARGV, Kernel, awaits
from keras_lsp.worker.problems import causes, exceptions
from keras_lsp.worker.source import conversions, tables
from keras_lsp.worker.standins import hyperparameters
from keras_lsp.worker.trace import models
from keras_lsp.worker.values.lengths import length
from keras_lsp.worker.values.unknown import Unknown, with_shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace.record import Trace

EMPTY = object()


@dataclass(slots=True)
class Block:
    """Statements that are executed one by one, and how far that is.

    Attributes:
        part: which part of the statement around them they are: `body`, `orelse`; empty for the
            program's own.
        statements: of which the one at `index` is next, or under way.
    """

    part: str
    statements: list[ast.stmt]
    index: int = 0


class Execution:
    """Runs one document.

    Args:
        trace: where problems go.
        before: called before each statement that is executed as a whole.
        after: called after each top-level statement.
        between: called before each top-level statement, where a copy of the run may be left; it
            may have this run `follow` another text.

    Attributes:
        blocks: what is being executed, the outermost first.
        module: the program's namespace.
        builders: what it defines and may not have called.
    """

    def __init__(
        self,
        trace: Trace,
        before: Callable[[ast.stmt], None],
        after: Callable[[ast.stmt], None],
        between: Callable[[], None],
    ) -> None:
        self._trace = trace
        self._sources = trace.sources
        self._before = before
        self._after = after
        self._between = between
        self.blocks: list[Block] = []
        self._program = beginnings.program(ast.Module([], []), "")
        self._path = trace.sources.document
        self._flags = 0
        self._follows = False
        self._kernel = Kernel() if is_notebook(self._path) else None
        self._names_unknown = False
        self._last = 0
        # Whether what raises now is caught, and told of the statement.
        self.is_executing = False
        self.builders = Builders(ast.Module([], []), {})
        self.module = types.ModuleType("__main__")

    def run(self) -> None:
        """Execute the document's text once.

        Raises:
            TimeLimitError: the run's time is up.
        """
        try:
            tree = statements.parse(self._sources.text, self._path)
        except (SyntaxError, ValueError) as error:
            self._trace.problem(self._unparsable(error))
            return
        self._program = beginnings.program(tree, self._sources.text)
        self._prepare(tree)
        self._last = tree.body[-1].lineno if tree.body else 0
        self.builders = Builders(tree, builtins_of_users())
        try:
            self._body(Block("", tree.body), guarded=False)
        except ProgramEndedError as error:
            if error.args:
                span = self.innermost(error) or Span(self._path, 1, 1, 1, 2)
                message = f"The program ends here: {error}."
                self._trace.problem(Problem("KL908", "information", message, span))

    def follow(self, *, limited: bool) -> bool:
        """Go on with another text of the document, which is the same up to here.

        Args:
            limited: a statement was ended for taking long, since others follow.

        Returns:
            False if this run would have done something else with it.
        """
        try:
            tree = statements.parse(self._sources.text, self._path)
        except (SyntaxError, ValueError):
            return False
        program = beginnings.program(tree, self._sources.text)
        alike = beginnings.are_executed_alike(
            self._program, program, self.path(), to_the_end=limited
        )
        if not alike:
            return False
        self._program = program
        self._last = tree.body[-1].lineno
        self.builders.follow(tree)
        body = tree.body
        for block, inner in zip(self.blocks, [*self.blocks[1:], None], strict=True):
            block.statements = body
            if inner is not None:
                body = getattr(body[block.index], inner.part)
        return True

    def path(self) -> beginnings.Path:
        """Where the program is."""
        return tuple((block.part, block.index) for block in self.blocks)

    def end_before(self) -> tuple[int, int]:
        """Where the statement ends that was executed last: its line, and column in bytes."""
        block = self.blocks[-1]
        return beginnings.end_of(block.statements[block.index - 1])

    def is_last(self, statement: ast.stmt) -> bool:
        """Whether nothing follows a statement in the program, or it cannot be left out."""
        unfit = isinstance(statement, (ast.Import, ast.ImportFrom))
        return unfit or statement.lineno >= self._last

    def _unparsable(self, error: SyntaxError | ValueError) -> Problem:
        if not isinstance(error, SyntaxError):
            error = SyntaxError(str(error))
        lines = self._sources.lines(self._path) or [""]
        return syntax_problem(error, self._path, lines, FILE_IS_NOT_RUN)

    def _prepare(self, tree: ast.Module) -> None:
        namespace = self.module.__dict__
        namespace.update(self._kernel.names() if self._kernel else {"__file__": self._path})
        namespace.update(
            __builtins__=builtins_of_users(),
            __doc__=ast.get_docstring(tree, clean=False),
            __annotations__={},
            __cached__=None,
        )
        sys.modules["__main__"] = self.module
        package = statements.package_of(tree, self._path)
        if package is not None:
            namespace["__package__"], sys.path[0] = package
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                code = compile(ast.Module([statement], []), self._path, "exec", dont_inherit=True)
                self._flags |= code.co_flags & _future_flags()

    def evaluate(self, tree: ast.Expression) -> Any:
        """The value of an expression in the program's namespace; raises what it raises."""
        code = self._sources.compile(tree, self._path, self._flags)
        return eval(code, self.module.__dict__)  # noqa: S307 - it is what we are here for

    # Statements.

    def _body(self, block: Block, *, guarded: bool) -> None:
        self.blocks.append(block)
        try:
            while block.index < len(block.statements):
                self._between()
                statement = block.statements[block.index]
                try:
                    self._statement(statement, guarded=guarded)
                except SystemExit as error:
                    self._report_exit(error, statement)
                    if guarded:
                        # `if …: sys.exit()`: whether it is reached depends on where the program
                        # runs.
                        return
                    raise ProgramEndedError from None
                finally:
                    self._after(statement)
                block.index += 1
        finally:
            self.blocks.pop()

    def _statement(self, statement: ast.stmt, *, guarded: bool) -> None:
        if isinstance(statement, ast.If):
            test = self._value(statement.test)
            part = "body" if test else "orelse"
            block = Block(part, getattr(statement, part))
            self._body(block, guarded=guarded or not statements.is_main_guard(statement.test))
        elif isinstance(statement, ast.With) and len(statement.body) > 1:
            self._with(statement, guarded=guarded)
        else:
            self._execute(statement)

    def _with(self, statement: ast.With, *, guarded: bool) -> None:
        """Enter the contexts, then run the statements inside one by one."""
        entered = []
        for item in statement.items:
            manager = self._value(item.context_expr)
            if not isinstance(manager, Unknown) and not hasattr(type(manager), "__enter__"):
                manager = Unknown("a context that could not be entered")
            value = self._guard(manager.__enter__, statement, EMPTY)
            if value is EMPTY:
                value = Unknown("a context that could not be entered")
            else:
                entered.append(manager)
            if item.optional_vars is not None:
                self._assign(item.optional_vars, value)
        try:
            self._body(Block("body", statement.body), guarded=guarded)
        finally:
            for manager in reversed(entered):
                leave = functools.partial(manager.__exit__, None, None, None)
                self._guard(leave, statement, None)

    def _assign(self, target: ast.expr, value: object) -> None:
        holder = "__keras_lsp_value__"
        self.module.__dict__[holder] = value
        assignment = ast.copy_location(
            ast.Assign([target], ast.copy_location(ast.Name(holder, ast.Load()), target)), target
        )
        self._execute(assignment)
        del self.module.__dict__[holder]

    def _execute(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Import) and len(statement.names) > 1:
            # Where one is missing the others are there.
            for name in statement.names:
                self._execute(ast.copy_location(ast.Import([name]), statement))
            return

        def run() -> None:
            code = self._sources.compile(ast.Module([statement], []), self._path, self._flags)
            exec(code, self.module.__dict__)  # noqa: S102 - it is what we are here for

        self._before(statement)
        if self._kernel is not None:
            # `from IPython import get_ipython` gives one that knows no kernel.
            self.module.__dict__["get_ipython"] = self._kernel.get_ipython
            if awaits(statement):
                self._recover(statement)
                return
        if self._guard(run, statement, EMPTY) is EMPTY:
            self._recover(statement)

    def _value(self, expression: ast.expr) -> Any:
        if self._kernel is not None and awaits(expression):
            return Unknown("an awaited value")
        evaluate = functools.partial(self.evaluate, ast.Expression(expression))
        value = self._guard(evaluate, expression, EMPTY)
        return Unknown(f"line {expression.lineno} failed") if value is EMPTY else value

    def _guard(self, action: Callable[[], Any], node: ast.AST, failed: object) -> Any:
        """The action's result; `failed`, and a problem, if it raises."""
        try:
            self.is_executing = True
            try:
                return action()
            finally:
                self.is_executing = False
        except (SystemExit, TimeLimitError, ProgramEndedError):
            raise
        except BaseException as raised:
            error = endings.behind(raised)
            if isinstance(error, TimeLimitError):
                raise error from raised
            self._report(error, node)
            return failed

    def _report(self, error: BaseException, node: ast.AST) -> None:
        if self._kernel is not None and self._kernel.files_unknown:
            self._trace.missing = True
        if isinstance(error, StatementLimitError):
            problem: Problem | None = slow_statement_problem(
                error.seconds, self.innermost(error) or self._span(node)
            )
            self._trace.unwind()
            self._trace.missing = True
        elif isinstance(error, SyntaxError) and error.filename == self._path:
            problem = self._unparsable(error)
        elif isinstance(error, NameError) and self._has_unknown_names():
            problem = None
        else:
            problem = exceptions.problem_of(self._trace, error, self._span(node))
        self._follows = problem is None
        if problem is None:
            models.give_up(self._trace, error)
        self.builders.note_failure(node, causes.functions(self._sources, error))
        if problem is None or problem.severity != "error":
            self._trace.flow.note_error(error)
        if problem is not None:
            self._trace.problem(problem)
        if type(error) is NameError and error.name:
            # It has been said once; the program would not have come to its next use.
            self.module.__dict__.setdefault(error.name, Unknown(f"the name {error.name}"))

    def _has_unknown_names(self) -> bool:
        """Whether something that failed, or was left out, would have bound we know not what."""
        return self._names_unknown or (self._kernel is not None and self._kernel.names_unknown)

    def _recover(self, statement: ast.stmt) -> None:
        """Bind what the statement would have bound, so that the rest can go on."""
        namespace = self.module.__dict__
        columns = tables.columns(statement, namespace)
        for name in statements.bound_names(statement):
            self._names_unknown = self._names_unknown or name == "*"
            reason = f"{name} (line {statement.lineno} failed)"
            unknown = Unknown(reason, source=self._source(statement))
            namespace[name] = with_shape(unknown, None if columns is None else (-1, columns))
        namespace.update(hyperparameters.in_place_of(statement))
        for name in statements.filled_collections(statement):
            if isinstance(namespace.get(name), (list, dict, set)):
                namespace[name] = Unknown(f"what line {statement.lineno} would put into {name}")
        receiver, method = statements.method_call(statement)
        value = namespace.get(receiver)
        missing = Unknown(f"line {statement.lineno}")
        called = getattr(value, method, None) if hasattr(value, "count_params") else None
        if method in ("add", "compile") and callable(called) and not isinstance(value, type):
            self._guard(functools.partial(called, missing), statement, None)
        elif receiver and self._follows and not _keeps_its_state(value):
            namespace[receiver] = missing

    def _source(self, statement: ast.stmt) -> str:
        return self._sources.line(self._path, statement.lineno).strip()

    def _report_exit(self, error: SystemExit, statement: ast.stmt) -> None:
        if error.code in (None, 0) and not isinstance(error.code, str):
            return
        self._trace.problem(
            Problem(
                "KL908",
                "information",
                f"The program ends here: SystemExit({error.code!r}).",
                self.innermost(error) or self._span(statement),
            )
        )

    def innermost(self, error: BaseException) -> Span | None:
        """The user's innermost expression that an exception passed."""
        return causes.innermost(self._sources, error.__traceback__)

    def _span(self, node: ast.AST) -> Span:
        line = getattr(node, "lineno", 1)
        return self._sources.line_span(self._path, line)


def _keeps_its_state(value: object) -> bool:
    """Whether a method that failed has not left the object half done: modules, models."""
    return isinstance(value, types.ModuleType) or hasattr(value, "count_params")


def _future_flags() -> int:
    import __future__

    flags = 0
    for name in __future__.all_feature_names:
        flags |= getattr(__future__, name).compiler_flag
    return flags


@functools.cache
def builtins_of_users() -> dict[str, Any]:
    """Python's builtins, as the user's modules see them."""
    of_users = {**vars(builtins), "len": length}
    conversions.install(of_users)
    return of_users


def set_up(document: str, argv: list[str] | None) -> None:
    """Make the process look as `python document …` would, or as a notebook's kernel does."""
    directory = os.path.dirname(document)  # noqa: PTH120 - as Python does it
    if is_notebook(document):
        sys.argv = [*ARGV] if argv is None else [ARGV[0], *argv]
    else:
        sys.argv = [document, *(argv or ())]
    sys.path.insert(0, directory)
    with contextlib.suppress(FileNotFoundError):  # It may have been removed since.
        os.chdir(directory)
