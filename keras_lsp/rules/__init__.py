"""What each code means: one Markdown page per code, in `pages`. Later: advice beyond errors."""
