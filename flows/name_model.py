"""A model of spaCy that the user has installed and named: it looks for names in place of the rules.

Nothing is downloaded: what is not installed is refused, with what to do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from flows.errors import WrongConfiguration
from transforms.name_runs import Kind
from transforms.names import LONGEST_TEXT, Span

NameModel: TypeAlias = Callable[[Sequence[str]], list[list[Span]]]

# The labels that spaCy's models give; what has another (a date, an amount) is no name.
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("PERSON", "PER", "persName"), "person"),
    **dict.fromkeys(("ORG", "NORP_ORG", "orgName"), "organisation"),
    **dict.fromkeys(("GPE", "LOC", "FAC", "placeName", "geogName"), "place"),
    **dict.fromkeys(("MISC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"), "other"),
}


@cache
def named_model(name: str | None) -> NameModel | None:
    """The model of this name; None for none. Raises WrongConfiguration if it is not installed."""
    if name is None:
        return None
    try:
        import spacy

        pipeline = spacy.load(name)
    except (ImportError, OSError) as error:  # spaCy's error for an unknown name is an OSError
        raise WrongConfiguration(
            f"names.model is {name!r}, and it cannot be loaded ({str(error).splitlines()[0]});"
            " install spacy and the model beside storyfold, or take the line out"
        ) from error
    pipeline.max_length = max(pipeline.max_length, LONGEST_TEXT)

    def spans(texts: Sequence[str]) -> list[list[Span]]:
        read = pipeline.pipe(text[:LONGEST_TEXT] for text in texts)
        return [
            [
                Span(start=found.start_char, end=found.end_char, kind=KINDS[found.label_])
                for found in document.ents
                if found.label_ in KINDS
            ]
            for document in read
        ]

    return spans
