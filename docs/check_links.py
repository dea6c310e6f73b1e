"""Checks a built site: every link within it leads somewhere, and nothing loads from outside.

Usage: check_links.py FOLDER. Prints what is wrong; the exit status is 1 if anything is.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
LEADING = ("canonical", "next", "prev", "search", "index", "author")  # links that load nothing


class Page(HTMLParser):
    """What a page is linked to, what it loads, and the anchors it has."""

    def __init__(self, path: Path) -> None:
        """Read the page."""
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element names."""
        values = {name: value or "" for name, value in attrs}
        self.anchors.update(values[name] for name in ("id", "name") if name in values)
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADED and values.get("rel") not in LEADING and values.get(LOADED[tag]):
            self.loads.append(values[LOADED[tag]])


def main() -> int:
    """Check every page."""
    root = Path(sys.argv[1]).resolve()
    pages = {path.resolve(): Page(path) for path in root.rglob("*.html")}
    wrong = [
        f"{path.relative_to(root)}: {trouble}"
        for path, page in pages.items()
        for trouble in troubles(path, page, pages)
    ]
    for line in wrong:
        print(line)  # noqa: T201
    print(f"{len(pages)} pages, {sum(len(page.links) for page in pages.values())} links")  # noqa: T201
    return 1 if wrong or not pages else 0


def troubles(path: Path, page: Page, pages: dict[Path, Page]) -> list[str]:
    """Say what is wrong with a page."""
    found = []
    for link in [*page.links, *page.loads]:
        url = urlsplit(link)
        if url.scheme or url.netloc:
            if link in page.loads and url.scheme != "data":
                found.append(f"loads {link}")
            continue
        target = (path.parent / unquote(url.path)).resolve() if url.path else path
        if target.is_dir():
            target /= "index.html"
        if not target.exists():
            found.append(f"no file for {link}")
        elif (
            url.fragment and target in pages and unquote(url.fragment) not in pages[target].anchors
        ):
            found.append(f"no anchor for {link}")
    return found


if __name__ == "__main__":
    sys.exit(main())
