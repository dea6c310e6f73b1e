"""Python programs in processes of their own, those in tests/programs among them."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from core_library import HAS_COMPILER, ROOT

PROGRAMS = ROOT / "tests" / "programs"
DEBUG_BUILD = hasattr(sys, "gettotalrefcount")
FREE_THREADED = getattr(sys, "_is_gil_enabled", lambda: True)() is False
SANITIZED = bool(os.environ.get("LD_PRELOAD"))

HAS_PROC = Path("/proc/self/task").exists()

needs_proc = pytest.mark.skipif(not HAS_PROC, reason="no /proc")
needs_faults = pytest.mark.skipif(
    not HAS_COMPILER or platform.libc_ver()[0] != "glibc" or SANITIZED,
    reason="faults are injected by a library for glibc, which a compiler builds",
)


def run(*command: str, timeout: float = 120, **environment: str) -> str:
    """Run Python with arguments; require that it succeeds and says nothing on standard error."""
    result = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stderr + result.stdout
    return result.stdout


def run_program(name: str, *arguments: object, timeout: float = 120, **environment: str) -> str:
    """Run the program called name; give what it printed."""
    path = str(PROGRAMS / f"{name}.py")
    return run(path, *map(str, arguments), timeout=timeout, **environment)
