"""The bare application that the service is measured against: the same answers, nothing else.

    python -m tests.bench.bare PORT answers.json

`answers.json` maps `METHOD /path` to status, headers and body; the body of a request is read, as
a server must. Served by uvicorn with the very flags of `lms serve`.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import uvicorn

from app.cli import _uvicorn_options
from app.core.settings import Settings

Scope = dict[str, Any]


class Bare:
    """An ASGI application that knows its answers by heart."""

    def __init__(self, answers: dict[str, dict[str, Any]]) -> None:
        self._answers = {
            key: (
                {
                    "type": "http.response.start",
                    "status": one["status"],
                    "headers": [(name.encode(), value.encode()) for name, value in one["headers"]],
                },
                {"type": "http.response.body", "body": base64.b64decode(one["body"])},
            )
            for key, one in answers.items()
        }

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Answer."""
        if scope["type"] != "http":
            return
        if scope["method"] not in {"GET", "HEAD"}:
            while (await receive()).get("more_body"):
                pass
        start, body = self._answers[f"{scope['method']} {scope['path']}"]
        await send(start)
        await send(body)


def main() -> None:
    """Serve until SIGTERM."""
    answers = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    options = _uvicorn_options(Settings(), "127.0.0.1", int(sys.argv[1]))
    uvicorn.run(Bare(answers), lifespan="off", **options)


if __name__ == "__main__":
    main()
