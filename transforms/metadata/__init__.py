"""What a page says about itself: title, authors, dates, outlet, language, address."""
