"""Whether a process that has run a program is as it was before, and may run another one.

The report of a program must be that of a fresh process. So all that the process holds is compared
with what it held before the program (`heap`, `beneath`); some of that is set back first
(`restoring`), and some may differ since nothing hangs on it (`allowed`). Whatever else has changed
ends the process. What is asked for is not whether a change matters, but whether there is one.
"""

from __future__ import annotations

import gc
import sys
import types
from typing import TYPE_CHECKING

from keras_lsp.worker.execution.execute import builtins_of_users
from keras_lsp.worker.left_behind import beneath
from keras_lsp.worker.left_behind.allowed import Allowed
from keras_lsp.worker.left_behind.heap import AwaitedError, Heap
from keras_lsp.worker.left_behind.restoring import restorers

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace.adapter import Adapter


class World:
    """All that this process holds, once it has loaded Keras and is ready for a program.

    Args:
        adapter: knows the Keras of this process.
    """

    def __init__(self, adapter: Adapter) -> None:
        self._classes = (adapter.layer, adapter.model, adapter.variable, adapter.symbol)
        self._restorers = restorers()
        self._random = beneath.RandomStates()
        self._facts = beneath.facts()
        self._modules = dict(sys.modules)
        self._heap = Heap()
        self._allowed: Allowed | None = None

    def note(self, goes_on: Callable[[], bool], owner: object) -> bool:
        """Note everything, which takes a while.

        Args:
            goes_on: asked again and again; False ends it.
            owner: an object that changes with each program, and is none of theirs.

        Returns:
            Whether all was noted.
        """
        mine = (self._facts, self._modules, self._restorers, sys.modules)
        own = (owner, vars(owner), self, vars(self), *mine)
        try:
            self._heap.note(goes_on, without=own)
        except AwaitedError:
            return False
        self._allowed = Allowed(self._heap)
        return True

    def left_behind(self) -> str:
        """What the program has left behind, in words; empty if nothing that could matter.

        What is usually changed by a program is set back first.
        """
        if self._allowed is None:
            return "this process was not looked at before"
        reason = self._modules_of_program()
        if reason:
            return reason
        for each in self._restorers:
            each.restore()
        self._random.restore()
        gc.collect()
        facts = beneath.facts()
        for name, value in self._facts.items():
            if facts.get(name) != value:
                return name
        changes = [*self._heap.changes()]
        return self._allowed.refuse(changes) or self._alive()

    def _modules_of_program(self) -> str:
        """Forget the program's own modules; others that it has imported are a reason."""
        of_users = builtins_of_users()
        for name, module in [*sys.modules.items()]:
            if self._modules.get(name) is module:
                continue
            if name in self._modules:
                return f"another module {name}"
            if vars(module).get("__builtins__") is of_users:
                del sys.modules[name]
            elif not name.startswith("keras_lsp."):
                return f"the module {name}"
        if len(sys.modules) < len(self._modules):
            return "modules that were removed"
        return ""

    def _alive(self) -> str:
        """What of the program's is still there, held by something that may have grown."""
        of_users = builtins_of_users()
        for each in gc.get_objects():
            if isinstance(each, types.FunctionType):
                if each.__globals__.get("__builtins__") is of_users:
                    return f"the function {each.__qualname__}"
            elif issubclass(type(each), type):
                if type.__dict__["__module__"].__get__(each) == "__main__":
                    return f"the class {each.__qualname__}"
            elif issubclass(type(each), self._classes):
                return f"an object of {type(each).__qualname__}"
        return ""
