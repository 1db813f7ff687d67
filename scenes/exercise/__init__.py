"""The exercises of the chapter, and their worked solutions."""
