"""Builds the guide's teaching extension: pip install ."""

from setuptools import Extension, setup

setup(
    name="minimal",
    version="1.0",
    python_requires=">=3.11",
    py_modules=[],
    ext_modules=[
        Extension(
            "minimal",
            sources=["minimal.c"],
            extra_compile_args=["-std=c11", "-O3", "-pthread"],
            extra_link_args=["-pthread"],
        )
    ],
)
