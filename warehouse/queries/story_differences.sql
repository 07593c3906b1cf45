-- Where the articles of a story give different figures. Parameters: $story VARCHAR.
SELECT subject, outlet, qualifier, value, sentence, other_outlet, other_qualifier, other_value, other_sentence
FROM differences
WHERE story_id = $story
    AND relation = 'differs'
ORDER BY subject, outlet, other_outlet, value, other_value
