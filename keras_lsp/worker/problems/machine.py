"""Exceptions that are so only because of the machine: people, accelerators, accounts, tools."""

from __future__ import annotations

import re

NOT_KNOWN = "what depends on it is not known here."
# What libraries say of what a machine lacks.
_GPU = (
    r"device:GPU|/GPU:\d|\bno (nvidia|gpu|cuda)|not compiled with cuda|cuda driver",
    r"cuda[- ]capable device|nvidia driver|find a gpu|requires? a gpu",
    r"devices found for 'GPU|unknown backend: '(gpu|cuda|rocm)'",
)
_TPU = (r"device:TPU", r"tpu name", r"\bTPUs?\b")
_DISPLAY = (
    r"no display name|could(n't| not) connect to display|cannot connect to (x|display)",
    r"cannot load backend|\$DISPLAY",
)
_ACCOUNT = (
    r"not authenticated|not logged in|api[ _]?key|credential|unauthori[sz]ed|access token",
    r"\blogin\b|\b40[13] client error",
)
_PROGRAM = (
    r"MovieWriter|ffmpeg|imagemagick|graphviz executables|tesseract is not installed",
    r"(executable|command|program) .{0,40}not found",
)
_LACKS = (
    (re.compile("|".join(_GPU), re.IGNORECASE), "There is no GPU here"),
    (re.compile("|".join(_TPU), re.IGNORECASE), "There is no TPU here"),
    (re.compile("|".join(_DISPLAY), re.IGNORECASE), "There is no display here"),
    (re.compile("|".join(_ACCOUNT), re.IGNORECASE), "An account or a key is needed here"),
    (re.compile("|".join(_PROGRAM), re.IGNORECASE), "Another program is needed here"),
)


def lacking(error: BaseException) -> str | None:
    """What to say of an exception that comes of what this machine lacks; None if it does not."""
    if isinstance(error, EOFError) and "reading a line" in str(error):
        return f"The program reads keyboard input; {NOT_KNOWN}"
    if isinstance(error, (NameError, SyntaxError, ImportError, TypeError, AttributeError)):
        return None
    text = str(error).split("\n\n")[0]
    found = next((message for pattern, message in _LACKS if pattern.search(text)), None)
    return f"{found}; {NOT_KNOWN}" if found is not None else None
