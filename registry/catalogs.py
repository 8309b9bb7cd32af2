"""The catalogs where there is no request: what a command tells, in the registry's own language."""

import gettext
from pathlib import Path
from typing import Any

from registry.errors import FieldProblem, Invalid, RegistryError

FOLDER = Path(__file__).with_name("translations")


class Catalog:
    """Sentences as they are marked with N_, in one language; English where there is no catalog of it."""

    def __init__(self, language: str) -> None:
        self._said = gettext.translation("messages", FOLDER, [language], fallback=True)

    def say(self, message: str, **facts: Any) -> str:
        said = self._said.gettext(message)
        return said % facts if facts else said

    def problem(self, problem: FieldProblem) -> str:
        return self.say(problem.message, **dict(problem.facts))

    def error(self, error: RegistryError) -> str:
        """What `str(error)` says in English."""
        if not isinstance(error, Invalid):
            return self.say(type(error).message, **error.facts)
        return "; ".join(f"{one.field}: {self.problem(one)}" for one in error.problems)
