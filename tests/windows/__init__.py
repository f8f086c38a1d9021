"""CPython for Windows, run by Wine on Debian: its set-up and a whole session in it."""
