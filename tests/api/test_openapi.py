"""The OpenAPI document is valid, whole, and explains every field; no route is open that is not meant to be."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from registry.api import problems, spec
from registry.errors import RegistryError, WrongSetting
from registry.web.problems import status_of

# Every route under /api that answers without a token. Whoever adds one adds it here, after thinking of it.
PUBLIC = {
    "find_citations", "suggest", "list_documents", "get_document", "get_effect", "get_relation", "get_relations", "list_files", "get_file", "get_text", "get_usage", "explain_usage", "list_types", "list_issuers",
    "list_fields", "list_signers", "get_me", "resolve_number", "openapi", "docs", "problems", "static",
}  # fmt: skip
ABOUT = {"/api/v1/openapi.json", "/api/docs", "/api/problems", "/api/static/<path:name>"}


@pytest.fixture(scope="module")
def document(anybody):
    return anybody.application.test_client_class.__base__(anybody.application).get("/api/v1/openapi.json").json


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api")]


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_of_the_api_is_in_the_document_with_its_methods(anybody, document):
    documented = {(path, method) for path, operations in document["paths"].items() for method in operations}
    routed = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in rules(anybody.application)
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule not in ABOUT
    }
    assert documented == routed


def test_no_route_is_public_that_is_not_listed(anybody):
    views = anybody.application.view_functions
    named = {rule.endpoint: views[rule.endpoint] for rule in rules(anybody.application)}
    assert all(hasattr(view, "access") for view in named.values()), "a route that does not say for whom it is"
    assert {view.__name__ for view in named.values() if view.access is None} == PUBLIC


def test_every_field_and_parameter_is_explained_with_an_example(document):
    bare = []
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            if not told.get("description") or "examples" not in told:
                bare.append(f"{name}.{field}")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"]
            bare += [f"{method} {path} {one['name']}" for one in operation["parameters"] if not _is_explained(one)]
    assert bare == []


def _is_explained(parameter):
    return parameter["description"] and ("example" in parameter or "examples" in parameter["schema"])


def test_every_example_keeps_to_its_schema(document):
    from jsonschema import Draft202012Validator

    wrong = []
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            checker = Draft202012Validator({**told, "components": document["components"]})
            wrong += [f"{name}.{field}: {one}" for one in told.get("examples", []) if not checker.is_valid(one)]
    assert wrong == []


def test_every_operation_has_a_name_of_its_own_and_says_whom_it_is_for(document):
    operations = [one for operations in document["paths"].values() for one in operations.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for one in operations:
        open_to_all = one["operationId"] in PUBLIC
        assert ({} in one["security"]) == open_to_all
        assert ("Needs the rank" in one["description"]) != open_to_all


def leaves(kind):
    return [leaf for below in kind.__subclasses__() for leaf in leaves(below)] or [kind]


def test_every_type_of_problem_is_described_where_its_address_leads(anybody):
    page = anybody.get(problems.PATH).text
    names = {status_of(kind.__new__(kind))[1] for kind in leaves(RegistryError) if kind is not WrongSetting}
    names |= {name for name, _ in problems.OF_HTTP.values()}
    assert {name for name in names if f'id="{name}"' not in page} == set()
    address = anybody.get("/api/v1/nothing").json["type"]
    assert address == f"http://127.0.0.1:8000{problems.PATH}#not-found"


def test_the_pages_about_the_api_load_nothing_from_elsewhere(anybody):
    for path in ("/api/docs", problems.PATH):
        answer = anybody.get(path)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "http://" not in answer.text.replace("http://127.0.0.1:8000", "")
        assert "https://" not in answer.text
        assert "<style" not in answer.text
        assert "onload" not in answer.text


def test_what_the_pages_load_is_there_with_its_licence(anybody):
    for name in ("docs.css", "vendor/rapidoc/rapidoc-min.js", "vendor/rapidoc/LICENSE.txt"):
        answer = anybody.get(f"/api/static/{name}")
        assert answer.status_code == 200
        answer.close()
    assert anybody.get("/api/static/../docs.py").status_code == 404


def test_the_document_is_the_same_for_every_application(anybody, app):
    with app.app_context():
        assert spec.document()["servers"] == [{"url": "/"}]
