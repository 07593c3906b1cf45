"""Immutable Parquet files, the catalog that lists them, and the SQL people query them with."""
