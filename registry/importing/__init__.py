"""Taking in whole tables: documents, and what acts on what."""
