"""Report pages: static HTML made from the panels of `reports/*.sql`, with charts, search and nothing from elsewhere."""
