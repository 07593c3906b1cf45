"""The words that make a number a figure, by language: number words, qualifiers, what is counted, and what is not.

Data only; `figures.py` reads it. Words are in lower case. Where a word varies, its stem ends in "*".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """What numbers look like in one language."""

    decimal: str  # the decimal mark; the other of "." and "," groups digits
    numbers: Mapping[str, float]
    multipliers: Mapping[str, float]  # stand after a number: "two hundred", "1.2 million"
    vague: Mapping[str, float]  # at least this many: "dozens", "hundreds"
    several: tuple[str, ...]  # before a number word, make it vague: "several hundred", and stand before a vague one
    half: tuple[str, ...]  # after a number or its unit: "two and a half million", "deux mois et demi"
    joiners: frozenset[str]  # between number words: "two hundred and five", "treinta y dos"
    qualifiers: Mapping[str, str]  # phrase before a number -> at least, at most, more than, less than, about
    people: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]  # people of one kind, whose number is not that of all
    gather: tuple[str, ...]  # what only people do: "dozens gathered"
    states: Mapping[str, tuple[str, ...]]  # what happened to people
    attacks: tuple[str, ...]  # nouns, and verbs beside "78 times"
    times: tuple[str, ...]
    units: Mapping[str, tuple[str, ...]]
    ages: tuple[str, ...]  # after a number
    age_before: tuple[str, ...]
    ago: tuple[str, ...]  # make a time span a point in time: "three weeks ago"; before the number where that is usual
    magnitude: tuple[str, ...]
    months: tuple[str, ...]
    clock: tuple[str, ...]  # after a number
    partitives: tuple[str, ...]  # before a part of a sum: "including", "among them"
    more: tuple[str, ...]  # beside a number that comes on top of another: "three others", "weitere drei"
    alone: tuple[str, ...]  # behind a number: it is of one place or part only
    severe: tuple[str, ...]  # of the injured: the number is of those who are badly or slightly hurt
    parents: tuple[str, ...]  # "mother of three"
    singular: tuple[str, ...]  # verbs of one: in "the mother of 12 was killed" twelve are not
    of: tuple[str, ...]  # may stand between a number and what is counted
    ranges: tuple[str, ...]  # between two numbers: "60 to 70"
    breaks: tuple[str, ...]  # end a statement inside a sentence
    stop: frozenset[str]
    articles: tuple[str, ...]
    plurals: tuple[str, ...]  # endings of a counted noun
    nouns_come_first: bool = True  # before their adjectives
    nouns_are_capitalised: bool = False
    state_words: int = 8  # how far a state may stand behind the people: further where the verb comes last

    @cached_property
    def prepositions(self) -> frozenset[str]:
        """The small words that end a phrase such as "14 of the passengers"."""
        return self.stop - frozenset(self.of) - frozenset(self.articles) - frozenset(self.more)

    @cached_property
    def definite_articles(self) -> frozenset[str]:
        """The articles that point back: "the two", not "a dozen"."""
        return frozenset(self.articles) - self.numbers.keys() - {"a", "an"}

    @cached_property
    def number_starts(self) -> frozenset[str]:
        """Every word with which a number can start."""
        return frozenset((*self.numbers, *self.multipliers, *self.vague))

    @cached_property
    def qualifier_words(self) -> frozenset[str]:
        """The words of all qualifiers."""
        return frozenset(word for phrase in self.qualifiers for word in phrase.split())

    @cached_property
    def qualifier_ends(self) -> frozenset[str]:
        """The last words of all qualifiers; the apostrophe of "plus d'une" is a word of its own."""
        last = (re.split("[ ']", phrase)[-1] for phrase in self.qualifiers)
        return frozenset((*last, "'", "’"))

    def is_joined(self, word: str) -> bool:
        """Whether a word is a number and more: "eight-year", not "twenty-two"."""
        number, _, rest = word.partition("-")
        return bool(rest) and number in self.numbers and word not in self.numbers

    @cached_property
    def joiners_of_half(self) -> frozenset[str]:
        """The words with which "and a half" begins."""
        return frozenset(phrase.split()[0] for phrase in self.half)

    @cached_property
    def state_of(self) -> Callable[[str], str | None]:
        """What happened to people, by a word that says so; None by any other."""
        return _first_named(self.states)

    @cached_property
    def is_attack(self) -> Callable[[str], bool]:
        """Whether a word means an attack or to attack."""
        named = _first_named({"attacks": self.attacks})
        return lambda word: named(word) is not None

    @cached_property
    def unit_of(self) -> Callable[[str], str | None]:
        """The unit that a word names, or None."""
        return _first_named(self.units)

    @cached_property
    def group_of(self) -> Callable[[str], str | None]:
        """The kind of people that a word names, or None."""
        return _first_named(self.groups)

    @cached_property
    def is_people(self) -> Callable[[str], bool]:
        """Whether a word means people."""
        named = _first_named({"people": self.people})
        return lambda word: named(word) is not None


def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """What matches one of the words, of which some are stems: "injur*"."""
    return re.compile("|".join(re.escape(word).replace(r"\*", r"[\w-]*") for word in words))


def _first_named(words: Mapping[str, tuple[str, ...]]) -> Callable[[str], str | None]:
    """The first name whose words a word is one of; words come again and again, so what was found is remembered."""
    patterns = [(name, pattern(forms)) for name, forms in words.items() if forms]
    return lru_cache(maxsize=1 << 14)(
        lambda word: next((name for name, form in patterns if form.fullmatch(word)), None)
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _numbered(text: str, start: int = 0) -> dict[str, float]:
    return {word: float(value) for value, word in enumerate(text.split(), start)}


_SYMBOLS = {
    "percent": ("%",),
    "EUR": ("€", "eur"),
    "USD": ("$", "usd"),
    "GBP": ("£", "gbp"),
    "JPY": ("¥",),
    "km": ("km",),
    "m": ("m",),
    "cm": ("cm",),
    "kg": ("kg",),
    "km/h": ("km/h",),
    "MW": ("mw",),
}


def _units(**units: str) -> dict[str, tuple[str, ...]]:
    names = {"km_h": "km/h"}
    found = {names.get(name, name): _words(words) for name, words in units.items()}
    return {name: (*_SYMBOLS.get(name, ()), *found.get(name, ())) for name in {**_SYMBOLS, **found}}


def _english_numbers() -> dict[str, float]:
    small = _numbered(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    )
    tens = {
        word: value * 10
        for word, value in _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2).items()
    }
    both = {f"{t}-{s}": tens[t] + small[s] for t in tens for s in list(small)[1:10]}
    return {**small, **tens, **both, "dozen": 12}


def _german_numbers() -> dict[str, float]:
    small = _numbered(
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
        "sechzehn siebzehn achtzehn neunzehn"
    )
    tens = {
        w: v * 10 for w, v in _numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 2).items()
    }
    ones = {"ein": 1.0, **{word: value for word, value in small.items() if 2 <= value <= 9}}
    both = {f"{one}und{ten}": tens[ten] + ones[one] for ten in tens for one in ones}
    below = {**small, **tens, **both}
    hundreds = {f"{one}hundert": 100 * ones[one] for one in ones}
    beyond = {f"{h}{w}": hundreds[h] + v for h in hundreds for w, v in below.items() if v}
    thousands = {f"{word}tausend": 1000 * value for word, value in {**ones, **below, **hundreds}.items() if value}
    halves = {f"{one}einhalb": value + 0.5 for one, value in ones.items() if value > 1} | {"anderthalb": 1.5}
    return {**below, **hundreds, **beyond, **thousands, **halves, "ein": 1, "eine": 1, "einen": 1, "dutzend": 12}


def _french_numbers() -> dict[str, float]:
    small = _numbered(
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "dix-sept dix-huit dix-neuf"
    )
    tens = {word: value * 10 for word, value in _numbered("vingt trente quarante cinquante soixante", 2).items()}
    tens["quatre-vingt"] = tens["quatre-vingts"] = 80
    reach = {ten: 20 if ten in ("soixante", "quatre-vingt") else 10 for ten in tens}
    both = {f"{t}-{s}": tens[t] + v for t in tens for s, v in small.items() if 1 <= v < reach[t]}
    return {
        **small,
        **tens,
        **both,
        "une": 1,
        "douzaine": 12,
        "dizaine": 10,
        "quinzaine": 15,
        "vingtaine": 20,
        "trentaine": 30,
        "quarantaine": 40,
        "cinquantaine": 50,
        "centaine": 100,
        "millier": 1000,
    }


def _spanish_numbers() -> dict[str, float]:
    small = _numbered(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
        "veintiséis veintisiete veintiocho veintinueve"
    )
    tens = {w: v * 10 for w, v in _numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 3).items()}
    hundreds = {
        "cien": 100.0,
        "ciento": 100.0,
        "doscientos": 200.0,
        "trescientos": 300.0,
        "cuatrocientos": 400.0,
        "quinientos": 500.0,
        "seiscientos": 600.0,
        "setecientos": 700.0,
        "ochocientos": 800.0,
        "novecientos": 900.0,
    }
    women = {word[:-2] + "as": value for word, value in hundreds.items() if word.endswith("os")}
    groups = {"docena": 12.0, "decena": 10.0, "veintena": 20.0, "treintena": 30.0, "centenar": 100.0, "millar": 1000.0}
    return {**small, **tens, **hundreds, **women, **groups, "un": 1, "una": 1}


def _italian_numbers() -> dict[str, float]:
    small = _numbered(
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
        "sedici diciassette diciotto diciannove"
    )
    tens = {
        w: v * 10 for w, v in _numbered("venti trenta quaranta cinquanta sessanta settanta ottanta novanta", 2).items()
    }
    ones = {word: value for word, value in small.items() if 1 <= value <= 9}
    both = {
        (t[:-1] if s[0] in "uo" else t) + ("tré" if s == "tre" else s): tens[t] + ones[s] for t in tens for s in ones
    }
    hundreds = {"cento": 100.0, **{f"{s}cento": 100 * v for s, v in ones.items() if v > 1}}
    groups = {
        "dozzina": 12.0,
        "decina": 10.0,
        "ventina": 20.0,
        "trentina": 30.0,
        "cinquantina": 50.0,
        "centinaio": 100.0,
        "migliaio": 1000.0,
        "mille": 1000.0,
    }
    below = {**small, **tens, **both, **hundreds}
    thousands = {f"{word}mila": 1000 * value for word, value in below.items() if value > 1}
    return {**below, **thousands, **groups, "un": 1, "una": 1}


ENGLISH = Lexicon(
    decimal=".",
    numbers=_english_numbers(),
    multipliers={
        "hundred": 1e2,
        "thousand": 1e3,
        "million": 1e6,
        "billion": 1e9,
        "trillion": 1e12,
        "m": 1e6,
        "mn": 1e6,
        "bn": 1e9,
        "mm": 1e6,
        "k": 1e3,
        "dozen": 12,
    },
    vague={"tens": 20.0, "dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2_000.0, "millions": 2e6},
    several=_words("several many few"),
    half=("and a half",),
    joiners=frozenset(("and",)),
    qualifiers={
        "at least": "at least",
        "no fewer than": "at least",
        "no less than": "at least",
        "a minimum of": "at least",
        "at most": "at most",
        "up to": "at most",
        "as many as": "at most",
        "no more than": "at most",
        "more than": "more than",
        "over": "more than",
        "upwards of": "more than",
        "above": "more than",
        "less than": "less than",
        "fewer than": "less than",
        "under": "less than",
        "almost": "less than",
        "nearly": "less than",
        "close to": "less than",
        "about": "about",
        "around": "about",
        "some": "about",
        "roughly": "about",
        "approximately": "about",
        "an estimated": "about",
        "nearing": "less than",
    },
    people=_words(
        "people person* passenger* civilian* soldier* troop* personnel resident* children child women men man "
        "woman student* worker* employee* officer* migrant* refugee* protester* demonstrator* patient* "
        "firefighter* villager* pupil* islander* fan* visitor* spectator* crew tourist* shopper* driver* "
        "co-worker* coworker* colleague* guard* gunm* militant* victim* suspect* rebel* inmate* prisoner* hostage* "
        "journalist* pedestrian* boy boys girl girls police policem* servicem*"
    ),
    groups={
        "children": _words("child* boy boys girl girls pupil*"),
        "women": _words("woman women mother* wife wives"),
        "men": _words("man men"),
        "forces": _words("soldier* troop* personnel servicem*"),
        "officers": _words("officer* police policem* firefighter*"),
        "attackers": _words("militant* rebel* gunm* suspect*"),
    },
    gather=_words("gathered rallied marched protested demonstrated fled"),
    states={
        "killed": _words("kill* dead die died dies dying death* fatalit* slain"),
        "injured": _words("injur* wound* hurt treated treatment hospitalised hospitalized"),
        "missing": _words("missing unaccounted"),
        "arrested": _words("arrest* detain* custody"),
        "evacuated": _words("evacuat* displaced"),
        "rescued": _words("rescued saved"),
        "aboard": _words("aboard board"),
    },
    attacks=_words(
        "attack* assault* raid raids raided airstrike* shelled shelling bombed bombard* targeted struck strikes"
    ),
    times=_words("times"),
    units=_units(
        percent="percent per-cent pct",
        EUR="euro*",
        USD="dollar*",
        GBP="pound* sterling",
        JPY="yen",
        crowns="crown*",
        km="kilomet*",
        m="metre* meter*",
        cm="centimet*",
        miles="mile*",
        feet="feet foot",
        tonnes="tonne* ton tons",
        kg="kilogram* kilo kilos",
        litres="litre* liter*",
        hectares="hectare*",
        acres="acre*",
        degrees="degree*",
        MW="megawatt*",
        km_h="kph",
        inches="inch inches",
        yards="yard yards yd",
        mm="mm millimet*",
        GB="gb gigabyte*",
        MB="mb megabyte*",
        megapixels="megapixel*",
        years="year years",
        months="month months",
        weeks="week weeks",
        days="day days",
        hours="hour hours",
        minutes="minute minutes",
        seconds="second seconds",
    ),
    ages=_words("year-old years-old year-olds"),
    age_before=_words("aged age"),
    ago=_words("ago earlier later before after"),
    magnitude=_words("magnitude"),
    months=_words(
        "january february march april may june july august september october november december jan feb mar "
        "apr jun jul aug sep sept oct nov dec"
    ),
    clock=_words("am pm a.m p.m gmt o'clock"),
    partitives=_words("including included includes include among whom them"),
    more=_words("more other others another further"),
    alone=_words("alone"),
    severe=_words("serious seriously critical critically severe severely minor slightly lightly"),
    parents=_words("mother mothers father fathers parent parents grandmother grandfather"),
    singular=_words("was is has"),
    of=_words("of metric cubic"),
    ranges=_words("or to through"),
    breaks=_words("and but while whereas"),
    articles=_words("a an the"),
    plurals=_words("s"),
    nouns_come_first=False,
    stop=frozenset(
        _words(
            "a an the of in on at to for from by with as and or but if that this these those it its is are was "
            "were be been being has have had he she they his her their we our you i who which what when where "
            "while than then there after before since until into out over under about more most least some any "
            "all both not no said says say will would could should may might can also up down off so such per new "
            "last first next other others another them him us only just still later ago now today"
        )
    ),
)

GERMAN = Lexicon(
    decimal=",",
    numbers=_german_numbers(),
    multipliers={
        "hundert": 1e2,
        "tausend": 1e3,
        "mio": 1e6,
        "million": 1e6,
        "millionen": 1e6,
        "mrd": 1e9,
        "milliarde": 1e9,
        "milliarden": 1e9,
        "dutzend": 12,
    },
    vague={
        "dutzende": 24.0,
        "dutzenden": 24.0,
        "hunderte": 200.0,
        "hunderten": 200.0,
        "tausende": 2_000.0,
        "tausenden": 2_000.0,
        "zehntausende": 20_000.0,
        "zehntausenden": 20_000.0,
        "hunderttausende": 200_000.0,
        "hunderttausenden": 200_000.0,
    },
    several=_words("mehrere mehreren einige einigen viele vielen"),
    half=(),
    joiners=frozenset(),
    qualifiers={
        "mindestens": "at least",
        "wenigstens": "at least",
        "zumindest": "at least",
        "höchstens": "at most",
        "bis zu": "at most",
        "maximal": "at most",
        "mehr als": "more than",
        "über": "more than",
        "gut": "more than",
        "weniger als": "less than",
        "unter": "less than",
        "knapp": "less than",
        "fast": "less than",
        "beinahe": "less than",
        "rund": "about",
        "etwa": "about",
        "ungefähr": "about",
        "circa": "about",
        "ca": "about",
        "schätzungsweise": "about",
        "an die": "about",
    },
    people=_words(
        "menschen personen person passagier* zivilist* soldat* bewohner* einwohner* kinder frauen männer "
        "schüler* mitarbeiter* beschäftigt* polizist* flüchtling* demonstrant* patient* feuerwehrleute "
        "anwohner* besucher* zuschauer* insassen fahrgäste fahrgästen touristen leute mädchen jungen"
    ),
    groups={
        "children": _words("kinder kindern schüler* mädchen jungen"),
        "women": _words("frauen"),
        "men": _words("männer männern"),
        "forces": _words("soldat*"),
        "officers": _words("polizist* feuerwehrleute*"),
    },
    gather=_words("versammelten demonstrierten protestierten flohen"),
    states={
        "killed": _words("getötet* tot tote* starb* gestorben todesopfer ums umgekommen"),
        "injured": _words("verletzt* verwundet*"),
        "missing": _words("vermisst*"),
        "arrested": _words("festgenommen* verhaftet* festnahme*"),
        "evacuated": _words("evakuiert*"),
        "rescued": _words("gerettet*"),
        "aboard": _words("bord"),
    },
    attacks=_words("angriff* angegriffen beschossen bombardiert attackiert luftangriff*"),
    times=_words("mal male"),
    units=_units(
        percent="prozent",
        EUR="euro",
        USD="dollar",
        GBP="pfund",
        crowns="kronen",
        km="kilomet*",
        m="meter metern",
        cm="zentimeter*",
        tonnes="tonne tonnen",
        kg="kilogramm kilo",
        litres="liter litern",
        hectares="hektar",
        degrees="grad",
        MW="megawatt",
        km_h="stundenkilomet*",
        inches="zoll",
        mm="mm millimeter*",
        GB="gb gigabyte",
        MB="mb megabyte",
        megapixels="megapixel",
        years="jahr jahre jahren",
        months="monat monate monaten",
        weeks="woche wochen",
        days="tag tage tagen",
        hours="stunde stunden",
        minutes="minute minuten",
        seconds="sekunde sekunden",
    ),
    ages=_words("jährig* jahre-alt"),
    age_before=_words("alter"),
    ago=_words("vor nach später zuvor"),
    magnitude=_words("stärke magnitude"),
    months=_words("januar februar märz april mai juni juli august september oktober november dezember"),
    clock=_words("uhr"),
    partitives=_words("darunter davon"),
    more=_words("weitere weiteren weiterer andere anderen"),
    alone=_words("allein alleine"),
    severe=_words("schwer schwere schwerverletzte leicht leichte lebensgefährlich"),
    parents=_words("mutter vater"),
    singular=_words("war ist wurde wird hat"),
    of=_words("der dieser ihrer seiner von"),
    ranges=_words("oder bis"),
    breaks=_words("und aber während"),
    articles=_words("ein eine einem einen der die den"),
    plurals=_words(" "),
    stop=frozenset(
        _words(
            "der die das den dem des ein eine einer eines einem einen und oder aber in im an am auf aus bei mit "
            "nach von vom vor zu zum zur für über unter um bis als wie dass daß ist sind war waren wird werden "
            "wurde wurden worden hat haben hatte hatten sein seine seiner ihr ihre ihrer er sie es wir man sich "
            "nicht noch auch nur so sehr mehr dann wenn wo was wer sagte sagt soll sollen will kann können jetzt "
            "heute neue neuen damals seit durch gegen ohne rund etwa mindestens knapp"
        )
    ),
    nouns_are_capitalised=True,
    state_words=12,
)

FRENCH = Lexicon(
    decimal=",",
    numbers=_french_numbers(),
    multipliers={
        "cent": 1e2,
        "cents": 1e2,
        "mille": 1e3,
        "million": 1e6,
        "millions": 1e6,
        "milliard": 1e9,
        "milliards": 1e9,
        "m": 1e6,
        "md": 1e9,
    },
    vague={"douzaines": 24.0, "dizaines": 20.0, "centaines": 200.0, "milliers": 2_000.0},
    several=_words("plusieurs quelques"),
    half=("et demi", "et demie"),
    joiners=frozenset(("et",)),
    qualifiers={
        "au moins": "at least",
        "pas moins de": "at least",
        "au minimum": "at least",
        "au plus": "at most",
        "jusqu'à": "at most",
        "jusqu à": "at most",
        "plus de": "more than",
        "plus d": "more than",
        "moins de": "less than",
        "près de": "less than",
        "presque": "less than",
        "environ": "about",
        "quelque": "about",
        "autour de": "about",
        "approximativement": "about",
    },
    people=_words(
        "personne* passager* civil civils soldat* habitant* enfant* femme* homme* élève* salarié* employé* "
        "policier* migrant* réfugié* manifestant* patient* pompier* visiteur* spectateur* touriste* sinistré* "
        "gens fille filles garçon* militaire*"
    ),
    groups={
        "children": _words("enfant* élève* fille filles garçon*"),
        "women": _words("femme*"),
        "men": _words("homme*"),
        "forces": _words("soldat* militaire*"),
        "officers": _words("policier* pompier*"),
    },
    gather=_words("manifestaient rassemblaient"),
    states={
        "killed": _words("tué* mort morts morte mortes décès décédé* victime*"),
        "injured": _words("blessé*"),
        "missing": _words("disparu*"),
        "arrested": _words("arrêté* interpellé* interpellation*"),
        "evacuated": _words("évacué*"),
        "rescued": _words("sauvé* secouru*"),
        "aboard": _words("bord"),
    },
    attacks=_words("attaque* attaqué* bombardé* bombardement* visé* frappe* raid raids"),
    times=_words("fois"),
    units=_units(
        EUR="euro*",
        USD="dollar*",
        GBP="livres-sterling",
        crowns="couronne*",
        km="kilomètre*",
        m="mètre*",
        cm="centimètre*",
        tonnes="tonne*",
        kg="kilogramme* kilo kilos",
        litres="litre*",
        hectares="hectare*",
        degrees="degré*",
        MW="mégawatt*",
        mm="mm millimètre*",
        GB="go gigaoctet*",
        MB="mo mégaoctet*",
        megapixels="mégapixel*",
        years="an ans année années",
        months="mois",
        weeks="semaine semaines",
        days="jour jours",
        hours="heure heures",
        minutes="minute minutes",
        seconds="seconde secondes",
    ),
    ages=(),
    age_before=_words("âgé âgée âgés âgées"),
    ago=("y a", "avant", "après", "plus tard"),
    magnitude=_words("magnitude"),
    months=_words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    clock=_words("h"),
    partitives=_words("dont parmi"),
    more=_words("autre autres"),
    alone=_words("seul seule"),
    severe=_words("grièvement gravement légèrement graves légers"),
    parents=_words("mère père"),
    singular=_words("a est fut était"),
    of=_words("de d des nouveaux nouvelles premiers premières derniers dernières autres"),
    ranges=_words("ou à"),
    breaks=_words("et mais tandis"),
    articles=_words("un une la le les"),
    plurals=_words("s x"),
    stop=frozenset(
        _words(
            "le la les l un une des du de d au aux à en dans sur sous par pour avec sans et ou mais où que qu qui "
            "quoi dont ce cet cette ces son sa ses leur leurs il elle ils elles on nous vous je est sont était "
            "étaient été être a ont avait avaient avoir ne pas plus moins très se s y n selon après avant depuis "
            "lors entre comme aussi même tout tous toute toutes dit soit hors encore c'est fait"
        )
    ),
)

SPANISH = Lexicon(
    decimal=",",
    numbers=_spanish_numbers(),
    multipliers={"mil": 1e3, "millón": 1e6, "millones": 1e6},
    vague={
        "docenas": 24.0,
        "decenas": 20.0,
        "centenares": 200.0,
        "cientos": 200.0,
        "miles": 2_000.0,
        "millares": 2_000.0,
    },
    several=_words("varios varias algunos algunas"),
    half=("y medio", "y media"),
    joiners=frozenset(("y",)),
    qualifiers={
        "al menos": "at least",
        "por lo menos": "at least",
        "como mínimo": "at least",
        "hasta": "at most",
        "como máximo": "at most",
        "más de": "more than",
        "menos de": "less than",
        "casi": "less than",
        "cerca de": "less than",
        "unos": "about",
        "unas": "about",
        "alrededor de": "about",
        "aproximadamente": "about",
    },
    people=_words(
        "persona* pasajero* civil civiles soldado* habitante* niño* niña* mujer* hombre* alumno* estudiante* "
        "trabajador* empleado* policía* migrante* refugiado* manifestante* paciente* bombero* vecino* "
        "visitante* espectador* turista* militar militares"
    ),
    groups={
        "children": _words("niño* niña* alumno*"),
        "women": _words("mujer*"),
        "men": _words("hombre*"),
        "forces": _words("soldado* militar militares"),
        "officers": _words("policía* bombero*"),
    },
    gather=_words("manifestaron reunieron huyeron"),
    states={
        "killed": _words("muert* murier* murió fallecid* falleci*"),
        "injured": _words("herid* lesionad*"),
        "missing": _words("desaparecid*"),
        "arrested": _words("detenid* arrestad*"),
        "evacuated": _words("evacuad* desalojad*"),
        "rescued": _words("rescatad*"),
        "aboard": _words("bordo"),
    },
    attacks=_words("ataque* atacad* bombarde*"),
    times=_words("veces"),
    units=_units(
        EUR="euro*",
        USD="dólar*",
        GBP="libras-esterlinas",
        crowns="corona*",
        km="kilómetro*",
        m="metro*",
        cm="centímetro*",
        tonnes="tonelada*",
        kg="kilogramo* kilo kilos",
        litres="litro*",
        hectares="hectárea*",
        degrees="grado*",
        MW="megavatio*",
        mm="mm milímetro*",
        GB="gb gigabyte*",
        MB="mb megabyte*",
        megapixels="megapíxel*",
        years="año años",
        months="mes meses",
        weeks="semana semanas",
        days="día días",
        hours="hora horas",
        minutes="minuto minutos",
        seconds="segundo segundos",
    ),
    ages=(),
    age_before=_words("edad"),
    ago=_words("hace antes después atrás"),
    magnitude=_words("magnitud"),
    months=_words("enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"),
    clock=_words("h horas"),
    partitives=_words("incluidos incluidas ellos ellas"),
    more=_words("otros otras más"),
    alone=_words("solo sólo"),
    severe=_words("grave graves gravemente leve leves levemente gravedad"),
    parents=_words("madre padre"),
    singular=_words("fue era ha es"),
    of=_words("de primeros primeras últimos últimas nuevos nuevas otros otras"),
    ranges=_words("o a"),
    breaks=_words("y e pero mientras"),
    articles=_words("un una el la los las"),
    plurals=_words("s"),
    stop=frozenset(
        _words(
            "el la los las lo un una unos unas de del al a en con sin por para sobre entre hasta desde y e o u "
            "pero si que quien cual donde cuando como su sus se le les me nos es son era eran fue fueron ser sido "
            "está están ha han había haber no ni más menos muy también ya este esta estos estas ese esa según "
            "tras durante dijo todo todos toda todas otro otra sólo solo"
        )
    ),
)

ITALIAN = Lexicon(
    decimal=",",
    numbers=_italian_numbers(),
    multipliers={"mila": 1e3, "milione": 1e6, "milioni": 1e6, "miliardo": 1e9, "miliardi": 1e9},
    vague={"dozzine": 24.0, "decine": 20.0, "centinaia": 200.0, "migliaia": 2_000.0},
    several=_words("diversi diverse parecchi parecchie alcune"),
    half=("e mezzo", "e mezza"),
    joiners=frozenset(),
    qualifiers={
        "almeno": "at least",
        "non meno di": "at least",
        "fino a": "at most",
        "al massimo": "at most",
        "più di": "more than",
        "oltre": "more than",
        "meno di": "less than",
        "quasi": "less than",
        "circa": "about",
        "intorno a": "about",
    },
    people=_words(
        "persone persona passegger* civili soldati abitanti bambini donne uomini studenti alunni lavoratori "
        "dipendenti agenti migranti profughi manifestanti pazienti residenti visitatori spettatori turisti militari"
    ),
    groups={
        "children": _words("bambini alunni"),
        "women": _words("donne"),
        "men": _words("uomini"),
        "forces": _words("soldati militari"),
        "officers": _words("agenti"),
    },
    gather=_words("manifestato radunate radunati"),
    states={
        "killed": _words("mort* uccis* vittime decedut*"),
        "injured": _words("ferit*"),
        "missing": _words("dispers*"),
        "arrested": _words("arrestat* fermat*"),
        "evacuated": _words("evacuat* sfollat*"),
        "rescued": _words("salvat* soccors*"),
        "aboard": _words("bordo"),
    },
    attacks=_words("attacch* attaccat* attacco bombardat* bombardament* raid"),
    times=_words("volte"),
    units=_units(
        EUR="euro",
        USD="dollar*",
        GBP="sterline",
        crowns="corone",
        km="chilometr*",
        m="metri metro",
        cm="centimetr*",
        tonnes="tonnellat*",
        kg="chilogramm* chili chilo",
        litres="litr*",
        hectares="ettar*",
        degrees="gradi",
        MW="megawatt*",
        mm="mm millimetr*",
        GB="gb gigabyte",
        MB="mb megabyte",
        megapixels="megapixel",
        years="anno anni",
        months="mese mesi",
        weeks="settimana settimane",
        days="giorno giorni",
        hours="ora ore",
        minutes="minuto minuti",
        seconds="secondo secondi",
    ),
    ages=_words("enne"),
    age_before=_words("età"),
    ago=_words("fa prima dopo"),
    magnitude=_words("magnitudo"),
    months=_words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    clock=_words(""),
    partitives=_words("cui compresi comprese"),
    more=_words("altri altre"),
    alone=_words("solo sola"),
    severe=_words("grave gravi gravemente leggermente lievi"),
    parents=_words("madre padre"),
    singular=_words("è era fu ha"),
    of=_words("di primi prime ultimi ultime nuovi nuove altri altre"),
    ranges=_words("o a"),
    breaks=_words("e ma mentre"),
    articles=_words("un una il la i le gli"),
    plurals=_words("i e a"),
    stop=frozenset(
        _words(
            "il lo la i gli le l un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal "
            "dalla dai dalle in nel nella nei nelle con su sul sulla per tra fra e ed o ma se che chi cui dove "
            "quando come suo sua suoi sue si è sono era erano fu stato stata stati state ha hanno aveva avevano "
            "non più meno molto anche già questo questa quello dopo prima durante secondo detto tutto tutti"
        )
    ),
)

LEXICONS: Mapping[str, Lexicon] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "it": ITALIAN}
