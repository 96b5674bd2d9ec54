"""Every address that the service answers at: method, path, who may open it, cacheable or not."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

ANYONE: Final = "anyone"
LANGUAGE: Final = "/{language:language}"


def addresses(api: FastAPI, compiled_patterns: Iterable[str]) -> list[dict[str, Any]]:
    """Return one row an address and method, sorted by path, the compiled pages included.

    A route states who may open it in `openapi_extra={"x-roles": […]}`; one that states nothing
    has an empty list, which a test refuses.
    """
    rows = [
        _row("GET", "/{language}" + pattern, [ANYONE], cacheable=True)
        for pattern in compiled_patterns
    ]
    for route in all_routes(api):
        roles = (route.openapi_extra or {}).get("x-roles", [])
        path = route.path.replace(LANGUAGE, "/{language}")
        methods = sorted((route.methods or set()) - {"HEAD"})
        rows.extend(_row(method, path, roles, cacheable=False) for method in methods)
    return sorted(rows, key=lambda row: (row["path"], row["method"]))


def all_routes(api: FastAPI) -> list[APIRoute]:
    """Return the routes of the application."""
    return [route for route in api.routes if isinstance(route, APIRoute)]


def _row(method: str, path: str, roles: list[str], *, cacheable: bool) -> dict[str, Any]:
    return {"method": method, "path": path, "roles": roles, "cacheable": cacheable}
