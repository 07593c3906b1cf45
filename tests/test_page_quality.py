"""Recorded scores on invented pages in the manners of many publishers: they may rise, and not fall."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from statistics import mean

import pytest

from transforms.records import Article, Document
from transforms.to_article import ArticleParams, to_article

# A change that raises one of these raises the record too.
RECORDED = {"body": 0.99, "title": 1.0, "authors": 1.0, "published": 1.0, "outlet": 1.0, "topics": 1.0, "language": 1.0}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """An invented page and what is to be read from it."""

    html: str
    url: str
    lines: tuple[str, ...]
    title: str
    authors: tuple[str, ...]
    published: str
    outlet: str
    topics: tuple[str, ...]
    language: str


def paragraphs(lines: tuple[str, ...], tag: str = "p") -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


ENGLISH = (
    "The old bridge across the harbour of Port Lund will stay closed until next spring, the council decided on Monday.",
    "Engineers had found cracks in two of the nine piers when the water was low in August.",
    "“Nobody should be surprised,” said mayor Ines Holm, who has asked for a new bridge since she took office.",
    "What it costs",
    "Repairs would take fourteen months and 31 million crowns, twice what the town spends on its schools in a year.",
    "Until then the ferry runs every twenty minutes, and people who work on the island travel free of charge.",
)
BLOG = Sample(
    url="https://www.portlundpost.example/2031/10/old-bridge-stays-closed",
    html=f"""<!doctype html><html lang="en"><head><title>Old bridge stays closed until spring - Port Lund Post</title>
    <meta property="og:site_name" content="Port Lund Post"><meta property="og:type" content="article">
    <meta property="article:published_time" content="2031-10-13T07:30:00+02:00"><meta name="author" content="Ana Ruud">
    <meta property="article:tag" content="Bridges"><meta property="article:tag" content="Traffic"></head><body>
    <div id="page"><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
    <article class="post type-post"><h1 class="entry-title">Old bridge stays closed until spring</h1>
    <div class="entry-meta">By <a rel="author" href="/ana">Ana Ruud</a> | October 13, 2031</div>
    <div class="entry-content">{paragraphs(ENGLISH[:2])}<figure><img src="b.jpg"><figcaption>The bridge at low water.
    Photo: T. Berg</figcaption></figure>{paragraphs(ENGLISH[2:3])}<h2>{ENGLISH[3]}</h2>{paragraphs(ENGLISH[4:5])}
    <div class="related-posts"><h3>Related posts</h3><ul><li><a href="/f">Ferry breaks down for the third time this
    month</a></li></ul></div>{paragraphs(ENGLISH[5:])}<div class="sharedaddy"><span>Share on Facebook</span></div></div>
    </article><section id="comments" class="comments-area"><h2>2 Comments</h2><p>I have been saying this for years and
    nobody in the town hall would listen to any of us.</p></section></div><footer><p>All rights reserved.</p></footer>
    </body></html>""",
    lines=ENGLISH, title="Old bridge stays closed until spring", authors=("Ana Ruud",), published="2031-10-13",
    outlet="Port Lund Post", topics=("Bridges", "Traffic"), language="en",
)  # fmt: skip

GERMAN = (
    "Die alte Brücke bleibt bis zum Frühjahr gesperrt: In zwei Pfeilern sind Risse entdeckt worden, sagt die Stadt.",
    "Der Stadtrat von Neuhafen hat am Montagabend beschlossen, die Brücke über den Hafen nicht wieder zu öffnen.",
    "Gutachter hatten im August bei Niedrigwasser Risse in zwei der neun Pfeiler gefunden, die niemand erwartet hatte.",
    "Was nun kommt",
    "Die Reparatur dauert nach Angaben der Bürgermeisterin vierzehn Monate und kostet rund vier Millionen Euro.",
    "Bis dahin fährt die Fähre alle zwanzig Minuten, wer auf der Insel arbeitet, zahlt für die Überfahrt nichts.",
)
NODE = {
    "@type": "NewsArticle", "headline": "Alte Brücke bleibt bis zum Frühjahr gesperrt",
    "datePublished": "2031-10-13T06:00:00+02:00", "author": [{"@type": "Person", "name": "Jörg Änders"}],
    "publisher": {"@type": "Organization", "name": "Neuhafener Bote"}, "description": GERMAN[0],
    "keywords": ["Brücken", "Page Type: Article", "Neuhafen"], "isAccessibleForFree": True,
}  # fmt: skip
PORTAL = Sample(
    url="https://www.neuhafener-bote.example/lokales/bruecke-neuhafen-risse-100.html",
    html=f"""<html lang="de"><head><title>Brücke Neuhafen: Das müssen Sie wissen | Neuhafener Bote</title>
    <meta property="og:title" content="Brücke Neuhafen: Das müssen Sie wissen">
    <script type="application/ld+json">{json.dumps(NODE)}</script></head><body><main><div class="c-head">
    <h1 class="sr">Brücke Neuhafen: Das müssen Sie wissen</h1><h2>Alte Brücke bleibt bis zum Frühjahr gesperrt</h2>
    <div class="c-x17"><span>{GERMAN[0]}</span></div>
    <div class="c-byline">Von Jörg Änders</div><div>3 Min</div></div>
    <div class="c-text"><div class="c-par"><p>{GERMAN[1]}</p></div>
    <div class="c-media"><p class="c-caption">Die Brücke im
    August. Bildrechte: Stadt Neuhafen</p></div><div class="c-par"><p>{GERMAN[2]}</p></div>
    <div class="c-newsletter"><p>Der Newsletter des Boten bringt Ihnen jeden Abend das Wichtigste ins
    Postfach.</p></div>
    <h3>{GERMAN[3]}</h3><div class="c-par"><p>{GERMAN[4]}</p></div>
    <ul><li>Mehr: <a href="/a">Warum die Fähre im Sommer so oft ausfällt und was die Stadt tut</a></li></ul>
    <div class="c-par"><p>{GERMAN[5]}</p></div></div>
    <div class="c-teaser-list"><h3><a href="/b">Streit um Parkplätze</a></h3>
    <p>Die Anwohner der Hafenstraße wollen nicht länger um die wenigen freien Plätze kreisen.</p></div></main></body>
    </html>""",
    lines=GERMAN, title="Alte Brücke bleibt bis zum Frühjahr gesperrt", authors=("Jörg Änders",),
    published="2031-10-13",
    outlet="Neuhafener Bote", topics=("Brücken", "Neuhafen"), language="de",
)  # fmt: skip

SPANISH = (
    "El viejo puente de Puerto Luna seguirá cerrado hasta la primavera, decidió el lunes el ayuntamiento.",
    "Los ingenieros encontraron grietas en dos de los nueve pilares cuando bajó el agua en agosto.",
    "La reparación durará catorce meses y costará cuatro millones de euros, según la alcaldesa.",
    "Mientras tanto, el transbordador sale cada veinte minutos y quienes trabajan en la isla viajan gratis.",
)
TABLES = Sample(
    url="http://www.ecodepuertoluna.example/noticia.asp?id=1712",
    html=f"""<html><head><title>El puente sigue cerrado | Eco de Puerto Luna</title>
    <meta name="keywords" content="puentes, Puerto Luna"></head><body>
    <table width="100%"><tr><td><a href="/">Portada</a> |
    <a href="/d">Deportes</a></td></tr><tr><td width="120"><a href="/a">Archivo</a></td><td><h1>El puente sigue
    cerrado hasta la primavera</h1><font size="1">13/10/2031 - Por Marta Gil</font><br><br>
    {"<br><br>".join(SPANISH)}<br>
    </td></tr><tr><td>Copyright Eco de Puerto Luna</td></tr></table></body></html>""",
    lines=SPANISH, title="El puente sigue cerrado hasta la primavera", authors=("Marta Gil",),
    published="2031-10-13",
    outlet="Eco de Puerto Luna", topics=("puentes", "Puerto Luna"), language="es",
)  # fmt: skip

JAPANESE = (
    "港町の古い橋は春まで閉鎖される。市議会が月曜日に決めた。八月の調査で、九本の橋脚のうち二本にひびが見つかったためだ。",
    "市長は会見で「誰も驚くべきではない」と述べ、新しい橋の建設を改めて求めた。修理には十四カ月と四億円がかかる見通しだ。",
    "それまでの間、渡し船が二十分おきに運航する。島で働く人は無料で乗ることができると市は説明している。",
)
JAPAN = Sample(
    url="https://minatoshimbun.example/articles/20311013",
    html=f"""<html lang="ja"><head><title>古い橋、春まで閉鎖へ 橋脚にひび｜港新聞</title>
    <meta property="og:site_name" content="港新聞"><meta property="og:title" content="古い橋、春まで閉鎖へ 橋脚にひび">
    <meta property="article:published_time" content="2031-10-13T09:00:00+09:00"><meta name="author" content="佐藤花子">
    <meta name="news_keywords" content="橋,港町"></head><body><header><a href="/">港新聞</a></header><article>
    <h1>古い橋、春まで閉鎖へ 橋脚にひび</h1><div class="body">{paragraphs(JAPANESE)}</div><div class="m-related">
    <h2>関連記事</h2><ul><li>
    <a href="/2">渡し船、今月三度目の故障 乗客ら二時間待ちの列に並ぶ</a></li></ul></div></article>
    </body></html>""",
    lines=JAPANESE, title="古い橋、春まで閉鎖へ 橋脚にひび", authors=("佐藤花子",),
    published="2031-10-13", outlet="港新聞",
    topics=("橋", "港町"), language="ja",
)  # fmt: skip

SAMPLES = (BLOG, PORTAL, TABLES, JAPAN)


def read(sample: Sample) -> Article:
    document = Document(
        source="pages", path="a.html", record="", file_id="0" * 64, kind="html", content=sample.html.encode(),
        fields={"url": sample.url},
    )  # fmt: skip
    outcome = to_article(document, ArticleParams())
    assert isinstance(outcome, Article)
    return outcome


def overlap(text: str, other: str) -> float:
    """F1 of the four-word sequences of two texts, or of four characters where words are not separated."""
    ours, theirs = (
        Counter(zip(*(words[start:] for start in range(4)), strict=False))
        for words in (re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+", each) for each in (text, other))
    )
    return 2 * sum((ours & theirs).values()) / (sum(ours.values()) + sum(theirs.values()))


@pytest.mark.parametrize("field", [name for name in RECORDED if name != "body"])
def test_fields_of_pages_do_not_fall(field: str) -> None:
    found = [(read(sample), sample) for sample in SAMPLES]

    wrong = [(value, getattr(sample, field)) for article, sample in found
             if (value := value_of(article, field)) != getattr(sample, field)]  # fmt: skip
    assert 1 - len(wrong) / len(SAMPLES) >= RECORDED[field], wrong


def value_of(article: Article, field: str) -> object:
    if field == "published":
        return f"{article.published_at:%Y-%m-%d}" if article.published_at else None
    return getattr(article, field)


def test_stories_of_pages_do_not_fall() -> None:
    scores = {sample.url: overlap(read(sample).text, "\n".join(sample.lines)) for sample in SAMPLES}

    assert mean(scores.values()) >= RECORDED["body"], scores
