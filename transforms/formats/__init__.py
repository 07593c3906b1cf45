"""Input formats: a stream of bytes in, documents out."""
