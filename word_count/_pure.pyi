import re
from typing import TypeAlias, overload

from _typeshed import ReadableBuffer

AnyPattern: TypeAlias = re.Pattern[str] | re.Pattern[bytes]
StrWords: TypeAlias = str | re.Pattern[str]
BytesWords: TypeAlias = bytes | re.Pattern[bytes]
Words: TypeAlias = StrWords | BytesWords

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
def fold(character: str) -> str: ...
@overload
def fold_word(word: str) -> str: ...
@overload
def fold_word(word: bytes) -> bytes: ...
