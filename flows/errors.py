"""Errors of the flows, named by what the caller does about them."""

from __future__ import annotations


class NothingToRead(Exception):
    """A path given does not exist, or holds no files: the caller mistyped it."""


class WrongSource(Exception):
    """The name given for a source stands for another folder: the caller has to choose another name."""


class ChecksFailed(Exception):
    """A check found wrong rows, so nothing was published; the run and what was found are recorded."""


class WrongDay(Exception):
    """A day was asked for in a form that is none."""
