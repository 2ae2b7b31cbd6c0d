"""What import-linter cannot see: the modules at the root, and clocks within ``flows``."""

import ast
from pathlib import Path

import pytest

from config import ROOT
from tests.policy import tree

# Calls that look at the world. Their modules are forbidden as imports in pyproject.toml; these
# come with modules that flows may use, or with the language.
IMPURE = {
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today",
    "open", "print", "input", "breakpoint", "exec", "eval", "__import__",
}  # fmt: skip
ROOTS = {"catalogues.py", "config.py", "extensions.py", "headers.py", "logs.py"}


@pytest.mark.parametrize("path", list(tree.files(".py", below="flows")), ids=str)
def test_flows_ask_the_world_nothing(path: Path) -> None:
    calls = {
        ast.unparse(node.func) for node in ast.walk(tree.parse(path)) if isinstance(node, ast.Call)
    }
    found = {
        call for call in calls if any(call == bad or call.endswith(f".{bad}") for bad in IMPURE)
    }
    assert not found - {"re.compile"}, "what a turn needs to know comes in `world`"


@pytest.mark.parametrize("name", sorted(ROOTS))
def test_the_modules_at_the_root_know_no_layer(name: str) -> None:
    known = {module.split(".")[0] for module in tree.imports(Path(name))}
    assert not known & {*tree.LAYERS, "app"}


def test_only_known_modules_stand_at_the_root() -> None:
    assert {path.name for path in ROOT.glob("*.py")} == {"app.py", *ROOTS}


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        str(path)
        for path in tree.product()
        if str(path) not in {"app.py", "config.py"}
        and any(
            isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
            for node in ast.walk(tree.parse(path))
        )
    ]
    assert not readers, f"settings come from config.Settings, not from the environment: {readers}"


def test_every_layer_is_under_the_contract() -> None:
    present = {path.parts[0] for path in tree.product() if len(path.parts) > 1}
    configured = (ROOT / "pyproject.toml").read_text()
    roots = configured.split("root_packages = [")[1].split("]")[0]
    assert all(f'"{layer}"' in roots for layer in present)


@pytest.mark.parametrize("path", list(tree.files(".py", below="flows")), ids=str)
def test_no_kind_of_node_is_a_special_case(path: Path) -> None:
    if path.parts[:2] == ("flows", "kinds"):
        return
    known = {module for module in tree.imports(path) if module.startswith("flows.kinds.")}
    assert not known - {"flows.kinds.registry"}, (
        "give `flows.node.Node` a hook that any kind can use"
    )
