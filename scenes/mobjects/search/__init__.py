"""An image that is searched for a patch, and where it is found."""
