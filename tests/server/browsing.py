"""A browser at a server: what is said in the console, and whether everybody can use a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.server.conftest import Client
from tests.views.test_browser import js


class Site:
    """A browser that looks at one server."""

    def __init__(self, browser: Any, client: Client) -> None:
        self.browser, self.base = browser, f"http://127.0.0.1:{client.port}"

    def open(self, path: str) -> Any:
        """Open a page with empty logs."""
        self.browser.get("about:blank")
        for log in ("browser", "performance"):
            self.browser.get_log(log)
        self.browser.get(f"{self.base}{path}")
        return self.browser

    def assert_quiet(self) -> None:
        """No message in the console, nothing asked of another machine, and no canary."""
        assert self.browser.get_log("browser") == []
        events = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        own = (self.base, "data:", "about:", "blob:")
        assert [url for url in asked if not url.startswith(own)] == []
        assert js(self.browser, "window.canary") is None

    def assert_accessible(self) -> None:
        """No rule of axe-core is broken, in light and in dark."""
        for scheme in ("light", "dark"):
            with self.emulated("Emulation.setEmulatedMedia", features=[media(scheme)]):
                self.browser.execute_script(axe())
                found = self.browser.execute_async_script("axe.run().then(arguments[0])")
                broken = [
                    (rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]
                ]
                assert broken == [], (scheme, self.browser.current_url, broken)

    def assert_fits(self, wide: int) -> None:
        """Nothing sticks out of a window of this width."""
        size = {"width": wide, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        with self.emulated("Emulation.setDeviceMetricsOverride", **size):
            assert js(self.browser, "document.documentElement.scrollWidth") == wide, self.browser.current_url
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    @contextmanager
    def emulated(self, what: str, **values: Any) -> Iterator[None]:
        """The browser as if it were on another machine."""
        self.browser.execute_cdp_cmd(what, values)
        try:
            yield
        finally:
            if what == "Emulation.setEmulatedMedia":
                self.browser.execute_cdp_cmd(what, {"features": []})


def media(scheme: str) -> dict[str, str]:
    """What a browser says of the user's colours."""
    return {"name": "prefers-color-scheme", "value": scheme}


@cache
def axe() -> str:
    """The text of axe-core, which the package carries."""
    spec = find_spec("axe_core_python")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")
