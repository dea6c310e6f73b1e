"""Who is measured on files: functions, and command lines.

A command is an entry of COMMANDS. Words in capitals stand for the files of inputs.py. Commands
write to a pipe: GNU grep stops at the first match where its output is /dev/null.
"""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from functools import partial
from pathlib import Path

from bench.files import BARE
from bench.files.inputs import Files
from bench.harness.c_library import library
from bench.harness.cases import Call, Contender
from word_count import search_file

ALL_WORDS = "all words of a book of 88 MB"  # for which others take long

# The command lines of each group; times are compared with those of the first.
COMMANDS = {
    "one long file": [
        "word-count is BIG",
        "rg -c -w is BIG",
        "grep -c -w is BIG",
        "wc -l BIG",
    ],
    "a book of 88 MB, any case": [
        "word-count -w -i him BOOK",
        "rg -c -w -i him BOOK",
        "grep -c -w -i him BOOK",
    ],
    ALL_WORDS: [
        "word-count --top 10 BOOK",
        r"tr -cs A-Za-z0-9_ '\n' < BOOK | sort | uniq -c | sort -rn | head",
        "awk '{for(i=1;i<=NF;i++)c[$i]++} END{for(w in c)print c[w],w}' BOOK",
    ],
    "the same, by a pipe": [
        "cat BIG | word-count is",
        "cat BIG | wc -l",
    ],
    "many short files": [
        "word-count -r is MANY",
        "rg --no-ignore -c -w is MANY",
        "grep -r -c -w is MANY",
    ],
    "46,000 files in 6,600 directories": [
        "word-count -r is TREE",
        "rg --no-ignore -c -w is TREE",
        "grep -r -c -w is TREE",
    ],
    "an archive": [
        "word-count is ARCHIVE",
        "zcat ARCHIVE | wc -l",
        "zgrep -c -w is ARCHIVE",
    ],
    "a book of 4 MB": [
        "word-count him CHAPTER",
        "word-count -w -i him CHAPTER",
        "rg -c -w -i him CHAPTER",
        "grep -c -w -i him CHAPTER",
    ],
    "start-up": [
        "word-count is /dev/null",
        "word-count --version",
        "python -c pass",
    ],
}
MEMORY = ["is BIG", "-j 256 is BIG", "-r is MANY", "is ARCHIVE"]

# Not getrusage's figure: a process inherits the peak of the parent that forked it.
PEAK = """
import sys
try:
    if len(sys.argv) > 1:
        from word_count._command.main import main
        main(sys.argv[1:])
finally:
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    print(peak.split()[1], file=sys.stderr)
"""


def only_pread(path: Path, _needle: str, *, threads: int, **_rule: object) -> None:
    """Read the file in C, and do nothing else."""
    descriptor = os.open(path, os.O_RDONLY)
    assert library().limit_pread(descriptor, path.stat().st_size, threads)
    os.close(descriptor)


def filled(line: str, files: Files) -> str:
    """Return a command line with the paths of what its words stand for."""
    own = {
        "word-count": Path(sysconfig.get_path("scripts")) / "word-count",
        "python": Path(sys.executable),
        **files,
    }
    return " ".join(shlex.quote(str(own[word])) if word in own else word for word in line.split())


def is_installed(line: str) -> bool:
    """Return whether all programs of a command line are installed."""
    programs = {part.split()[0] for part in line.split("|")} - {"word-count", "python"}
    return all(map(shutil.which, programs))


def command(line: str, files: Files) -> Call:
    """Return a call that runs a command line."""
    return Call(shell, (filled(line, files),))


def shell(line: str) -> None:
    """Run a command line as users do, with no variables for Python; read what it prints."""
    variables = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}
    subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, env=variables, check=True)


def peak(line: str, files: Files) -> int:
    """Return the most memory, in KiB, that the command had resident; without arguments, Python."""
    arguments = [sys.executable, "-c", PEAK, *shlex.split(filled(line, files))]
    return int(subprocess.run(arguments, capture_output=True, text=True, check=True).stderr)


FUNCTIONS = [
    Contender("search_file", search_file),
    Contender("only pread", only_pread),
]
LINES = {
    group: [
        Contender(line, partial(command, line), prepares=True)
        for line in lines
        if is_installed(line)
    ]
    for group, lines in COMMANDS.items()
}
PEAKS = [
    Contender(BARE, partial(peak, "")),
    *(Contender(f"word-count {line}", partial(peak, line)) for line in MEMORY),
]
