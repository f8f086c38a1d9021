"""The tools for coding agents, served over the Model Context Protocol."""
