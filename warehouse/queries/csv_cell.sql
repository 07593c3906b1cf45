-- A value as a cell of a CSV file, which begins no formula in a spreadsheet and steers no terminal: control characters
-- and marks of direction become blanks, and before =, +, -, @ and their wide forms stands an apostrophe.
CREATE OR REPLACE TEMP MACRO csv_cell(value) AS regexp_replace(
    regexp_replace(
        CAST(value AS VARCHAR),
        '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{061c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]',
        ' ',
        'g'
    ),
    '^([=+\-@\t\r＝＋－＠])',
    '''\1'
)
