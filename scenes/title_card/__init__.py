"""A card with the title of a lecture or a section."""
