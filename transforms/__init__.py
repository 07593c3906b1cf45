"""Pure functions: bytes, text and arrays in; values out. No files, clock, network, environment or logging."""
