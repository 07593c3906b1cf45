"""Errors of the flows, named by what the caller does about them."""

from __future__ import annotations


class FlowError(Exception):
    """Anything a run cannot go on with; the message says what, where and what to do."""


class WrongUse(FlowError):
    """Something was asked for that cannot be had: the caller has to ask for something else."""


class NothingToRead(WrongUse):
    """A path given does not exist, or holds no files: the caller mistyped it."""


class WrongSource(WrongUse):
    """The name given for a source stands for another folder: the caller has to choose another name."""


class NothingToForget(FlowError):
    """Nothing is stored under the name given, or more than one article."""


class ChecksFailed(FlowError):
    """A check found wrong rows, so nothing was published; the run and what was found are recorded."""


class WrongAddress(WrongUse):
    """An address that is not read, or not in this form: the caller has to give another."""


class PlaceFailed(FlowError):
    """A remote place, or one object of it, cannot be read now: the message says what to do."""

    def __init__(self, message: str, *, status: int | None = None, code: str = "", region: str | None = None) -> None:
        """status and code: what the server said, if it said anything. region: where it says its bucket is."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.region = region


class WorkerFailed(FlowError):
    """No worker process comes up, so nothing can be extracted: the machine or the installation is at fault."""


class WrongDay(WrongUse):
    """A day was asked for in a form that is none."""


class WrongList(WrongUse):
    """A list of outlets or agencies cannot be read: the message says what is wrong in which line."""


class WrongLimit(WrongUse):
    """A limit that there is not, or a value that is none: the caller has to choose another."""


class WrongConfiguration(WrongUse):
    """The configuration file has something that there is not, or a value that is none: the message says which."""


class NothingToExplain(WrongUse):
    """What was asked for names no article, or several."""
