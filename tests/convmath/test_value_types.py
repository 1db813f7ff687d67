"""The value types of the mathematics: frozen, lean, compared by value, their options given by name."""

import importlib
import inspect
import pkgutil
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

import convmath

MODULES = [
    module.name
    for module in pkgutil.walk_packages(convmath.__path__, "convmath.")
    if not module.ispkg and ".tracing." not in module.name  # which holds what PyTorch made
]
BY_NAME_ONLY = {
    "ConvLayer": {"kernel", "input_size", "stride", "padding", "dilation", "groups", "bias"},
    "DenseLayer": {"bias"},
    "Gabor": {"size", "wavelength", "orientation", "phase", "bandwidth", "aspect"},
    "Geometry": {"input_size", "kernel_size", "stride", "dilation", "padding"},
    "Hmax": {"sizes", "orientations", "pool", "step", "prototype", "sharpness"},
    "LayerGrowth": {"kernel", "channels_in", "channels_out", "dilation", "padding", "bias"},
    "Polynomial": {"least_side"},
    "PoolLayer": {"kernel", "input_size", "stride", "padding"},
    "RFLayer": {"stride", "dilation", "padding"},
    "ShiftedLayer": {"padding_mode", "stride", "pool"},
    "SlidingWindow": {"pixels", "weights", "geometry", "planar"},
    "Stamp": {"position", "value", "rows", "cols", "inside", "products"},
    "SubsamplingLayer": {"kernel", "input_size", "stride", "padding"},
    "TableConvLayer": {"kernel", "input_size"},
    "TransposedConvLayer": {"kernel", "input_size", "stride", "padding", "output_padding", "bias"},
    "UnitBiasConvLayer": {"kernel", "input_size", "stride", "padding", "channels_seen"},
}
"""Fields that are given by name; all of a `WindowStep`'s are, too."""
LABELS = {"Trace", "Traced", "Call"}
"""What is told apart by which one it is, and not by its value, beside all that hold arrays."""
WITH_DICT = {"Trace"}


def value_types(name):
    module = importlib.import_module(name)
    return [
        thing
        for thing in vars(module).values()
        if inspect.isclass(thing) and is_dataclass(thing) and thing.__module__ == name
    ]


@pytest.mark.parametrize("name", MODULES)
def test_value_types_are_frozen_and_have_slots(name):
    for kind in value_types(name):
        empty = object.__new__(kind)
        if not fields(kind):
            continue
        with pytest.raises(FrozenInstanceError):
            setattr(empty, fields(kind)[0].name, 1)
        assert hasattr(empty, "__dict__") == (kind.__name__ in WITH_DICT), kind


@pytest.mark.parametrize("name", MODULES)
def test_value_types_compare_by_value_unless_they_hold_arrays(name):
    for kind in value_types(name):
        arrays = any("NDArray" in str(field.type) or "FloatArray" in str(field.type) for field in fields(kind))
        assert (kind.__eq__ is object.__eq__) == (arrays or kind.__name__ in LABELS), kind


@pytest.mark.parametrize("name", MODULES)
def test_options_of_value_types_are_given_by_name(name):
    for kind in value_types(name):
        named = {
            parameter.name
            for parameter in inspect.signature(kind).parameters.values()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }
        expected = BY_NAME_ONLY.get(kind.__name__, set())
        assert named == ({field.name for field in fields(kind)} if kind.__name__ == "WindowStep" else expected), kind


@pytest.mark.parametrize("name", MODULES)
def test_options_of_functions_have_defaults_or_names(name):
    """An argument given by place has no default, except those that are read as part of what the function is called."""
    by_place = {"padding", "operator", "size", "channels", "levels", "stimulus", "form"}
    module = importlib.import_module(name)
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__ == name and not function.__name__.startswith("_"):
            for parameter in inspect.signature(function).parameters.values():
                if parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
                    assert parameter.default is inspect.Parameter.empty or parameter.name in by_place, function
                assert parameter.kind is not inspect.Parameter.POSITIONAL_ONLY, function
