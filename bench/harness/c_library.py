"""Libraries in C that src/Makefile builds: above all the helpers of bench/c with the core."""

import ctypes
import shlex
import subprocess
import sysconfig
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent.parent / "src"


class Text(ctypes.Structure):
    """wc_text."""

    _fields_ = (("units", ctypes.c_void_p), ("length", ctypes.c_size_t), ("width", ctypes.c_uint))


def build(name: str) -> Path:
    """Build a library, optimised as the extension module is; return its path."""
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[0]
    settings = [f"CC={compiler}", "CFLAGS=-O3"]
    command = ["make", "-s", "-C", str(SOURCES), name, *settings]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return Path(printed.strip())


@cache
def library() -> ctypes.CDLL:
    """Build and load the helpers of bench/c with the core."""
    loaded = ctypes.CDLL(str(build("limits.so")))
    loaded.limit_read.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint)
    loaded.limit_read.restype = None  # its sum only keeps the loop from being optimised away
    loaded.limit_count.argtypes = (ctypes.c_char_p, ctypes.POINTER(Text), ctypes.POINTER(Text))
    loaded.limit_count.restype = ctypes.c_size_t
    loaded.limit_pread.argtypes = (ctypes.c_int, ctypes.c_size_t, ctypes.c_uint)
    loaded.limit_pread.restype = ctypes.c_bool
    loaded.wc_kernel_list.argtypes = (ctypes.c_size_t,)
    loaded.wc_kernel_list.restype = ctypes.c_char_p
    return loaded


def kernels() -> list[str]:
    """Return the names of the kernels that this CPU can run, the best first."""
    names: list[str] = []
    while name := library().wc_kernel_list(len(names)):
        names.append(name.decode())
    return names


def text_of(contents: str) -> Text:
    """Point to the data of a str, which must outlive the pointer.

    PEP 393: it lies at the object's end, before a zero, as long as no one has asked for the str's
    UTF-8. A short str's header is longer than its data, so there the characters tell the width.
    """
    size, units = contents.__sizeof__(), len(contents) + 1
    widest = max(map(ord, contents[:1000]), default=0)
    width = 1 if widest < 1 << 8 else 2 if widest < 1 << 16 else 4
    if units > 1000:  # noqa: PLR2004
        width = size // units
    return Text(id(contents) + size - units * width, len(contents), width)
