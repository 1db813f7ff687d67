import doctest
import importlib
import pkgutil

import pytest

import rendering

MODULES = sorted(module.name for module in pkgutil.walk_packages(rendering.__path__, "rendering.") if not module.ispkg)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
