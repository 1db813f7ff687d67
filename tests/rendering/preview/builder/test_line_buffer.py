"""Lines come out as they went in, cut at the longest, however the stream is divided."""

from hypothesis import given
from hypothesis import strategies as st

from rendering.preview.builder.line_buffer import LineBuffer


@given(st.lists(st.binary(max_size=12) | st.sampled_from([b"\n", b"ab\ncd", b"\n\n"])), st.integers(1, 8))
def test_lines_are_those_of_the_whole_stream_cut_at_the_longest(chunks, longest):
    buffer = LineBuffer(longest)
    found = [line for chunk in chunks for line in buffer.add(chunk)]
    *lines, begun = b"".join(chunks).split(b"\n")
    assert found + buffer.rest() == [line[:longest] for line in (*lines, *([begun] if begun else []))]


def test_a_line_that_has_become_too_long_comes_at_once_and_takes_no_more_memory():
    buffer = LineBuffer(10)
    assert buffer.add(b"x" * 100) == [b"x" * 10]
    for _ in range(100):
        assert buffer.add(b"x" * 100) == []
    assert buffer.rest() == []
    assert buffer.add(b"\nnext\n") == [b"next"]
