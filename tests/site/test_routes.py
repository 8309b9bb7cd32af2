"""Which addresses are open to everybody: the list is written here a second time, so that a new one is thought of."""

from registry.web.access import API

PUBLIC = {
    "/", "/van-ban", "/van-ban/<public_id>", "/van-ban/<public_id>/", "/van-ban/<public_id>/<slug>", "/van-ban/<public_id>/danh-gia",
    "/so/<path:number>", "/tim-kiem", "/loai/<code>", "/co-quan/<code>", "/linh-vuc", "/linh-vuc/<code>", "/nguoi-ky",
    "/nguoi-ky/<code>", "/dang-nhap", "/thong-ke", "/thong-ke.csv",
    "/tai-ve/van-ban/<document>/<path:filename>", "/tai-ve/<file>/<path:filename>", "/tai-ve/<file>/v/<int:number>/<path:filename>",
    "/xem/<file>/<path:filename>", "/xem/<file>/v/<int:number>/<path:filename>",
    "/anh/<file>/<int:number>/<int:page>/<size>.webp", "/dem", "/dem.gif", "/dem/<public_id>.gif",
    "/tinh/<digest>/<path:name>", "/favicon.ico", "/robots.txt", "/livez", "/readyz",
}  # fmt: skip


def test_only_the_listed_addresses_are_open_to_everybody(app):
    found = set()
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        assert hasattr(view, "access"), f"{rule.rule} does not say for whom it is"
        if view.access is None and not rule.rule.startswith(API):
            found.add(rule.rule.removeprefix("/en") or "/")
    assert found == PUBLIC


def test_every_form_that_a_browser_sends_is_checked(app, clerk):
    """All addresses of the site that take a POST refuse one without a token, but for the beacon, which changes nothing."""
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and not rule.rule.startswith(API) and rule.rule != "/dem":
            path = rule.rule.replace("<public_id>", "x").replace("<file>", "x")
            assert clerk.post(path).status_code in {400, 403}, path
