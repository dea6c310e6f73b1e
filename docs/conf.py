"""The documentation site: nox -s docs."""

import ast
import re
import sys
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from word_count import __version__  # noqa: E402

project = "word_count"
author = "the word_count authors"
project_copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["guide/measured/*.md"]  # which are included in pages
nitpicky = True
nitpick_ignore_regex = [("py:class", r"(?!word_count\b).*")]  # types of others
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"word_count {__version__}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options: dict[str, object] = {"footer_icons": []}
html_show_sphinx = False
html_copy_source = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Documents of the repository's top level that are pages here.
PAGES = {
    "README.md": "index",
    "CONTRIBUTING.md": "contributing",
    "SECURITY.md": "security",
    "CHANGELOG.md": "changelog",
}


def list_chapters(_app: Sphinx, page: str, source: list[str]) -> None:
    """Make the guide's table of contents from the numbered links of its first page.

    So that page is plain Markdown, and its order is said once.
    """
    if page == "guide/index":
        chapters = re.findall(r"^\d+\. \[.*\]\((.*)\.md\)$", source[0], re.MULTILINE)
        options = ":hidden:\n:numbered: 1\n"
        source[0] += "\n```{toctree}\n" + options + "\n" + "\n".join(chapters) + "\n```\n"


def link_to_the_repository(app: Sphinx, document: nodes.document) -> None:
    """Point links to top-level documents, and the links of included ones, to pages.

    The latter are relative to the top level. What is no page, a source file for
    one, becomes a download.
    """
    here = Path(app.env.doc2path(app.env.docname)).parent
    for link in list(document.findall(addnodes.pending_xref)):
        top = link["reftarget"].removeprefix(f"{ROOT}/") + ".md"
        if link.get("refdomain") == "doc" and top in PAGES:
            link["reftarget"] = PAGES[top]
            continue
        if link.get("reftype") != "myst" or (here / str(link["reftarget"])).exists():
            continue
        target = ROOT / str(link["reftarget"]).partition("#")[0]
        if target.name in PAGES and target.parent == ROOT:
            page = PAGES[target.name]
        elif target.suffix == ".md" and target.is_relative_to(ROOT / "docs"):
            page = target.relative_to(ROOT / "docs").with_suffix("").as_posix()
        elif target.is_file():
            new = addnodes.download_reference(
                "", "", reftarget=f"/../{target.relative_to(ROOT)}", refexplicit=True
            )
            new.extend(link.children)
            link.replace_self(new)
            continue
        else:
            continue  # Sphinx warns of it
        link["refdomain"], link["reftype"] = "doc", None
        link["reftarget"] = page


def stub_signatures() -> dict[str, tuple[str, str]]:
    """Read the parameters and the result of each function in the stubs, overloads in one."""
    signatures: dict[str, tuple[str, str]] = {}
    overloads: dict[str, list[ast.FunctionDef]] = {}
    for stub in (ROOT / "word_count").glob("*.pyi"):
        for node in ast.parse(stub.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                overloads.setdefault(node.name, []).append(node)
    for name, (first, *others) in overloads.items():
        for parameter, *same in zip(*(named(node) for node in [first, *others]), strict=True):
            types = dict.fromkeys(
                ast.unparse(p.annotation) for p in [parameter, *same] if p.annotation
            )
            parameter.annotation = ast.parse(" | ".join(types), mode="eval").body
        if first.returns:
            signatures[name] = f"({ast.unparse(first.args)})", ast.unparse(first.returns)
    return signatures


def named(function: ast.FunctionDef) -> list[ast.arg]:
    """Return the parameters of a function that have a type."""
    return [*function.args.args, *function.args.kwonlyargs]


SIGNATURES = stub_signatures()


def sign(
    _app: Sphinx,
    kind: str,
    name: str,
    _value: object,
    _options: object,
    _arguments: str | None,
    _result: str | None,
) -> tuple[str, str] | None:
    """Return a function the types that its stub states."""
    module, _, function = name.rpartition(".")
    return SIGNATURES.get(function) if kind == "function" and module == "word_count" else None


def escape(
    _app: Sphinx, _kind: str, _name: str, _value: object, _options: object, lines: list[str]
) -> None:
    """Keep the backslashes of a docstring's prose, which is no markup; examples keep theirs."""
    example = False
    for number, line in enumerate(lines):
        example = line.lstrip().startswith(">>>") or (example and bool(line.strip()))
        if not example:
            lines[number] = line.replace("\\", "\\\\")


LONG_CELL = 60  # characters


def label_prose(_app: Sphinx, document: nodes.document) -> None:
    """Let tables of sentences be read on a phone, where site.css puts each cell on its own lines.

    Each cell but a row's first gets the head of its column as a label, which is shown only there.
    """
    for table in document.findall(nodes.table):
        rows = list(table.findall(nodes.row))
        if all(len(entry.astext()) < LONG_CELL for row in rows for entry in row):
            continue
        table["classes"].append("prose")
        heads, *body = rows
        for row in body:
            for head, entry in list(zip(heads, row, strict=True))[1:]:
                if head.astext() and len(entry):
                    entry[0].insert(0, nodes.inline("", f"{head.astext()}: ", classes=["label"]))


def setup(app: Sphinx) -> None:
    """Connect them."""
    app.connect("source-read", list_chapters)
    app.connect("doctree-read", link_to_the_repository, priority=400)  # before files are collected
    app.connect("doctree-read", label_prose)
    app.connect("autodoc-process-signature", sign)
    app.connect("autodoc-process-docstring", escape)
