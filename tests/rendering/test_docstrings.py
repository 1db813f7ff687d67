import doctest
import importlib
import pkgutil

import pytest

from rendering import figures


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(figures.__path__)))
def test_examples_in_docstrings_hold(name):
    module = importlib.import_module(f"rendering.figures.{name}")
    assert doctest.testmod(module).failed == 0
