"""While its buffer is exported a bytearray cannot be resized; its bytes can still be written."""

from concurrent.futures import ThreadPoolExecutor

from minimal import search_sequential_allow_threads

contents = bytearray(b"is this is\n" * 5_000_000)

with ThreadPoolExecutor(max_workers=1) as executor:
    future = executor.submit(search_sequential_allow_threads, contents, b"is")
    while not future.done():
        try:
            contents.append(0)
            contents.pop()
        except BufferError as error:
            print(error)  # Existing exports of data: object cannot be re-sized
            break
    print(future.result())  # 10000000
