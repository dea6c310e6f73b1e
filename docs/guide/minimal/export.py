"""While its buffer is exported a bytearray cannot be resized; its bytes can still be written.

Needs minimal, and so CPython 3.11.
"""

from minimal import search_sequential

contents = bytearray(b"is this is")

with memoryview(contents):  # an export, as a count takes it from its beginning to its end
    try:
        contents += b" it"
    except BufferError as error:
        print(error)  # Existing exports of data: object cannot be re-sized
    contents[0] = ord("x")

print(search_sequential(contents, b"is"))  # 1
