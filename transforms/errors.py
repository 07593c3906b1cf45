"""Errors of the transforms, named by what the caller does about them."""

from __future__ import annotations


class FormatError(ValueError):
    """The bytes are not what their format says: record the fault and take the next document."""


class TooLargeError(FormatError):
    """The content is larger than its limit."""


class LockedError(FormatError):
    """The content is locked with a password."""


class MissingLibraryError(FormatError):
    """The format is known, and the library that reads it is not installed."""
