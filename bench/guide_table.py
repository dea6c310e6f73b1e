"""Turns pytest-benchmark's JSON of test_word_count.py into the table of README.md.

Usage: guide_table.py RESULTS.json [README.md]. Prints the table; where a document is named, also
puts it there between the lines <!-- bench --> and <!-- /bench -->.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROWS = {
    "test_word_count_parallel": "`search`",
    "test_word_count_sequential": "`search_sequential`",
    "test_word_count_sequential_twice_with_threads": (
        "`search_sequential_allow_threads`, twice at once on 2 Python threads"
    ),
    "test_word_count_python_sequential": "`search_py`",
}


def table(results: dict[str, Any]) -> str:
    """Give the medians as Markdown, with the machine they were measured on."""
    medians: dict[str, dict[str, float]] = {}
    for benchmark in results["benchmarks"]:
        name, text = benchmark["name"].removesuffix("]").split("[")
        medians.setdefault(text, {})[name] = benchmark["stats"]["median"]
    texts = list(medians)
    lines = [
        "| | " + " | ".join(f"{text}, ms | times `search_py`'s speed" for text in texts) + " |",
        "|---|" + "--:|--:|" * len(texts),
    ]
    for name, title in ROWS.items():
        cells = [title]
        for text in texts:
            seconds, python = (
                medians[text][name],
                medians[text]["test_word_count_python_sequential"],
            )
            calls = 2 if "twice" in name else 1
            cells += [f"{seconds * 1000:.3f}", f"{calls * python / seconds:.1f}"]
        lines.append("| " + " | ".join(cells) + " |")
    machine = results["machine_info"]
    caption = (
        f"Medians on {machine['cpu']['brand_raw']}, {machine['cpu']['count']} CPUs, "
        f"CPython {machine['python_version']}, {results['datetime'][:10]}."
    )
    return "\n".join([*lines, "", caption])


def main() -> None:
    """Print the table, and put it into the document named by the second argument."""
    text = table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(f"{text}\n")
    for name in sys.argv[2:]:
        document = Path(name)
        marked = r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)"
        old = document.read_text(encoding="utf-8")
        document.write_text(
            re.sub(marked, lambda _: f"{text}\n", old, flags=re.DOTALL), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
