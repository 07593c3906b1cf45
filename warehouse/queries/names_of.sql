-- Who published the articles in `wanted` (article_id), and under which title.
SELECT
    article_id,
    concat_ws(': ', coalesce(metadata.outlet, metadata.site, metadata.source), coalesce(metadata.title, metadata.path)) AS name
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
SEMI JOIN wanted USING (article_id)
