"""The command line, the steps of a run, and their Prefect flows: where transforms and warehouse meet."""
