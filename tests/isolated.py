"""Python programs in processes of their own, some with faults injected."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from core_library import COMPILER, HAS_COMPILER, ROOT

SANITIZED = bool(os.environ.get("LD_PRELOAD"))
CAN_INJECT = HAS_COMPILER and platform.libc_ver()[0] == "glibc" and not SANITIZED
needs_faults = pytest.mark.skipif(
    not CAN_INJECT, reason="faults are injected by a library for glibc, which a compiler builds"
)


def run(program: str, timeout: float = 120, **environment: str) -> str:
    """Run a program; require that it succeeds and says nothing of errors; give what it printed."""
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stderr + result.stdout
    return result.stdout


def build_faults(folder: Path) -> Path:
    """Compile the library that refuses memory and threads."""
    library = folder / "faults.so"
    source = ROOT / "tests" / "faults" / "faults.c"
    flags = ["-std=c11", "-O2", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror"]
    subprocess.run([COMPILER, *flags, str(source), "-o", str(library), "-ldl"], check=True)
    return library


PRELUDE = """
import ctypes
import word_count
faults = ctypes.CDLL(None)
refuse_block, refuse_threads = faults.faults_refuse_block, faults.faults_refuse_threads
block_was_refused = faults.faults_block_was_refused
block_was_refused.restype = ctypes.c_bool
"""


def run_with_faults(library: Path, program: str, **environment: str) -> str:
    """Run a program that can have memory and threads refused."""
    return run(PRELUDE + program, LD_PRELOAD=str(library), PYTHONMALLOC="malloc", **environment)
