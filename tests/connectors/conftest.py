"""A department's system on loopback."""

from collections.abc import Iterator

import pytest

from tests.services.systems import DepartmentSystem


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DepartmentSystem]:
    system = DepartmentSystem(tmp_path_factory.mktemp("system"))
    yield system
    system.stop()


@pytest.fixture
def department_system(running: DepartmentSystem) -> DepartmentSystem:
    running.asked.clear()
    running.answers.clear()
    return running
