"""The tools that coding agents call: questions on a program's models, answered in few words."""
