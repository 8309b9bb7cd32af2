from flask import Flask


def register(app: Flask) -> None:
    """Adds the routes."""
