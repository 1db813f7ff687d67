"""Pictures from the page: taken if they are ones, and of bearable size."""

import asyncio
import io

import pytest
from PIL import Image

from rendering.core.errors import UserError
from rendering.preview.server import uploads
from tests.rendering.preview.bombs import bomb


def received(data, folder, name="my picture.png", size=70_000):
    """Receive data in chunks."""

    async def chunks():
        for start in range(0, len(data), size):
            yield data[start : start + size]

    return asyncio.run(uploads.receive(chunks(), name, folder))


def picture(kind, size=(31, 17)):
    data = io.BytesIO()
    Image.new("RGB", size, "#336699").save(data, format=kind)
    return data.getvalue()


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")])
def test_a_picture_gets_a_name_from_its_content_and_its_kind(kind, ending, tmp_path):
    data = picture(kind)
    path = received(data, tmp_path, name="../../My Scan (1).tiff")
    assert path.parent == tmp_path
    assert path.name.startswith("my-scan-1-")
    assert path.suffix == ending
    assert path.read_bytes() == data
    assert received(data, tmp_path, name="../../My Scan (1).tiff") == path


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a PNG"),
        (b"GIF89a" + b"\0" * 40, "not a PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG"),
        (bomb(60_000, 60_000), "pixels"),
        (bomb(8_000, 7_000), "8,000 × 7,000 pixels"),
        (bomb(2**31 - 1, 2**31 - 1), "pixels|not a PNG"),
        (picture("PNG") + b"\0" * uploads.MOST_BYTES, "at most 20 MB"),
    ],
    ids=["empty", "gif", "svg", "bomb", "56 megapixels", "largest bomb", "long"],
)
def test_what_is_none_or_too_large_is_refused_and_leaves_nothing(data, message, tmp_path):
    with pytest.raises(UserError, match=message):
        received(data, tmp_path)
    assert not list(tmp_path.iterdir())
