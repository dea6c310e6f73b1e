from collections.abc import Callable, Iterable
from typing import SupportsIndex, overload

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
def thread_count() -> int: ...
def threads_from(threads: SupportsIndex | None, /) -> int: ...
def count_file(
    descriptor: int,
    begin: int,
    end: int,
    needle: ReadableBuffer,
    width: int,
    swapped: bool,
    threads: int,
    progress: Callable[[int], object] | None,
    /,
) -> int: ...
def count_files(
    paths: tuple[bytes, ...], needle: ReadableBuffer, threads: int, skip_bom: bool = False, /
) -> list[int | None]: ...
def count_descriptor(
    descriptor: int,
    head: ReadableBuffer,
    needle: ReadableBuffer,
    width: int,
    swapped: bool,
    progress: Callable[[int], object] | None,
    /,
) -> int: ...
def count_blocks(
    blocks: Iterable[ReadableBuffer], needle: ReadableBuffer, width: int, swapped: bool, /
) -> int: ...
def kernel_name() -> str: ...
def kernel_list() -> list[str]: ...
