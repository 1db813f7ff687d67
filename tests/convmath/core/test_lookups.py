import pytest

from convmath.core.errors import InputError
from convmath.networks.image_formats import IMAGE_FORMATS, image_format_by_name
from convmath.networks.published import NETWORKS, network_by_name


@pytest.mark.parametrize(("look_up", "things"), [(network_by_name, NETWORKS), (image_format_by_name, IMAGE_FORMATS)])
def test_everything_is_found_under_its_own_name(look_up, things):
    assert [look_up(thing.name.text) for thing in things] == list(things)


@pytest.mark.parametrize(("look_up", "known"), [(network_by_name, "VGG-16"), (image_format_by_name, "MNIST")])
def test_an_unknown_name_is_refused_with_the_known_ones(look_up, known):
    with pytest.raises(InputError, match=f"'name' was 'Lena'.*{known}"):
        look_up("Lena")
