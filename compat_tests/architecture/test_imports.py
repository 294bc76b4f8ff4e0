"""Dependencies point downwards only, and heavy packages are loaded by the room that owns them, on first use."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import kerasish

ROOT = Path(kerasish.__file__).parent
BASE = {"config", "errors", "dtypes", "registry"}
"""Modules that anybody may import, and that import nobody but each other."""
BELOW_API = ("graph", "ops", "plan", "kernels")
"""The rooms below the api, uppermost first; each may import those after it."""
API = {
    "", "__main__", "activations", "applications", "backend", "callbacks", "compat", "constraints", "datasets",
    "initializers", "layers", "losses", "metrics", "models", "namespaces", "optimizers", "preprocessing", "random",
    "regularizers", "saving", "testing", "training", "utils",
}  # fmt: skip
MAY_CALL_KERNELS = {"__main__", "testing"}
"""Rooms of the api that may import kernels: the command that compiles them, and the checks that compare them."""
OWNERS = {
    "numba": ("kernels.cpu",),
    "llvmlite": ("kernels.cpu",),
    "cupy": ("kernels.gpu",),
    "cupyx": ("kernels.gpu",),
    "h5py": ("saving", "utils.io"),
}
"""Heavy package: the rooms that may import it."""
ONLY_IN_FUNCTIONS = {"h5py", "cupy", "cupyx"}
IMPORT_BUDGET_S = 2.0
"""Far above the goal of 0.35 s, so that a busy machine passes."""

pytestmark = pytest.mark.smoke


class Arrow(NamedTuple):
    """`module` imports `target` at a line, at the top of the file or inside a function."""

    module: str
    target: str
    line: int
    in_function: bool

    def __str__(self) -> str:
        return f"kerasish.{self.module} line {self.line} imports {self.target}"


def room(module: str) -> str:
    """The first part of a module's path below kerasish; empty for kerasish itself."""
    return module.split(".")[0]


def module_name(path: Path) -> str:
    """`layers/dense.py` is `layers.dense`, `layers/__init__.py` is `layers`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class Imports(ast.NodeVisitor):
    """Collects the arrows of one file; imports that only a type checker sees are left out."""

    def __init__(self, path: Path) -> None:
        self.module = module_name(path)
        self.package = ["kerasish", *path.relative_to(ROOT).parent.parts]
        self.depth = 0
        self.arrows: list[Arrow] = []

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.orelse:
                self.visit(child)
        else:
            self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        inner = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        self.depth += inner
        super().generic_visit(node)
        self.depth -= inner

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(alias.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self.package[: len(self.package) - node.level + 1] if node.level else []
        source = ".".join([*base, *([node.module] if node.module else [])])
        for alias in node.names:
            inner = f"{source}.{alias.name}"
            self._add(inner if is_module(inner) else source, node.lineno)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0] if node.args else None
        if name in ("import_module", "__import__") and isinstance(first, ast.Constant) and isinstance(first.value, str):
            package = ".".join(self.package)
            self._add(package + first.value if first.value.startswith(".") else first.value, node.lineno)
        self.generic_visit(node)

    def _add(self, target: str, line: int) -> None:
        self.arrows.append(Arrow(self.module, target, line, self.depth > 0))


def is_module(name: str) -> bool:
    """Whether a dotted name below kerasish is a file or a folder, rather than something defined in one."""
    first, *rest = name.split(".")
    path = ROOT.joinpath(*rest)
    return first == "kerasish" and (path.is_dir() or path.with_suffix(".py").is_file())


def arrows() -> Iterator[Arrow]:
    """All imports of all modules."""
    for path in sorted(ROOT.rglob("*.py")):
        found = Imports(path)
        found.visit(ast.parse(path.read_text(encoding="utf-8"), str(path)))
        yield from found.arrows


def allowed(source: str, target: str) -> bool:
    """Whether a room may import another."""
    if source == target or target in BASE:
        return True
    if source in BASE:
        return False
    if source in BELOW_API:
        return target in BELOW_API[BELOW_API.index(source) + 1 :]
    return target != "kernels" or source in MAY_CALL_KERNELS


def inside(arrow: Arrow) -> str | None:
    """The room of kerasish that an arrow points to; None where it leaves the package."""
    first, _, rest = arrow.target.partition(".")
    return room(rest) if first == "kerasish" else None


def test_every_room_is_known() -> None:
    known = API | BASE | set(BELOW_API)
    assert {room(module_name(path)) for path in ROOT.rglob("*.py")} <= known


def test_arrows_point_downwards() -> None:
    wrong = [str(a) for a in arrows() if (to := inside(a)) is not None and not allowed(room(a.module), to)]
    assert not wrong, "These imports point upwards:\n" + "\n".join(wrong)


@pytest.mark.parametrize("package", sorted(OWNERS))
def test_heavy_packages_stay_in_their_rooms(package: str) -> None:
    wrong = []
    for arrow in arrows():
        if arrow.target.split(".")[0] == package:
            owned = any(f"{arrow.module}.".startswith(f"{owner}.") for owner in OWNERS[package])
            if not owned or (package in ONLY_IN_FUNCTIONS and not arrow.in_function):
                wrong.append(str(arrow))
    where = " and ".join(OWNERS[package]) + (", inside functions" if package in ONLY_IN_FUNCTIONS else "")
    assert not wrong, f"{package} belongs to {where}:\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "target, fine",
    [("from kerasish.plan import eager", True), ("from kerasish.layers import Dense", False),
     ("from .. import layers", False), ("import_module('kerasish.models.model')", False),
     ("def f():\n  from ..training import steps", False), ("from ..errors import explain", True),
     ("if TYPE_CHECKING:\n  from ..layers import Dense", True)],
)  # fmt: skip
def test_the_test_sees(target: str, fine: bool) -> None:
    found = Imports(ROOT / "ops" / "core.py")
    found.visit(ast.parse(target))
    assert all(allowed("ops", inside(a) or "") for a in found.arrows) == fine


BUILD = """
import json, sys, time
start = time.perf_counter()
import kerasish
imported = time.perf_counter() - start
after_import = sorted(sys.modules)
from kerasish.models import Sequential
from kerasish.layers import Dense
from kerasish.optimizers import SGD
model = Sequential()
model.add(Dense(32, input_dim=784, activation="relu"))
model.add(Dense(10, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer=SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True))
built = time.perf_counter() - start
print(json.dumps([imported, built, after_import, sorted(sys.modules)]))
"""


def test_import_and_model_building_load_no_heavy_package(record_property: pytest.RecordProperty) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT.parent), "KERASISH_COMPAT": "3"}
    done = subprocess.run(
        [sys.executable, "-c", BUILD], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    imported, built, after_import, after_building = json.loads(done.stdout.splitlines()[-1])
    print(f"import kerasish: {imported:.3f} s; textbook model built: {built:.3f} s after start")
    record_property("import_s", imported)
    for seen in (after_import, after_building):
        assert not set(OWNERS) & {name.split(".")[0] for name in seen}
    assert "numpy" not in after_import
    assert imported < IMPORT_BUDGET_S
