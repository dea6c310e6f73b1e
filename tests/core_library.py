"""The core without Python: built by the C compiler as a program and as a library for ctypes."""

import ctypes
import shlex
import shutil
import subprocess
import sys
import sysconfig
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORE = ROOT / "src" / "core"
COMPILER = shlex.split(sysconfig.get_config_var("CC") or "cc")[0]
HAS_COMPILER = shutil.which(COMPILER) is not None
FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-pthread", f"-I{CORE}"]


def compile_core(output: Path, *arguments: str | Path) -> Path:
    """Compile the core's sources, and what else is given, to output."""
    sources = sorted(CORE.glob("*.c"))
    command = [COMPILER, *FLAGS, *sources, *arguments, "-o", output]
    subprocess.run([str(part) for part in command], check=True)
    return output


class Text(ctypes.Structure):
    """wc_text."""

    _fields_ = (
        ("units", ctypes.c_void_p),
        ("length", ctypes.c_size_t),
        ("width", ctypes.c_uint),
    )


class Core:
    """The functions of word_count.h that tests call directly."""

    def __init__(self, folder: Path) -> None:
        """Compile the library in folder and load it."""
        self._library = ctypes.CDLL(str(compile_core(folder / "core.so", "-shared", "-fPIC")))
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
        prepared = ctypes.create_string_buffer(512)
        self._library.wc_needle_prepare(prepared, ctypes.byref(word), width)
        parts = [
            self._library.wc_count(
                ctypes.byref(text), prepared, ctypes.c_size_t(begin), ctypes.c_size_t(end)
            )
            for begin, end in pairwise(cuts)
        ]
        del keep, keep_too
        return parts


def _text(contents: str, width: int) -> tuple[object, Text]:
    """Give contents as units of that width, and the object that owns them."""
    codec = {1: "latin-1", 2: "utf-16", 4: "utf-32"}[width]
    order = "" if width == 1 else f"-{sys.byteorder[0]}e"
    data = contents.encode(codec + order, errors="surrogatepass")
    buffer = ctypes.create_string_buffer(data, len(data) + 4)
    return buffer, Text(ctypes.addressof(buffer), len(data) // width, width)
