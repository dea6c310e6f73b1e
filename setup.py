"""Builds the extension module; what else the distribution is stands in pyproject.toml."""

import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from glob import glob

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

# Hardening that costs nothing that can be measured (docs/reliability.md). Undefined first: some
# interpreters' flags define it already.
HARDENING = ["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3", "-fstack-protector-strong"]
HARDENED_LINK = []
if sys.platform == "linux":
    HARDENING.append("-fstack-clash-protection")
    HARDENED_LINK.append("-Wl,-z,relro,-z,now")
if platform.machine() == "x86_64":
    HARDENING.append("-fcf-protection")


class BuildOnAllCpus(build_ext):
    """Compiles as many files at once as there are CPUs."""

    def build_extensions(self):
        """Replace the compiler's loop over the files, then build as setuptools does."""
        compile_in_turn = self.compiler.compile

        def compile_side_by_side(sources, **options):
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                objects = pool.map(lambda source: compile_in_turn([source], **options), sources)
                return [path for paths in objects for path in paths]

        self.compiler.compile = compile_side_by_side
        super().build_extensions()


setup(
    cmdclass={"build_ext": BuildOnAllCpus},
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
    ],
)
