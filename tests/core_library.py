"""The core without Python: programs and libraries that src/Makefile builds, and one for ctypes."""

import ctypes
import fcntl
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMPILER = shlex.split(sysconfig.get_config_var("CC") or "cc")[0]
HAS_COMPILER = all(map(shutil.which, (COMPILER, "make")))


def make(target: str) -> str:
    """Run make on what src/Makefile knows; return what it printed, the path of a library."""
    # A sanitizer that is preloaded is for Python's module, not for compilers.
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    command = ["make", "-s", "-C", str(ROOT / "src"), target, f"CC={COMPILER}"]
    with (ROOT / "src" / "Makefile").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # against another process of pytest-xdist's
        result = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, text=True, check=False, timeout=900
        )
    assert result.returncode == 0, result.stdout
    return result.stdout


def library(name: str) -> Path:
    """Build a library; return its path."""
    return Path(make(name).strip())


class Text(ctypes.Structure):
    """wc_text."""

    _fields_ = (
        ("units", ctypes.c_void_p),
        ("length", ctypes.c_size_t),
        ("width", ctypes.c_uint),
    )


class Core:
    """The functions of word_count.h that tests call directly."""

    def __init__(self) -> None:
        """Build the library and load it."""
        self._library = ctypes.CDLL(str(library("core.so")))
        self._library.wc_count.restype = ctypes.c_size_t
        self._library.wc_kernel_list.restype = ctypes.c_char_p

    @property
    def kernels(self) -> list[str]:
        """Names of the kernels that this CPU can run."""
        names: list[str] = []
        while name := self._library.wc_kernel_list(ctypes.c_size_t(len(names))):
            names.append(name.decode())
        return names

    def choose(self, kernel: str) -> None:
        """Count with the kernel of that name from now on."""
        assert self._library.wc_kernel_choose(kernel.encode())

    def count_parts(self, contents: str, needle: str, width: int, cuts: list[int]) -> list[int]:
        """Count the words that begin between each two neighbours of cuts."""
        keep, text = _text(contents, width)
        keep_too, word = _text(needle, width)
        prepared = ctypes.create_string_buffer(8192)  # a wc_needle is smaller
        lines = ctypes.create_string_buffer(64)  # wc_words, all zeros: lines and single spaces
        self._library.wc_needle_prepare(prepared, ctypes.byref(word), width, lines)
        parts = [
            self._library.wc_count(
                ctypes.byref(text), prepared, ctypes.c_size_t(begin), ctypes.c_size_t(end)
            )
            for begin, end in pairwise(cuts)
        ]
        del keep, keep_too
        return parts


def _text(contents: str, width: int) -> tuple[object, Text]:
    """Return contents as units of that width, and the object that owns them."""
    codec = {1: "latin-1", 2: "utf-16", 4: "utf-32"}[width]
    order = "" if width == 1 else f"-{sys.byteorder[0]}e"
    data = contents.encode(codec + order, errors="surrogatepass")
    buffer = ctypes.create_string_buffer(data, len(data) + 4)
    return buffer, Text(ctypes.addressof(buffer), len(data) // width, width)
