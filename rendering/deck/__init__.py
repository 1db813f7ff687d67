"""A lecture as a deck: a slide a beat, as a page for a browser, for PowerPoint, and as vector pages for print."""
