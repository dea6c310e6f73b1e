"""The text of the benchmarks."""

import contextlib
import io


def zen() -> str:
    """Give the Zen of Python, as Python's own module prints it."""
    with contextlib.redirect_stdout(io.StringIO()):
        import this  # noqa: PLC0415
    decode = {ord(letter): shifted for letter, shifted in this.d.items()}
    return this.s.translate(decode) + "\n"
