-- The words of states' titles and texts as `search` compares them. wanted: revision_id.
SELECT texts.revision_id, folded_words(concat_ws(' ', metadata.title, texts.text)) AS words
FROM stored.article_text AS texts
SEMI JOIN wanted USING (revision_id)
JOIN stored.article_metadata AS metadata USING (revision_id)
