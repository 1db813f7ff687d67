"""SVG and PDF of a moment."""
