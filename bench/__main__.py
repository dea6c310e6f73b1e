"""Measures, and makes tables and pictures: `python bench measure|report RIG FOLDER`.

A rig measures one subject: limits, files, guide, dask, interrupts. The four functions are measured
by pytest-benchmark; here they only have a report. The word_count that is installed is measured.

`python bench compare OLD.so NEW.so FILE WORD ...` compares two builds of the extension.
"""

import argparse
import importlib
import sys
from pathlib import Path

RIGS = ("limits", "files", "guide", "dask", "interrupts")


def main() -> int:
    """Measure or report; return 1 where the figures do not show what is claimed of them."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="write FOLDER/*.json")
    measuring.add_argument("rig", choices=RIGS)
    measuring.add_argument("folder", type=Path)
    measuring.add_argument("--quick", action="store_true", help="see that it works")
    measuring.add_argument("--only", nargs="+", metavar="GROUP", help="keep other groups' figures")
    reporting = commands.add_parser("report", help="write tables and pictures from FOLDER/*.json")
    reporting.add_argument("rig", choices=[*RIGS, "functions"])
    reporting.add_argument("folder", type=Path)
    reporting.add_argument(
        "--into", nargs="+", type=Path, default=[], metavar="DOCUMENT",
        help="put the table between <!-- bench --> and <!-- /bench -->",
    )  # fmt: skip
    comparing = commands.add_parser("compare", help="time two builds of the extension in turns")
    comparing.add_argument("old", type=Path, metavar="OLD.so")
    comparing.add_argument("new", type=Path, metavar="NEW.so")
    comparing.add_argument("file", type=Path, help="the text, in UTF-8")
    comparing.add_argument("words", nargs="+", metavar="WORD")
    options = parser.parse_args()
    # This folder is no place to import from: it has a dask of its own. The clone comes last, so
    # that what is installed is measured.
    sys.path[:1] = []
    sys.path.append(str(Path(__file__).resolve().parent.parent))
    if options.command == "measure":
        run = importlib.import_module("bench.harness.run").run
        run(options.rig, options.folder, quick=options.quick, only=options.only)
        return 0
    if options.command == "compare":
        compare = importlib.import_module("bench.compare").compare
        compare(options.old, options.new, options.file.read_text("utf-8"), options.words)
        return 0
    wrong = importlib.import_module(f"bench.{options.rig}.report").report(options.folder)
    for document in options.into:
        put = importlib.import_module("bench.harness.tables").put_between
        put(document, "bench", (options.folder / f"{options.rig}.md").read_text("utf-8"))
    sys.stderr.writelines(f"{complaint}\n" for complaint in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
