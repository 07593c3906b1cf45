-- A name as `name_key` of `mentions` has it, in lower case, without accents and hyphens: SELECT name_key('Łódź').
CREATE MACRO name_key(name) AS trim(regexp_replace(
    replace(replace(replace(
        translate(lower(strip_accents(translate(name, 'ŁłØøĐđı’‘-', 'LlOoDdi'''' '))), 'ſς', 'sσ'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    '\s+',
    ' ',
    'g'
))
