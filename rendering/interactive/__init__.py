"""Interactive figures: a scene as steps, transitions and links, in one page that opens from disk."""
