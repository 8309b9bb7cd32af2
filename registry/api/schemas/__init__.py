"""The shapes of answers, as the OpenAPI document tells them: every field with its meaning and an example.

Answers are built by hand in `shapes`, since hot reads cannot afford a model for each row; that they agree with these is
proved by the tests, which hold every answer against the document.
"""
