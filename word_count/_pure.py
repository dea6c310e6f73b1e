"""The definition of a word, in Python: what every other function is tested against.

The types are in _pure.pyi: to import typing here would double the time of `import word_count`.
"""

from os import PathLike


def search_py(contents, needle, *, words=None, ignore_case=False):  # noqa: ANN001, ANN202
    r"""Count the words of contents that equal needle, in pure Python.

    This is the definition; every other function gives the same count. Unless words says otherwise,
    lines end at "\n" or "\r\n", and the words of a line are the pieces between single spaces.

    Parameters
    ----------
    contents : str or bytes-like object
        The text. A bytes-like object must be contiguous, with items of one byte.
    needle : str or bytes-like object
        The word to count, of the same kind as contents.
    words : str, bytes or re.Pattern, optional
        A class of characters followed by "+", such as r"\w+", of the same kind as contents: the
        words are those that re.findall(words, contents) gives.
    ignore_case : bool, optional
        Whether characters are the same that differ only in case; of bytes, ASCII letters only.

    Returns
    -------
    int
        The count, in O(len(contents)) time, and memory for a list of the words.

    Raises
    ------
    TypeError
        For arguments of other types, also for a str and bytes, or wider items.
    BufferError
        For a buffer that is not contiguous.
    ValueError
        For words that are no class of characters followed by "+".

    Examples
    --------
    >>> from word_count import search_py
    >>> search_py("Now is better than never.\nIs it?", "is")
    1
    >>> search_py("Now is better than never.\nIs it?", "is", words=r"\w+", ignore_case=True)
    2

    """
    if isinstance(contents, str):
        contents, needle = _characters_of(contents), _characters_of(needle)
    else:
        contents = _bytes_of(contents, "contents", "str or a bytes-like object")
        needle = _bytes_of(needle, "needle", "a bytes-like object because contents is one")
    found = _words_by_line(contents) if words is None else [_class_runs(contents, words)]
    if ignore_case:
        needle = fold_word(needle)
        found = (list(map(fold_word, some)) for some in found)
    return sum(some.count(needle) for some in found)


def count_words_py(contents, *, words=r"\w+", ignore_case=False, vocabulary=None):  # noqa: ANN001, ANN202
    r"""Count each word of contents, in pure Python.

    This is the definition; count_words() gives the same Counter, in another order.

    Parameters
    ----------
    contents, words, ignore_case, vocabulary
        As for count_words().

    Returns
    -------
    collections.Counter
        The words and their counts, in the order in which they occur; of a vocabulary in its order.

    Raises
    ------
    TypeError, ValueError, BufferError
        As search_py() does.

    Examples
    --------
    >>> from word_count import count_words_py
    >>> count_words_py("To be, or not to be?", ignore_case=True)
    Counter({'to': 2, 'be': 2, 'or': 1, 'not': 1})

    """
    from collections import Counter  # noqa: PLC0415 - takes a while to import

    name = "count_words_py"
    if isinstance(contents, str):
        contents = _characters_of(contents)
    else:
        contents = _bytes_of(contents, "contents", "str or a bytes-like object", name)
        words = rb"\w+" if words == r"\w+" else words
    if words is None:
        found = [word for line in _words_by_line(contents) for word in line]
    else:
        found = _class_runs(contents, words, name)
    counts = Counter(map(fold_word, found) if ignore_case else found)
    if vocabulary is None:
        return counts
    as_counted = fold_word if ignore_case else lambda word: word
    return Counter({word: counts[as_counted(word)] for word in vocabulary})


def _words_by_line(contents):  # noqa: ANN001, ANN202
    is_str = isinstance(contents, str)
    newline, cr, space = ("\n", "\r", " ") if is_str else (b"\n", b"\r", b" ")
    *lines, last = contents.split(newline)
    for line in lines:
        yield line.removesuffix(cr).split(space)
    if last:
        yield last.split(space)


def _class_runs(contents, words, function="search_py"):  # noqa: ANN001, ANN202
    from word_count._words import pattern_of  # noqa: PLC0415

    is_bytes = isinstance(contents, bytes)
    return pattern_of(words, is_bytes=is_bytes, function=function).findall(contents)


def fold_word(word):  # noqa: ANN001, ANN202
    """Return what a word is but for case: of bytes, in ASCII's lower case."""
    return word.lower() if isinstance(word, bytes) else "".join(map(fold, word))


def fold(character):  # noqa: ANN001, ANN202
    """Return what a character is but for case: it in upper, then in lower case.

    Each step is left out where it does not give one character.
    """
    upper = character.upper()
    character = upper if len(upper) == 1 else character
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _characters_of(value):  # noqa: ANN001, ANN202
    """Return the characters of a str or of an instance of a subclass, whatever that overrides."""
    if not isinstance(value, str):
        name, wanted = "needle", "str because contents is str"
        raise _wrong_type(name, wanted, value)
    return str.__str__(value)


def _bytes_of(value, name, wanted, function="search_py"):  # noqa: ANN001, ANN202
    """Copy a bytes-like object, if it is a contiguous one of bytes."""
    try:
        view = memoryview(value)
    except TypeError:
        raise _wrong_type(name, wanted, value, function) from None
    with view:
        came = type(value).__name__
        if view.itemsize != 1:
            items = f"{came} with items of {view.itemsize}"
            message = f"{function}() argument {name!r} must have items of 1 byte, not {items}"
            raise TypeError(message)
        if not view.c_contiguous:
            gaps = f"{came} with gaps or in another order"
            message = f"{function}() argument {name!r} must be contiguous, not {gaps}"
            raise BufferError(message)
        return view.tobytes()


def _wrong_type(name, wanted, value, function="search_py"):  # noqa: ANN001, ANN202
    came = "None" if value is None else type(value).__name__
    is_file = name == "contents" and _is_file(value)
    other = "search_file" if function == "search_py" else "count_words_file"
    hint = f"; to count in a file call {other}()" if is_file else ""
    return TypeError(f"{function}() argument {name!r} must be {wanted}, not {came}{hint}")


def _is_file(value):  # noqa: ANN001, ANN202
    """Say whether search_file() may take it: a path, or what can be read."""
    try:
        return isinstance(value, PathLike) or hasattr(value, "read")
    except Exception:  # noqa: BLE001 - whatever the class does when it is asked
        return False
