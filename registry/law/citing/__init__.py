"""The parts of finding citations: shapes of numbers, the words around them, names and provisions, and what relates to what."""
