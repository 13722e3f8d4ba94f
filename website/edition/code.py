"""What code of a page a notebook keeps.

A page has cells that nobody sees: they prove the numbers and glue them into the text. A notebook
leaves them out, but for the statements that a later cell cannot do without. Which those are is read
from the code itself, from the last cell to the first, as a compiler finds live variables.
"""

import ast
import textwrap
from collections.abc import Collection, Iterable
from dataclasses import dataclass

WIDTH = 66
"""Characters of a line of code on a page."""

Blocks = ast.For | ast.While | ast.If | ast.With | ast.Try
Functions = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehensions = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Imports = ast.Import | ast.ImportFrom
CHECKS = "exercises"
"""The module that checks a reader's answers; a call changes nothing."""
BODIES = ("body", "orelse", "finalbody")


@dataclass(frozen=True)
class Cell:
    """One code cell of a page.

    Args:
        source: its code.
        shown: a reader of the page can see its code.
        solves: it stands in a solution, whose fold shows the code without running it.
    """

    source: str
    shown: bool
    solves: bool = False


def kept(cells: list[Cell], mentioned: Collection[str] = ()) -> list[str]:
    """The source that each cell keeps; "" for a cell that goes.

    Cells that are shown stay as they are, but for imports that nothing uses any more. A solution's
    code finds what it needs, so that a reader may copy it into a cell; what another cell needs of
    it stays as well.

    Args:
        mentioned: names that the text speaks of; their imports stay.
    Raises: SyntaxError: a cell is not Python.
    """
    whole = [ast.parse(cell.source).body for cell in cells]
    late = {name: names for body in whole for name, names in read_late(body).items()}
    live: set[str] = set()
    copied: set[str] = set()  # what the code of solutions needs
    bodies: list[list[ast.stmt]] = []
    for cell, body in zip(reversed(cells), reversed(whole), strict=True):
        rest = body if cell.shown else needed(body, live if cell.solves else live | copied, late)
        live = live_before(rest, live, late)
        copied = live_before(body if cell.solves else rest, copied, late)
        bodies.insert(0, rest)
    solved = [body for cell, body in zip(cells, whole, strict=True) if cell.solves]
    statements = (s for body in bodies + solved for s in body if not isinstance(s, Imports))
    used = {n.id for s in statements for n in ast.walk(s) if isinstance(n, ast.Name)}
    return [
        written(cell, body, used | set(mentioned)) for cell, body in zip(cells, bodies, strict=True)
    ]


def read_late(body: list[ast.stmt]) -> dict[str, set[str]]:
    """What each function of the cell reads when it is called, by the name that it is called by."""
    made = [s for s in body if any(isinstance(node, Functions) for node in ast.walk(s))]
    return {name: free(statement) for statement in made for name in bound(statement)}


def needed(body: list[ast.stmt], live: set[str], late: dict[str, set[str]]) -> list[ast.stmt]:
    """The statements of a hidden cell that make or change a name of `live`, and what they need."""
    rest: list[ast.stmt] = []
    for statement in reversed(body):
        left = without_proofs(statement, live, late)
        if left is not None and touched(left) & live:
            rest.insert(0, left)
            live = live_before([left], live, late)
    return rest


def without_proofs(
    statement: ast.stmt, live: set[str], late: dict[str, set[str]]
) -> ast.stmt | None:
    """The statement without asserts and glue inside it; None: nothing else is in it."""
    if isinstance(statement, ast.Assert) or is_proof(statement):
        return None
    if not isinstance(statement, Blocks):
        return statement
    # What one round of a loop leaves behind, the next one may read.
    live = live | read([statement])
    parts = {name: needed(getattr(statement, name, []), live, late) for name in BODIES}
    if all(len(part) == len(getattr(statement, name, [])) for name, part in parts.items()):
        return statement
    if not any(parts.values()):
        return None
    parts = {name: part for name, part in parts.items() if hasattr(statement, name)}
    parts["body"] = parts["body"] or [ast.Pass()]
    fields = {name: getattr(statement, name) for name in statement._fields}
    return type(statement)(**(fields | parts))


