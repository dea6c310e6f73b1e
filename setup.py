"""Builds the extension module; what else the distribution is stands in pyproject.toml."""

import platform
import sys
from glob import glob

from setuptools import Extension, setup

# Hardening that costs nothing that can be measured (docs/reliability.md). Undefined first: some
# interpreters' flags define it already.
HARDENING = ["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3", "-fstack-protector-strong"]
HARDENED_LINK = []
if sys.platform == "linux":
    HARDENING.append("-fstack-clash-protection")
    HARDENED_LINK.append("-Wl,-z,relro,-z,now")
if platform.machine() == "x86_64":
    HARDENING.append("-fcf-protection")

setup(
    ext_modules=[
        Extension(
            "word_count._native",
            sources=sorted(glob("src/**/*.c", recursive=True)),
            depends=sorted(glob("src/**/*.h", recursive=True)),
            include_dirs=["src/core"],
            # -g0: many interpreters were built with -g, which makes the file nine times as large.
            extra_compile_args=[
                *["-std=c11", "-O3", "-g0", "-pthread", "-fvisibility=hidden"],
                *HARDENING,
            ],
            extra_link_args=["-pthread", *HARDENED_LINK],
        )
    ]
)
