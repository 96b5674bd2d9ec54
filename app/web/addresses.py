"""Every address that the service answers at: method, path, who may open it, cacheable or not."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

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
    for context in all_routes(api):
        route = context.original_route
        extra = route.openapi_extra if isinstance(route, APIRoute) else None
        path = str(context.path).replace(LANGUAGE, "/{language}")
        methods = sorted((context.methods or set()) - {"HEAD"})
        roles = (extra or {}).get("x-roles", [])
        rows.extend(_row(method, path, roles, cacheable=False) for method in methods)
    return sorted(rows, key=lambda row: (row["path"], row["method"]))


def all_routes(api: FastAPI) -> list[RouteContext]:
    """Return the routes of the application, those of included routers with their full path."""
    return list(iter_route_contexts(api.routes))


def _row(method: str, path: str, roles: list[str], *, cacheable: bool) -> dict[str, Any]:
    return {"method": method, "path": path, "roles": roles, "cacheable": cacheable}
