"""Who is wired to whom: grids that lie flat, and lines between them."""
