"""Do the documents tell the truth? `python -m tests.docs` looks at what a machine can see of it."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def broken_links() -> Iterator[str]:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text("utf8")):
            if "://" not in target and not (document.parent / target).exists():
                yield f"{document.relative_to(ROOT)} links to {target}, which is not there"


def settings_untold() -> Iterator[str]:
    read = set(re.findall(r'"(REGISTRY_[A-Z_]+)"', (ROOT / "registry/config.py").read_text("utf8")))
    text = (ROOT / "docs/operating.md").read_text("utf8")
    told = set(re.findall(r"REGISTRY_[A-Z_]+", text))
    told |= {f"{name.rpartition('_')[0]}{rest}" for name in told for rest in re.findall(r"`(_[A-Z_]+)`", text)}
    told |= {f"REGISTRY{start}{rest}" for start in ("_READING", "_WEB") for rest in re.findall(r"`(_[A-Z_]+)`", text)}
    for name in sorted(read - told):
        yield f"docs/operating.md says nothing of {name}"


def commands_untold() -> Iterator[str]:
    from registry.cli import main

    text = "".join(document.read_text("utf8") for document in DOCUMENTS)
    for name in main.commands:
        if f"registry {name}" not in text and name != "serve":
            yield f"no document shows: python -m registry {name}"


def targets_untold() -> Iterator[str]:
    told = (ROOT / "README.md").read_text("utf8")
    for name in ("run", "demo", "test", "sure", "bench"):
        if f"make {name}" not in told:
            yield f"README.md does not show: make {name}"
        if not re.search(rf"^{name}:", (ROOT / "Makefile").read_text("utf8"), re.MULTILINE):
            yield f"the Makefile has no target {name}"


def invalid_openapi() -> Iterator[str]:
    import tempfile

    from openapi_spec_validator import validate
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    from registry.app import create_app
    from registry.config import read
    from registry.jobs import open_instance

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(open_instance(read({"REGISTRY_HOME": folder})))
        document = app.test_client().get("/api/v1/openapi.json").get_json()
    try:
        validate(document)
    except OpenAPIValidationError as error:
        yield f"the OpenAPI document is not valid: {error.message}"


def main() -> int:
    checks = (broken_links, settings_untold, commands_untold, targets_untold, invalid_openapi)
    problems = [problem for check in checks for problem in check()]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
