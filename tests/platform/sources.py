"""The sources of the service as syntax trees, for tests that hold the house rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.settings import PROJECT_ROOT

APP = sorted((PROJECT_ROOT / "app").rglob("*.py"))
MIGRATIONS = sorted((PROJECT_ROOT / "migrations").rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a path as people write it, from the root of the project."""
    return path.relative_to(PROJECT_ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a source once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> set[str]:
    """Collect the full names of what a source imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} has a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imports_any(path: Path, *packages: str) -> set[str]:
    """Collect what a source imports from any of these packages."""
    return {name for name in imports_of(path) if any(f"{name}.".startswith(f"{package}.") for package in packages)}


def dotted(node: ast.AST) -> str:
    """Write a chain of attributes and calls as in the source, without arguments."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return node.id if isinstance(node, ast.Name) else ""


def calls_in(path: Path) -> set[str]:
    """Collect what a source calls, as it is written there."""
    return {dotted(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}


def public_definitions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Walk through public functions, classes and their public methods; give each with its docstring."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", ast.get_docstring(node)
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")
