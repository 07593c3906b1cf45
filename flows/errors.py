"""Errors of the flows, named by what the caller does about them."""

from __future__ import annotations


class NothingToRead(Exception):
    """A path given does not exist, or holds no files: the caller mistyped it."""


class ChecksFailed(Exception):
    """A check found wrong rows, so nothing was published; the run and what was found are recorded."""
