"""``render.py network``: table, JSON, CSV, one unit; models that cannot be used are refused with their place."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

import render
from rendering.core.errors import UserError
from rendering.preview.request import PreviewRequest
from tests.cli.saying import said

MODEL = """
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        return torch.relu(x + self.conv(x))


def small():
    print("hello")
    return nn.Sequential(nn.Conv2d(3, 4, (3, 5), stride=2), Block(), nn.AdaptiveAvgPool2d((2, 3)))


def needs(width):
    return width


def raises():
    raise ValueError("no such thing")


def lazy():
    return nn.LazyConv2d(3, 3)


def number():
    return 3


def endless():
    return endless()


def exits():
    raise SystemExit


class Decides(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x


class Vast(nn.Module):
    def __init__(self):
        super().__init__()
        self.large = nn.Linear(3 * 20 * 30, 2_000_000)

    def forward(self, x):
        return self.large(x.flatten(1))


word = 3
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    (tmp_path / "broken.py").write_text("def f(:\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def answer(*arguments, typed=None):
    result = CliRunner().invoke(render.main, ["network", *arguments], input=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_holds_layers_and_fields():
    found = json.loads(answer("model.py:small", "--input", "3,21,31", "--trust", "--json", "--unit", "1.conv:0,0,1"))
    assert found["parameters"] == 3 * 4 * 15 + 4 + 4 * 4 * 9 + 4
    assert found["multiply_adds"] == 10 * 14 * (3 * 4 * 15 + 4 * 4 * 9)
    assert found["traced_by"] == "torch.fx"
    names = [layer["name"] for layer in found["layers"]]
    assert names == ["0", "1.conv", "1.add", "1.relu", "2"]
    assert found["layers"][1]["receptive_field"] == {
        "size": [7, 9], "stride": [2, 2], "start": [-2, -2], "centre": [1.0, 2.0], "alike": True
    }  # fmt: skip
    assert found["layers"][-1]["output_shape"] == [4, 2, 3]
    shared = found["layers"][-1]["receptive_field"]  # 14 columns are shared out as 5, 6 and 5
    assert shared["stride"] == [10, None]
    assert shared["size"] == [7 + 4 * 2, {"min": 9 + 4 * 2, "max": 9 + 5 * 2}]
    assert not shared["alike"]
    assert found["unit"] == {"layer": "1.conv", "unit": [0, 0, 1], "clipped": [[0, 4], [0, 8]],
                             "unclipped": [[-2, 4], [0, 8]]}  # fmt: skip


def test_table_and_csv():
    text = answer("model.py:small", "--input", "3,21,31", "--trust", "--unit", "2:0,1,2")
    assert "1.conv" in text
    assert "332 parameters" in text
    assert "unit (0, 1, 2) of 2 sees rows 8 to 20" in text
    rows = list(csv.DictReader(io.StringIO(answer("model.py:small", "--input", "3,21,31", "--trust", "--csv"))))
    assert [row["size_columns"] for row in rows[:2]] == ["5", "9"]
    assert rows[0]["output_shape"] == "4x10x14"


def test_a_file_outside_the_project_is_asked_about_once():
    assert "Tracing it runs it" in said("network", "model.py:small", "--input", "3,21,31", typed="n\n")
    assert answer("model.py:small", "--input", "3,21,31", typed="y\n")
    assert answer("model.py:small", "--input", "3,21,31")


@pytest.mark.parametrize(
    ("model", "shape", "message"),
    [
        ("model.py:smal", "3,21,31", "has no 'smal'"),
        ("model.py", "3,21,31", "write path/to/model.py:factory"),
        ("no.py:small", "3,21,31", "no file 'no.py'"),
        ("broken.py:f", "3,21,31", "broken.py:1: the file is not valid Python"),
        ("model.py:needs", "3,21,31", "model.py:20: needs needs arguments (width)"),
        ("model.py:raises", "3,21,31", "model.py:25: raises raises: ValueError: no such thing"),
        ("model.py:lazy", "3,21,31", "model.py:28: the layer 'lazy' is lazy"),
        ("model.py:number", "3,21,31", "model.py:32: number returns int"),
        ("model.py:endless", "3,21,31", "model.py:37: endless raises: it calls itself"),
        ("model.py:exits", "3,21,31", "model.py:41: exits raises: it ends the process"),
        ("model.py:word", "3,21,31", "neither a function nor a module"),
        ("model.py:Decides", "3,21,31", "model.py:46: Decides does not run on an input of 3,21,31: what it does"),
        ("model.py:small", "1,21,31", "in the layer 0"),
        ("model.py:small", "3,2,2", "does not run on an input of 3,2,2"),
        ("model.py:small", "3", "is not CHANNELS"),
        ("model.py:small", "3,0,2", "not in the range"),
    ],
)
def test_bad_models_are_told_in_a_line_with_their_place(model, shape, message):
    assert message in said("network", model, "--input", shape, "--trust")


def test_units_that_are_not_there():
    for unit, message in {"0": "--unit takes", "3:0,0,0": "no layer '3'", "0:9,0,0": "numbers below 4, 10, 14"}.items():
        assert message in said("network", "model.py:small", "--input", "3,21,31", "--trust", "--unit", unit)


def test_a_large_model_takes_no_memory():
    found = json.loads(answer("model.py:Vast", "--input", "3,20,30", "--trust", "--json"))
    assert found["parameters"] == 3_602_000_000


def test_a_scene_asks_before_it_runs_a_model_of_a_file_outside_the_project():
    words = ("numbers", "your-network", "--set", "model=model.py:small", "--set", "shape=3,21,31")
    assert "it was not run" in said(*words, typed="n\n")


def test_the_page_cannot_have_a_file_run_that_nobody_has_agreed_to(tmp_path):
    request = {"scene": "your-network", "parameters": {"model": f"{tmp_path / 'model.py'}:small"}}
    with pytest.raises(UserError, match="outside this project"):
        PreviewRequest.from_json(request, ["your-network"])
    request["parameters"]["model"] = "convmath/tracing/small_resnet.py:factory"
    assert PreviewRequest.from_json(request, ["your-network"]).scene == "your-network"
