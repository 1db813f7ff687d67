"""Every example in convmath's docstrings runs and gives what it says."""

import doctest
import importlib
import pkgutil

import pytest

import convmath

MODULES = [module.name for module in pkgutil.walk_packages(convmath.__path__, "convmath.") if not module.ispkg]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    results = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.failed == 0
