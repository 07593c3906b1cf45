-- The words of a question, as `search` looks for them. Parameters: $words VARCHAR.
SELECT unnest(wanted_words($words)) AS word
