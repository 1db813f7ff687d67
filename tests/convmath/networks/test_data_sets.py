"""Data-set sizes as published, and what the rule of thumb asks for beside them."""

import pytest
import torch

from convmath.core.errors import InputError
from convmath.networks.data_sets import DataSet, data_sets
from convmath.networks.image_formats import MNIST


def test_the_sizes_are_those_of_the_sources():
    told = {each.image_format.name.text: each.training_examples for each in data_sets()}
    assert told == {"MNIST": 60_000, "CIFAR-10": 50_000, "ImageNet": 1_281_167}
    assert all(each.image_format.name.source for each in data_sets())


@pytest.mark.parametrize("hidden", [1, 10, 1000])
def test_the_rule_of_thumb_asks_for_5_to_10_examples_a_parameter_and_none_has_them(hidden):
    for each in data_sets():
        layer = torch.nn.Linear(each.image_format.values, hidden, device="meta")
        parameters = sum(values.numel() for values in layer.parameters())
        assert each.needed(hidden) == (5 * parameters, 10 * parameters)
    if hidden == 1000:
        assert all(each.training_examples < each.needed(hidden).low for each in data_sets())


def test_a_data_set_has_examples():
    with pytest.raises(InputError, match="training_examples"):
        DataSet(MNIST, 0)


def test_one_example_is_the_fewest():
    assert DataSet(MNIST, 1).training_examples == 1
