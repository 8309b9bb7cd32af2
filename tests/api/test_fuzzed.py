"""Schemathesis sends what the OpenAPI document allows, and what it does not, as everybody who may ask.

Whatever is sent, the answer is one that the document knows: no status of its own, no other shape, no mistake of ours.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from registry.app import create_app
from registry.store.tables import Rank
from tests.api.conftest import with_token
from tests.making import make_document, make_file

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]  # fmt: skip
WHO = {"anonymous": None, "clerk": Rank.CLERK, "admin": Rank.ADMIN}


class Fuzzed:
    """An instance with a draft and a published document, at which one of them sends what comes to his mind."""

    def __init__(self, home, who: str):
        self.home, self.app = home, create_app(home)
        self.headers = {"Accept-Encoding": "identity"}  # WSGI hands on what is compressed as it is
        if WHO[who] is not None:
            client = with_token(self.app, home, WHO[who], login=f"fuzzing-{who}")
            self.headers["Authorization"] = client.environ_base["HTTP_AUTHORIZATION"]
        self.schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", self.app)

    def places(self) -> dict[str, str]:
        """What is really there, made anew where it was deleted."""
        with self.home.unit_of_work() as session:
            document = make_document(session, number="", title="Thử")
            file = make_file(session, self.home, document)
            return {"document_id": document.public_id, "file_id": file.public_id}

    def send(self, case, real: bool) -> None:
        if real and case.path_parameters:
            known = self.places()
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        case.call_and_validate(headers=self.headers, checks=CHECKS)


def operations(schema):
    for found in schema.get_all_operations():
        yield found.ok()


def fuzz(fuzzed: Fuzzed, examples: int) -> int:
    """Sends `examples` requests to each operation; returns how many operations there are."""
    many = 0
    for operation in operations(fuzzed.schema):
        many += 1
        modes = [
            operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        ]

        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), verbosity=Verbosity.quiet,
        )  # fmt: skip
        @given(case=st.one_of(modes), real=st.booleans())
        def run(case, real):
            fuzzed.send(case, real)

        run()
    return many


@pytest.mark.parametrize("installed", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", WHO)
def test_whatever_is_sent_the_answer_is_one_that_is_described(home, who):
    assert fuzz(Fuzzed(home, who), 4) > 20


@pytest.mark.chaos
@pytest.mark.parametrize("who", WHO)
def test_whatever_is_sent_many_times_the_answer_is_one_that_is_described(home, who):
    assert fuzz(Fuzzed(home, who), 150) > 20
