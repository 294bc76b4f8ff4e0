"""What is installed, what it depends on, and that the README tells the truth."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

import kerasish

PACKAGE = Path(kerasish.__file__).parent
ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEPENDENCIES = {"numpy", "h5py", "numba"}
BROUGHT_ALONG = {"llvmlite": "numba"}
"""Packages that come with a dependency."""
OPTIONAL = {"cupy", "cupyx", "pandas", "matplotlib", "PIL", "scipy", "ml_dtypes", "IPython", "requests", "pydot"}
"""Used where the user has them; never at the top of a file."""
UNUSED_AT_RUN_TIME = {"typing_extensions"}
"""Imported for type checkers alone."""

pytestmark = pytest.mark.smoke


def table(name: str) -> str:
    """The text of one table of pyproject.toml (tomllib came with Python 3.11)."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(rf"^\[{re.escape(name)}\]\n(.*?)(?=^\[|\Z)", text, re.M | re.S)
    assert found, name
    return found.group(1)


def blocks(language: str) -> list[str]:
    """The README's code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def test_version_is_stated_once() -> None:
    declared = re.search(r'^version = "(.*)"', table("project"), re.M)
    assert declared and declared.group(1) == kerasish.__version__
    try:
        installed = metadata.version("kerasish")
    except metadata.PackageNotFoundError:
        pytest.skip("kerasish is not installed: the tests run from the checkout")
    assert installed == kerasish.__version__


def test_types_are_shipped() -> None:
    assert (PACKAGE / "py.typed").is_file()
    assert '"py.typed"' in table("tool.setuptools.package-data")


def test_every_folder_is_a_package() -> None:
    # A folder without __init__.py works in a checkout, and is left out of what is installed.
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [str(folder.relative_to(PACKAGE)) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_data_file_is_shipped() -> None:
    patterns = re.findall(r'"([^"]+)"', table("tool.setuptools.package-data"))
    shipped = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    others = {p for p in PACKAGE.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")}
    assert others <= shipped


def test_dependencies_are_those_that_are_imported() -> None:
    line = re.search(r"^dependencies = \[(.*?)\]", table("project"), re.M | re.S)
    assert line and set(re.findall(r'"([a-z0-9]+)', line.group(1))) == DEPENDENCIES
    outside: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if PACKAGE / "testing" in path.parents:  # runs where the tests' packages are
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                outside |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                outside.add((node.module or "").split(".")[0])
    outside -= {"kerasish", *sys.stdlib_module_names}
    known = DEPENDENCIES | set(BROUGHT_ALONG) | OPTIONAL | UNUSED_AT_RUN_TIME
    assert outside <= known
    assert set(BROUGHT_ALONG.values()) <= DEPENDENCIES <= outside


def test_readme_has_two_commands_and_ci_runs_the_second() -> None:
    commands = [block.strip() for block in blocks("bash")]
    assert commands == ['pip install ".[examples]" && python examples/digits.py', 'pip install ".[test]" && pytest']
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == commands[1]


def test_readme_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_readme_settings_exist() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    for variable in re.findall(r"`(KERAS[A-Z_]+)[`=]", README):
        assert f'"{variable}"' in sources, variable


def test_readme_script_runs(capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(320) % 10
    rows = rng.random((320, 784), dtype=np.float32) * 0.3
    rows[np.arange(320), labels * 70] += 5.0
    (script,) = blocks("python")
    names = {"X_train": rows, "y_train": np.eye(10)[labels]}
    from kerasish import compat

    compat.set_level("2.3")  # the level that its spelling speaks of
    try:
        exec(compile(script, "README.md", "exec"), names)  # noqa: S102
    finally:
        compat.set_level(None)
    assert names["model"].evaluate(rows, names["y_train"], verbose=0)[1] > 0.9
    assert "Epoch 10/10" in capsys.readouterr().out
