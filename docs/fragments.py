"""What the pages show of other files: `cog -r @docs/cog.txt` puts it there, `--check` compares.

A page has `<!-- [[[cog code("path", "name", ...) ]]] -->`, the fragment, and `<!-- [[[end]]] -->`;
paths begin at the repository's top level. So the pages are plain Markdown, and no fragment differs
from the file that is compiled and tested.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
LANGUAGES = {".py": "python", ".c": "c", ".h": "c", ".sh": "sh", ".json": "json", ".out": "text"}


def code(path: str, *names: str) -> None:
    """Print definitions of a file, in the order of their names here; without names, all of it."""
    text = (ROOT / path).read_text(encoding="utf-8")
    suffix = Path(path).suffix
    if suffix == ".py":
        parts = python_definitions(text, names) if names else [without_docstring(text)]
        between = "\n\n\n"
    else:
        parts = [c_definition(text, name) for name in names] or [text.strip()]
        between = "\n\n"
    print(f"```{LANGUAGES[suffix]}\n{between.join(parts)}\n```")


def measured(name: str) -> None:
    """Print one of the guide's tables, or what a page of docs/benchmarks has but for its title."""
    path = ROOT / "docs" / "guide" / "measured" / f"{name}.md"
    if not path.exists():
        path = ROOT / "docs" / "benchmarks" / f"{name}.md"
    text = path.read_text(encoding="utf-8").strip()
    print(text.split("\n", 1)[1].strip() if text.startswith("# ") else text)


def without_docstring(text: str) -> str:
    """Return a Python file from its first statement on."""
    first = ast.parse(text).body[1]
    return "\n".join(text.splitlines()[first.lineno - 1 :])


def python_definitions(text: str, names: tuple[str, ...]) -> list[str]:
    """Return functions of a Python file, with their decorators."""
    body = ast.parse(text).body
    functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    lines = text.splitlines()
    parts = []
    for name in names:
        function = functions[name]
        first = min([function.lineno, *(part.lineno for part in function.decorator_list)])
        parts.append("\n".join(lines[first - 1 : function.end_lineno]))
    return parts


def c_definition(text: str, name: str) -> str:
    """Return a definition of a C file: a function, type, enum or variable, and the comment on it.

    Each ends at an empty line before one that is not indented.
    """
    definition = re.compile(rf"^(?![ /#]).*\b{name}(?=[(\[]| =)|^}} {name};", re.MULTILINE)
    parts = re.split(r"\n\n(?=[^ \n}])", text.strip())
    found = [part for part in parts if definition.search(part) and "{" in part]
    if len(found) != 1:
        message = f"{len(found)} definitions of {name}"
        raise LookupError(message)
    return found[0]
