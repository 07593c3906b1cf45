-- Stories that more than one article reports, the most widely reported first.
SELECT title, articles, independent_outlets AS outlets, first_published_at
FROM stories
WHERE articles > 1
ORDER BY outlets DESC, articles DESC, first_published_at
