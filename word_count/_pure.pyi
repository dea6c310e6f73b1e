from collections import Counter
from collections.abc import Iterable
from typing import overload

from _typeshed import ReadableBuffer

from word_count._types import BytesWords, StrWords

@overload
def search_py(
    contents: str, needle: str, *, words: StrWords | None = None, ignore_case: object = False
) -> int: ...
@overload
def search_py(
    contents: ReadableBuffer,
    needle: ReadableBuffer,
    *,
    words: BytesWords | None = None,
    ignore_case: object = False,
) -> int: ...
@overload
def count_words_py(
    contents: str,
    *,
    words: StrWords | None = ...,
    ignore_case: object = False,
    vocabulary: Iterable[str] | None = None,
) -> Counter[str]: ...
@overload
def count_words_py(
    contents: ReadableBuffer,
    *,
    words: BytesWords | None = ...,
    ignore_case: object = False,
    vocabulary: Iterable[bytes] | None = None,
) -> Counter[bytes]: ...
def fold(character: str) -> str: ...
@overload
def fold_word(word: str) -> str: ...
@overload
def fold_word(word: bytes) -> bytes: ...
