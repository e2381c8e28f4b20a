"""Workflows that people bring: read, understood, and filled in."""
