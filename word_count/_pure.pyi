from typing import overload

from _typeshed import ReadableBuffer

@overload
def search_py(contents: str, needle: str) -> int: ...
@overload
def search_py(contents: ReadableBuffer, needle: ReadableBuffer) -> int: ...
