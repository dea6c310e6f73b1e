from collections.abc import Callable, Iterable
from typing import Self, SupportsIndex, TypeAlias, final, overload

from _typeshed import ReadableBuffer

@overload
def search(contents: str, needle: str, *, threads: SupportsIndex | None = None) -> int: ...
@overload
def search(
    contents: ReadableBuffer, needle: ReadableBuffer, *, threads: SupportsIndex | None = None
) -> int: ...
@overload
def search_sequential(contents: str, needle: str) -> int: ...
@overload
def search_sequential(contents: ReadableBuffer, needle: ReadableBuffer) -> int: ...
@overload
def search_sequential_allow_threads(contents: str, needle: str) -> int: ...
@overload
def search_sequential_allow_threads(contents: ReadableBuffer, needle: ReadableBuffer) -> int: ...

@final
class Needle:
    def __new__(
        cls, word: ReadableBuffer | None, width: int = 1, swapped: bool = False, /
    ) -> Self: ...

_Progress: TypeAlias = Callable[[int], object]
_Name: TypeAlias = str | bytes | None

def count_file(
    needle: Needle,
    descriptor: int,
    begin: int,
    end: int,
    threads: int,
    progress: _Progress | None,
    name: _Name,
    /,
) -> int: ...
def count_files(
    needle: Needle, paths: tuple[bytes, ...], threads: int, skip_bom: bool = False, /
) -> list[int | OSError | None]: ...
def count_descriptor(
    needle: Needle,
    descriptor: int,
    head: ReadableBuffer,
    progress: _Progress | None,
    name: _Name,
    /,
) -> int: ...
def count_blocks(needle: Needle, blocks: Iterable[ReadableBuffer], /) -> int: ...
def thread_count(threads: SupportsIndex | None = None, function: str = "search", /) -> int: ...
def kernel_name() -> str: ...
def kernel_list() -> list[str]: ...
