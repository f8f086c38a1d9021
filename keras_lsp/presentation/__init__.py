"""What is shown of a report, as text: figures, tables, changes, costs. Knows no LSP."""
