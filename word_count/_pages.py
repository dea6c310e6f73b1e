"""How far a text's characters go, in pages, as the extension module has them."""

PAGE = 256  # characters
PAGES = 0x110000 // PAGE
BYTES = 0  # the width that stands for bytes, of which only ASCII has case and classes


def pages_for(width: int) -> int:
    """Return how many pages there are of characters of so many bytes, or of BYTES."""
    return {BYTES: 1, 1: 1, 2: 0x10000 // PAGE}.get(width, PAGES)
