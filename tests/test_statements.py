"""What articles say without a number: casualties, comment and responsibility, in five languages."""

from __future__ import annotations

import pytest

from transforms.statements import statements

NONE = (0.0, "casualties", None)
NOT_CLEAR = (None, "casualties", "not clear")
NOT_GIVEN = (None, "comment", "not given")
GIVEN = (None, "comment", "given")
NO_CLAIM = (None, "responsibility", "no claim")
CLAIMED = (None, "responsibility", "claimed")


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "The blast did not result in any casualties.", NONE),
        ("en", "Nobody was hurt in Vale.", NONE),
        ("en", "There were no reports of injuries.", NONE),
        ("en", "It was unclear whether anyone was hurt.", NOT_CLEAR),
        ("en", "The port authority declined to comment.", NOT_GIVEN),
        ("en", "A spokeswoman for the port confirmed the leak.", GIVEN),
        ("en", "No group has claimed responsibility.", NO_CLAIM),
        ("en", "A group in Orrin claimed responsibility for it.", CLAIMED),
        ("en", "There was no sign of fire but the Red Lamp has claimed responsibility.", CLAIMED),
        ("en", "There were no survivors and a group of Orrin claimed responsibility.", CLAIMED),
        ("en", "It was not yet clear how many were hurt.", NOT_CLEAR),
        ("de", "Es gab keine Verletzten.", NONE),
        ("de", "Unklar ist, ob es Verletzte gab.", NOT_CLEAR),
        ("de", "Der Hafen wollte sich dazu nicht äußern.", NOT_GIVEN),
        ("de", "Ein Sprecher des Hafens bestätigte das Leck.", GIVEN),
        ("de", "Zu der Tat bekannte sich bislang niemand.", NO_CLAIM),
        ("de", "Zu der Tat bekannte sich eine Gruppe aus Orrin.", CLAIMED),
        ("fr", "L'explosion n'a fait aucun blessé.", NONE),
        ("fr", "Le port n'a pas encore commenté.", NOT_GIVEN),
        ("fr", "Une porte-parole a confirmé la fuite.", GIVEN),
        ("fr", "Aucun groupe n'a revendiqué l'attaque.", NO_CLAIM),
        ("es", "No se registraron heridos.", NONE),
        ("es", "Se desconoce si hay víctimas.", NOT_CLEAR),
        ("es", "El puerto no quiso comentar.", NOT_GIVEN),
        ("es", "Un portavoz confirmó la fuga.", GIVEN),
        ("es", "Ningún grupo se ha atribuido el ataque.", NO_CLAIM),
        ("it", "Nessun ferito nell'esplosione.", NONE),
        ("it", "Il porto non ha commentato.", NOT_GIVEN),
        ("it", "Un portavoce ha confermato la perdita.", GIVEN),
        ("it", "Un gruppo ha rivendicato l'attacco.", CLAIMED),
    ],
)
def test_what_is_said_without_a_number(language: str, text: str, said: tuple[float | None, str, str | None]) -> None:
    assert [(one.value, one.unit, one.qualifier) for one in statements(text, language)] == [said]


@pytest.mark.parametrize(
    "text", ["She has no comments on her page.", "It was a known reef.", "They spoke for an hour."]
)
def test_other_sentences_say_nothing_of_it(text: str) -> None:
    assert [one.unit for one in statements(text, "en")] == []


def test_a_page_without_an_end_of_sentence_is_read_in_time() -> None:
    text = "no " * 20_000 + "responsibility"

    assert statements(text, "en") == []


def test_language_without_phrases_has_no_statements() -> None:
    assert statements("Ninguém ficou ferido.", "pt") == []


def test_place_is_that_of_the_words_in_the_text() -> None:
    text = "Fog came.\nThe port has not yet commented on it. Nobody was hurt."

    assert [text[one.start : one.end] for one in statements(text, "en")] == ["not yet commented", "Nobody was hurt"]
