"""A page on localhost that shows a scene as it is being written: change it, save it, see it."""
