from collections.abc import Callable, Iterable
from typing import Any, Literal, Self, SupportsIndex, TypeAlias, final, overload

from _typeshed import ReadableBuffer

from word_count._types import BytesWords, StrWords, Words

@overload
def search(
    contents: str,
    needle: str,
    *,
    words: StrWords | None = None,
    ignore_case: object = False,
    threads: SupportsIndex | None = None,
) -> int: ...
@overload
def search(
    contents: ReadableBuffer,
    needle: ReadableBuffer,
    *,
    words: BytesWords | None = None,
    ignore_case: object = False,
    threads: SupportsIndex | None = None,
) -> int: ...
@overload
def search_sequential(
    contents: str, needle: str, *, words: StrWords | None = None, ignore_case: object = False
) -> int: ...
@overload
def search_sequential(
    contents: ReadableBuffer,
    needle: ReadableBuffer,
    *,
    words: BytesWords | None = None,
    ignore_case: object = False,
) -> int: ...
@overload
def search_sequential_allow_threads(
    contents: str, needle: str, *, words: StrWords | None = None, ignore_case: object = False
) -> int: ...
@overload
def search_sequential_allow_threads(
    contents: ReadableBuffer,
    needle: ReadableBuffer,
    *,
    words: BytesWords | None = None,
    ignore_case: object = False,
) -> int: ...

@final
class Class:
    def __new__(cls, runs: tuple[tuple[int, int], ...], pages: int, /) -> Self: ...

@final
class Fold:
    def __new__(cls, groups: tuple[str, ...], pages: int, /) -> Self: ...

@final
class Needle:
    def __new__(
        cls,
        word: ReadableBuffer | None,
        width: int = 1,
        swapped: bool = False,
        class_: Class | None = None,
        fold: Fold | None = None,
        is_utf8: bool = False,
        /,
    ) -> Self: ...
    @property
    def is_absent(self) -> bool: ...

@final
class Table:
    def __new__(
        cls,
        width: int = 1,
        swapped: bool = False,
        class_: Class | None = None,
        fold: Fold | None = None,
        is_utf8: bool = False,
        as_bytes: bool = False,
        vocabulary: tuple[bytes | None, ...] | None = None,
        /,
    ) -> Self: ...
    def take_file(
        self,
        descriptor: int,
        begin: int,
        end: int,
        threads: int,
        progress: _Progress | None,
        name: _Name,
        /,
    ) -> None: ...
    def take_files(
        self,
        paths: tuple[bytes, ...],
        threads: int,
        skip_bom: bool = False,
        skip_binary: bool = False,
        were_regular: bool = False,
        /,
    ) -> list[tuple[()] | OSError | Literal[False] | None]: ...
    def take_descriptor(
        self, descriptor: int, head: ReadableBuffer, progress: _Progress | None, name: _Name, /
    ) -> None: ...
    def take_blocks(self, blocks: Iterable[ReadableBuffer], /) -> None: ...
    def absorb(self, other: Table, threads: int, /) -> None: ...
    def clear(self, /) -> None: ...
    def fill(self, counter: dict[Any, int], threads: int, /) -> None: ...
    def known(self, threads: int, /) -> list[int]: ...
    def top(self, number: int, threads: int, /) -> list[tuple[Any, int]]: ...

def count_words(
    counter: dict[Any, int],
    contents: str | ReadableBuffer,
    words: Words | None,
    ignore_case: object,
    vocabulary: object,
    threads: SupportsIndex | None,
    /,
) -> None: ...

_Needles: TypeAlias = tuple[Needle, ...]
_Counts: TypeAlias = tuple[int, ...]
_Progress: TypeAlias = Callable[[int], object]
_Name: TypeAlias = str | bytes | None

def count_file(
    needles: _Needles,
    descriptor: int,
    begin: int,
    end: int,
    threads: int,
    progress: _Progress | None,
    name: _Name,
    /,
) -> _Counts: ...
def count_files(
    needles: _Needles,
    paths: tuple[bytes, ...],
    threads: int,
    skip_bom: bool = False,
    skip_binary: bool = False,
    were_regular: bool = False,
    /,
) -> list[_Counts | OSError | Literal[False] | None]: ...
def count_descriptor(
    needles: _Needles,
    descriptor: int,
    head: ReadableBuffer,
    progress: _Progress | None,
    name: _Name,
    /,
) -> _Counts: ...
def count_blocks(needles: _Needles, blocks: Iterable[ReadableBuffer], /) -> _Counts: ...
def rule_for(
    words: Words | None, ignore_case: object, width: int, function: str, /
) -> tuple[Class | None, Fold | None]: ...
def code_points(number: int, /) -> str: ...
def cased(number: int, /) -> str: ...
def thread_count(threads: SupportsIndex | None = None, function: str = "search", /) -> int: ...
def kernel_name() -> str: ...
def kernel_list() -> list[str]: ...
