"""Files of models: what is run, what is made on the meta device, and how what goes wrong is told."""

from __future__ import annotations

import sys

import pytest
from torch import nn

from convmath.tracing.anatomy import chain_as_text, model_anatomy
from convmath.tracing.model_file import MOST_VALUES, trace_file
from convmath.tracing.names import ModelError
from convmath.tracing.network_report import report_on

MODEL = """
import torch
from torch import nn


def by_values():
    rates = torch.linspace(0, 0.1, 3).tolist()
    return nn.Sequential(*(nn.Sequential(nn.Linear(30_000, 30_000, bias=False), nn.Dropout(rate)) for rate in rates))


def verbose():
    raise ValueError("long " * 100)


def silent():
    raise ValueError


def of_an_item():
    raise ValueError("no such item")


def flat():
    return nn.Identity()


def relu():
    return nn.ReLU()


def shared():
    return nn.Sequential(nn.AdaptiveAvgPool2d(64), nn.ReLU())


def uneven():
    return nn.AdaptiveAvgPool2d((3, 4))


def oblong_steps():
    return nn.Conv2d(1, 1, 3, stride=(1, 2))


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        if x.data.sum() > 0:
            return x
        return self.convolution(x)
"""


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.py"
    path.write_text(MODEL, encoding="utf-8")
    return lambda name: f"{path}:{name}"


def test_layers_take_no_memory_where_the_factory_computes_with_values(model, monkeypatch):
    made = []
    plain = nn.Linear.__init__

    def noted(self, *arguments, **options):
        plain(self, *arguments, **options)
        made.append(self.weight.is_meta)

    monkeypatch.setattr(nn.Linear, "__init__", noted)
    found = trace_file(model("by_values"), (1, 4, 30_000))
    assert found.graph.parameters == 3 * 30_000**2
    assert made == [True] * 3


def test_what_a_factory_raises_is_told_up_to_300_characters(model):
    with pytest.raises(ModelError, match="verbose raises: ValueError: ") as caught:
        trace_file(model("verbose"), (1, 4, 4))
    assert len(str(caught.value).partition("ValueError: ")[2]) == 300
    with pytest.raises(ModelError, match=r"silent raises: ValueError$"):
        trace_file(model("silent"), (1, 4, 4))
    with pytest.raises(ModelError, match="of_an_item raises: ValueError: no such item"):
        trace_file(model("of_an_item"), (1, 4, 4))


def test_what_depends_on_values_is_told_as_such(model):
    with pytest.raises(ModelError, match="depends on the values of its input"):
        trace_file(model("Branches"), (4, 8, 8))


@pytest.mark.parametrize(("functions", "told"), [(0, "no function or class"), (3, "f0, f1, f2"), (40, "f10, f11")])
def test_up_to_twelve_names_are_offered_instead_of_a_wrong_one(functions, told, tmp_path):
    (tmp_path / "model.py").write_text("".join(f"def f{n}(): pass\n" for n in range(functions)), encoding="utf-8")
    with pytest.raises(ModelError, match=f"has no 'nobody'; it has: .*{told}$"):
        trace_file(f"{tmp_path / 'model.py'}:nobody", (1, 4, 4))


def test_the_largest_input_and_one_more(model):
    assert trace_file(model("relu"), (2**11, 2**10, 2**10)).graph.output_shape == (2**11, 2**10, 2**10)
    assert trace_file(model("relu"), (2, 9)).graph.output_shape == (2, 9)
    assert MOST_VALUES == 2**31
    for shape in ((2**11 + 1, 2**10, 2**10), (1, 0, 4), (3,), (1, 2, 3, 4, 5)):
        with pytest.raises(ModelError, match="one to three sizes"):
            trace_file(model("relu"), shape)


@pytest.mark.parametrize("path", ["nowhere.py", "x" * 5000, "a\0b"])
def test_a_file_that_cannot_be_is_not_there(path):
    with pytest.raises(ModelError, match="there is no file"):
        trace_file(f"{path}:factory", (1, 4, 4))


def test_chains_of_windows(model):
    assert chain_as_text(model("shared")) == "4s4"
    for name, message in {
        "relu": "has no layer whose window slides",
        "uneven": "is no window that slides",
        "oblong_steps": "not square",
    }.items():
        with pytest.raises(ModelError, match=message):
            chain_as_text(model(name))


def test_without_torch_it_is_said_how_to_get_it(model, monkeypatch):
    monkeypatch.delitem(sys.modules, "convmath.tracing.model_file", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    for told in (model_anatomy, report_on):
        with pytest.raises(ModelError, match=r"pip install 'convolutions-in-motion\[torch\]'"):
            told(model("relu"), (1, 4, 4))


def test_another_missing_module_is_not_taken_for_torch(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "convmath.tracing.model_file", None)
    for told in (model_anatomy, report_on):
        with pytest.raises(ModuleNotFoundError, match="convmath"):
            told(model("relu"), (1, 4, 4))
