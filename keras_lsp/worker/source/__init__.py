"""The user's files: which expression a frame executes, and what stands in the text."""
