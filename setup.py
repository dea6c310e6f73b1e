"""Builds the extension module; what else the distribution is stands in pyproject.toml."""

from glob import glob

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "word_count._native",
            sources=sorted(glob("src/core/*.c") + glob("src/word_count/*.c")),
            depends=sorted(glob("src/core/*.h") + glob("src/word_count/*.h")),
            include_dirs=["src/core"],
            # -g0: many interpreters were built with -g, which makes the file nine times as large.
            extra_compile_args=["-std=c11", "-O3", "-g0", "-pthread", "-fvisibility=hidden"],
            extra_link_args=["-pthread"],
        )
    ]
)
