"""Have segments drawn on other machines, through Dask: the same bytes, wherever they are made."""