def is_proof(statement: ast.stmt) -> bool:
    """Whether the statement puts a value into the text, or asserts or checks by a function."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
    return name == "glue" or name.startswith("assert") or root(call.func) == CHECKS


def live_before(body: list[ast.stmt], live: set[str], late: dict[str, set[str]]) -> set[str]:
    """The names whose values the statements, or what comes after them, have from before.

    Who may call a function reads what it reads: `late`.
    """
    for statement in reversed(body):
        live = (live - bound(statement)) | read([statement])
        while not (called := set().union(*(late.get(name, set()) for name in live))) <= live:
            live = live | called
    return live


def read(statements: Iterable[ast.stmt]) -> set[str]:
    """The names that the statements read and have not bound themselves before."""
    found: set[str] = set()
    made: set[str] = set()
    for statement in statements:
        found |= read_by(statement) - made
        made |= bound(statement)
    return found


def read_by(statement: ast.stmt) -> set[str]:
    """The names that one statement reads from before it."""
    if isinstance(statement, ast.AugAssign):
        return free(statement) | touched(statement)
    if not isinstance(statement, Blocks):
        return free(statement)
    blocks = [getattr(statement, name, []) for name in BODIES]
    blocks += [handler.body for handler in getattr(statement, "handlers", [])]
    inside = {id(part) for block in blocks for part in block}
    head = [n for n in ast.iter_child_nodes(statement) if id(n) not in inside]
    given = stored(head)
    return set().union(*map(free, head), *(read(block) - given for block in blocks))


def free(node: ast.AST) -> set[str]:
    """The names that an expression or a simple statement reads and does not bind in itself."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    found = set().union(*map(free, ast.iter_child_nodes(node)))
    if isinstance(node, Functions):
        arguments = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
        body = node.body if isinstance(node.body, list) else []
        return found - arguments - stored(body)
    if isinstance(node, Comprehensions):
        first = free(node.generators[0].iter)
        return first | (found - stored(g.target for g in node.generators))
    return found


def bound(statement: ast.stmt) -> set[str]:
    """The names that certainly hold a value of this statement after it."""
    if isinstance(statement, Imports):
        return set(imported(statement))
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.If):
        return _all_bound(statement.body) & _all_bound(statement.orelse)
    if isinstance(statement, ast.With):
        return stored(statement.items) | _all_bound(statement.body)
    return set() if isinstance(statement, Blocks) else stored([statement])


def _all_bound(statements: Iterable[ast.stmt]) -> set[str]:
    return set().union(*map(bound, statements))


def touched(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, or whose values it may change."""
    if isinstance(statement, Imports | ast.FunctionDef | ast.ClassDef):
        return bound(statement)
    names = stored([statement])
    for node in ast.walk(statement):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            names.add(root(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            names.add(root(node.value.func))  # as in `rows.append(row)`
    return names


def root(node: ast.AST) -> str:
    """The name that a chain of attributes, items and calls begins with; "" for none."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def stored(nodes: Iterable[ast.AST]) -> set[str]:
    """The names bound in these nodes; functions and comprehensions keep theirs to themselves."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, Imports):
            names |= set(imported(node))
        elif not isinstance(node, Functions | Comprehensions):
            names |= stored(ast.iter_child_nodes(node))
    return names


def imported(statement: ast.Import | ast.ImportFrom) -> dict[str, ast.alias]:
    """What an import binds, by name."""
    return {(a.asname or a.name).split(".")[0]: a for a in statement.names}


def written(cell: Cell, body: list[ast.stmt], used: set[str]) -> str:
    """The source of what is left of a cell."""
    lines = cell.source.splitlines()
    before = ast.parse(cell.source).body
    if cell.shown:
        for statement in reversed(before):
            if isinstance(statement, Imports):
                lines[statement.lineno - 1 : statement.end_lineno] = with_names(
                    statement, used, lines
                )
        return "\n".join(lines).strip("\n")
    texts = []
    for statement in body:
        if isinstance(statement, Imports):
            texts += with_names(statement, used, lines)
        elif hasattr(statement, "lineno"):
            texts += lines[statement.lineno - 1 : statement.end_lineno]
        else:  # a block of which a part is left
            texts += ast.unparse(ast.fix_missing_locations(statement)).splitlines()
    return "\n".join(texts)


def with_names(
    statement: ast.Import | ast.ImportFrom, used: set[str], lines: list[str]
) -> list[str]:
    """The lines of an import, as they are in `lines` if all that it imports is used."""
    names = imported(statement)
    rest = [alias for name, alias in names.items() if name in used]
    if len(rest) == len(names):
        return lines[statement.lineno - 1 : statement.end_lineno]
    if not rest:
        return []
    fields = {name: getattr(statement, name) for name in statement._fields}
    line = ast.unparse(type(statement)(**(fields | {"names": rest})))
    if len(line) <= WIDTH or isinstance(statement, ast.Import):
        return [line]
    head, _, listed = line.partition(" import ")
    listed = textwrap.fill(f"{listed},", WIDTH, initial_indent="    ", subsequent_indent="    ")
    return [f"{head} import (", *listed.splitlines(), ")"]
