"""Real processes in a copy of the tree, as a person would start them."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.startup.tree import Tree, copy_of_the_code


@pytest.fixture
def tree() -> Iterator[Tree]:
    made = copy_of_the_code()
    yield made
    made.clear()


@pytest.fixture(scope="session")
def finished() -> Iterator[Tree]:
    """A tree whose database has served once, is stopped, and holds a table `kept` with a 7."""
    made = copy_of_the_code()
    start = made.run("-m", "cluster_portal.devdb", "start")
    assert start.returncode == 0, start.stderr
    made.sql("create table kept as select 7 as n")
    made.run("-m", "cluster_portal.devdb", "stop")
    yield made
    made.clear()


@pytest.fixture
def used(tree, finished) -> Tree:
    """The same, one for each test."""
    subprocess.run(["cp", "-a", finished.root / ".postgres", tree.root], check=True)
    return tree
