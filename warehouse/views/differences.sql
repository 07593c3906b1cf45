-- Articles of one story that speak of the same thing, with their figures and both sentences. Both can be true.
-- outlet: who gives the one figure
-- other_outlet: who gives the other
CREATE VIEW differences AS
SELECT
    differences.story_id,
    differences.subject,
    differences.relation,
    differences.article_id,
    coalesce(article.outlet, article.site) AS outlet,
    differences.qualifier,
    differences.value,
    differences.sentence,
    differences.other_article_id,
    coalesce(other.outlet, other.site) AS other_outlet,
    differences.other_qualifier,
    differences.other_value,
    differences.other_sentence
FROM stored.differences
-- An article that was linked as a copy since the figures were compared may be in another story.
JOIN articles AS article ON article.article_id = differences.article_id AND article.story_id = differences.story_id
JOIN articles AS other ON other.article_id = differences.other_article_id AND other.story_id = differences.story_id
