"""What the command says where the package cannot be imported: a line, not a traceback."""

from __future__ import annotations

import os
import sys

EXIT_MISUSED = 2


def end_command() -> None:
    """End the process, because of the ImportError in hand, if it is the command's.

    It may be "python -m word_count", for which the package is imported before any of its modules
    is asked: the program is called "-m" then, and the module's name stands before its arguments.
    """
    program = sys.argv[0] if sys.argv else ""
    module = sys.orig_argv[-len(sys.argv)] if program == "-m" else ""
    if not module.endswith("word_count") and os.path.basename(program) != "word-count":  # noqa: PTH119
        return
    if sys.stderr is not None:
        sys.stderr.write(f"word-count: {sys.exc_info()[1]}\n")
    raise SystemExit(EXIT_MISUSED)
