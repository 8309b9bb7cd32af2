"""Reading the head and the end of a document as pages show them; `registry.law.first_page` is the way in."""
