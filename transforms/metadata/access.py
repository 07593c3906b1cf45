"""What a page says about who may read and use it: free or paid, what robots may do, text and data mining.

Only statements for machines count: JSON-LD `isAccessibleForFree`, the content tier of the Open Graph protocol, robots
directives, and the TDM Reservation Protocol (W3C community group, 2022). What is not stated is not known.
"""

from __future__ import annotations

from typing import Any

from transforms.metadata.sweep import Candidates
from transforms.metadata.urls import absolute_url

_TIERS = {"free": True, "metered": False, "locked": False, "paid": False, "premium": False}


def access(candidates: Candidates, url: str | None) -> dict[str, Any]:  # Any: keywords of Article, which checks them
    """The columns of an article that tell of its use; None where the page says nothing.

    url: the address it was found at, to which that of a policy can be relative.
    """
    tier = candidates.first_meta("article:content_tier", "og:article:content_tier", "content_tier", "content-tier")
    free = candidates.linked.is_free
    reserved = candidates.first_meta("tdm-reservation")
    return {
        "is_free_access": _TIERS.get((tier or "").lower()) if free is None else free,
        "robots": _directives(candidates),
        "is_mining_reserved": {"1": True, "0": False}.get(reserved or ""),
        "mining_policy_url": absolute_url(candidates.first_meta("tdm-policy"), url),
    }


def _directives(candidates: Candidates) -> str | None:
    stated = (part.strip().lower() for value in candidates.meta_values("robots") for part in value.split(","))
    return ", ".join(dict.fromkeys(part for part in stated if part)) or None
