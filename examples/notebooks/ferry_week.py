"""A week of news in marimo. From the root of the repository, after `make demo`:

marimo edit examples/notebooks/ferry_week.py
"""

import marimo

app = marimo.App(width="medium", app_title="A week on the islands")


@app.cell
def opening():
    import os

    import marimo as mo

    import warehouse

    news = warehouse.open(os.environ.get("STORYFOLD_WAREHOUSE", "storyfold-warehouse"))
    mo.md(
        """
        # A week on the islands

        The example articles, taken in with `storyfold ingest examples/inbox`.
        `warehouse.open` gives a DuckDB connection with all tables; reading changes nothing.
        """
    )
    return mo, news


@app.cell
def most_reported(mo, news):
    stories = news.sql("""
        SELECT story_id, title, independent_outlets, articles, first_published_at
        FROM stories
        ORDER BY independent_outlets DESC, articles DESC, first_published_at
        LIMIT 5
    """).pl()
    mo.vstack([mo.md("## Which stories did most outlets report in words of their own?"), stories])
    return (stories,)


@app.cell
def coverage(mo, news, stories):
    ferry = stories["story_id"][0]
    reports = news.execute(
        "SELECT published_at, lag_minutes, outlet, title, relation FROM coverage($story)", {"story": ferry}
    ).pl()
    mo.vstack([mo.md("## Who reported the first of them, and how long after the first?"), reports])
    return ferry, reports


@app.cell
def differing(ferry, mo, news):
    figures = news.execute(
        """
        SELECT subject, outlet, qualifier, value, other_outlet, other_qualifier, other_value, sentence, other_sentence
        FROM differences
        WHERE story_id = $story AND relation = 'differs'
        ORDER BY ALL
        """,
        {"story": ferry},
    ).pl()
    heading = mo.md("## Where do its reports give different figures?")
    mo.vstack([heading, mo.md("Both can be true: at another hour, or counted otherwise."), figures])
    return (figures,)


@app.cell
def volume(news):
    days = news.sql("""
        SELECT published_on, CAST(sum(articles) AS INTEGER) AS articles, CAST(sum(originals) AS INTEGER) AS own_texts
        FROM daily_volume
        WHERE published_on IS NOT NULL
        GROUP BY published_on
        ORDER BY published_on
    """).pl()
    return (days,)


@app.cell
def chart(days, mo):
    # A chart as plain SVG needs no library, and nothing from elsewhere.
    width, height = 640, 160
    each, most = width / len(days), max(days["articles"])
    columns = [
        f'<rect x="{place * each + 2:.0f}" y="{height - height * articles / most:.0f}" width="{each - 4:.0f}"'
        f' height="{height * articles / most:.0f}" fill="#0b5d68"><title>{day}: {articles} articles</title></rect>'
        for place, (day, articles) in enumerate(days.select("published_on", "articles").iter_rows())
    ]
    svg = f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="Articles by day">{"".join(columns)}</svg>'
    mo.vstack([mo.md("## How much was published on each day?"), mo.Html(svg)])
    return (svg,)


@app.cell
def repeated(mo, news):
    copies = news.sql("""
        SELECT original_outlet, outlet, articles, copies, median_lag_minutes
        FROM syndication
        WHERE NOT is_within_family
        ORDER BY copies DESC, original_outlet, outlet
    """).pl()
    mo.vstack([mo.md("## Who republishes whom, and how late?"), copies])
    return (copies,)


@app.cell
def refused(mo, news):
    rejected = news.sql("""
        SELECT reason, count(*) AS records, any_value(path ORDER BY path) AS one_of_them
        FROM rejected
        GROUP BY reason
        ORDER BY records DESC, reason
    """).pl()
    mo.vstack([mo.md("## And what was refused?"), rejected])
    return (rejected,)


if __name__ == "__main__":
    app.run()
