"""The definition of a word, in Python: what every other function is tested against."""


def search_py(contents: str, needle: str) -> int:
    r"""Count the words of contents that equal needle, in pure Python.

    Lines end at "\n" or "\r\n", the words of a line are the pieces between single spaces, and
    case matters:

    >>> from word_count import search_py
    >>> search_py("now is better than never\nis it?", "is")
    2

    Takes O(len(contents)) time, and memory for a list of contents' lines. Raises TypeError if an
    argument is not a str.
    """
    contents, needle = _plain_str(contents, "contents"), _plain_str(needle, "needle")
    lines = contents.split("\n")
    last = lines.pop()
    count = sum(line.removesuffix("\r").split(" ").count(needle) for line in lines)
    return count + (last.split(" ").count(needle) if last else 0)


def _plain_str(value: object, name: str) -> str:
    """Give the characters of a str or of an instance of a subclass, whatever that overrides."""
    if not isinstance(value, str):
        came = "None" if value is None else type(value).__name__
        message = f"search_py() argument {name!r} must be str, not {came}"
        raise TypeError(message)
    return str.__str__(value)
