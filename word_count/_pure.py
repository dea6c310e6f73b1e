"""The definition of a word, in Python: what every other function is tested against.

The types are in _pure.pyi: to import typing here would double the time of `import word_count`.
"""

from os import PathLike


def search_py(contents, needle):  # noqa: ANN001, ANN202
    r"""Count the words of contents that equal needle, in pure Python.

    Lines end at "\n" or "\r\n", the words of a line are the pieces between single spaces, and
    case matters. This is the definition; every other function gives the same count.

    Parameters
    ----------
    contents : str or bytes-like object
        The text. A bytes-like object must be contiguous, with items of one byte.
    needle : str or bytes-like object
        The word to count, of the same kind as contents.

    Returns
    -------
    int
        The count, in O(len(contents)) time, and memory for a list of the lines.

    Raises
    ------
    TypeError
        For arguments of other types, also for a str and bytes, or wider items.
    BufferError
        For a buffer that is not contiguous.

    Examples
    --------
    >>> from word_count import search_py
    >>> search_py("now is better than never\nis it?", "is")
    2

    """
    if isinstance(contents, str):
        contents, needle = _characters_of(contents), _characters_of(needle)
        newline, cr, space = "\n", "\r", " "
    else:
        contents = _bytes_of(contents, "contents", "str or a bytes-like object")
        needle = _bytes_of(needle, "needle", "a bytes-like object because contents is one")
        newline, cr, space = b"\n", b"\r", b" "
    lines = contents.split(newline)
    last = lines.pop()
    count = sum(line.removesuffix(cr).split(space).count(needle) for line in lines)
    return count + (last.split(space).count(needle) if last else 0)


def _characters_of(value):  # noqa: ANN001, ANN202
    """Give the characters of a str or of an instance of a subclass, whatever that overrides."""
    if not isinstance(value, str):
        name, wanted = "needle", "str because contents is str"
        raise _wrong_type(name, wanted, value)
    return str.__str__(value)


def _bytes_of(value, name, wanted):  # noqa: ANN001, ANN202
    """Copy a bytes-like object, if it is a contiguous one of bytes."""
    try:
        view = memoryview(value)
    except TypeError:
        raise _wrong_type(name, wanted, value) from None
    with view:
        came = type(value).__name__
        if view.itemsize != 1:
            items = f"{came} with items of {view.itemsize}"
            message = f"search_py() argument {name!r} must have items of 1 byte, not {items}"
            raise TypeError(message)
        if not view.c_contiguous:
            gaps = f"{came} with gaps or in another order"
            message = f"search_py() argument {name!r} must be contiguous, not {gaps}"
            raise BufferError(message)
        return view.tobytes()


def _wrong_type(name, wanted, value):  # noqa: ANN001, ANN202
    came = "None" if value is None else type(value).__name__
    is_file = name == "contents" and _is_file(value)
    hint = "; to count in a file call search_file()" if is_file else ""
    return TypeError(f"search_py() argument {name!r} must be {wanted}, not {came}{hint}")


def _is_file(value):  # noqa: ANN001, ANN202
    """Say whether search_file() may take it: a path, or what can be read."""
    try:
        return isinstance(value, PathLike) or hasattr(value, "read")
    except Exception:  # noqa: BLE001 - whatever the class does when it is asked
        return False
