"""Encode frames as video: codecs, colour conversion, the picture track, the muxer."""
