import doctest
import importlib
import pkgutil

import pytest

import convmath

MODULES = [f"convmath.{module.name}" for module in pkgutil.iter_modules(convmath.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name):
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0
