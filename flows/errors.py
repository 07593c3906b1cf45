"""Errors of the flows, named by what the caller does about them."""

from __future__ import annotations


class NothingToRead(Exception):
    """A path given does not exist, or holds no files: the caller mistyped it."""


class WrongSource(Exception):
    """The name given for a source stands for another folder: the caller has to choose another name."""


class NothingToForget(Exception):
    """Nothing is stored under the name given, or more than one article."""


class ChecksFailed(Exception):
    """A check found wrong rows, so nothing was published; the run and what was found are recorded."""


class WorkerFailed(Exception):
    """No worker process comes up, so nothing can be extracted: the machine or the installation is at fault."""


class WrongDay(Exception):
    """A day was asked for in a form that is none."""


class WrongLimit(Exception):
    """A limit that there is not, or a value that is none: the caller has to choose another."""
