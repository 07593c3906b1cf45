-- The types of all columns of the stored tables, in order.
SELECT table_name, data_type
FROM duckdb_columns()
WHERE schema_name = 'stored'
    AND database_name = current_database()
ORDER BY table_name, column_index
