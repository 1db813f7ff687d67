"""Sheets of questions in the formats of web pages, word processors and learning platforms."""
