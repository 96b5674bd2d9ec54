"""`lms content preview`: a local server for authors, with live reload."""
# ruff: noqa: PLC0415 - loaded when it is asked for: `lms content lint` is spared the server

import signal
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app.core.settings import Settings
from app.preview.hosts import hosts_of, is_loopback

if TYPE_CHECKING:
    from types import FrameType

app = typer.Typer(help="Preview the course.")
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@app.command("preview")
def preview_command(
    *,
    root: Annotated[
        Path | None, typer.Option("--root", help="Content folder; default: APP_CONTENT_ROOT.")
    ] = None,
    exam_root: Annotated[
        Path | None,
        typer.Option("--exam-root", help="Private exam folder; default: APP_EXAM_ROOT."),
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8010,
    host: Annotated[
        str, typer.Option(help="Address to listen on; whoever reaches it sees the keys.")
    ] = "127.0.0.1",
) -> None:
    """Show both languages side by side with the marks of the lint, renewed at each change."""
    settings = Settings()
    folder = root or settings.content_root
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder", param_hint="--root")
    listening = _listen(host, port)
    if not is_loopback(host):
        errors.print(
            f"The preview shows the keys of every question to whoever reaches {host}:{port}.",
            style="yellow",
        )
    _serve(folder, exam_root or settings.exam_root, settings=settings, on=listening, host=host)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, or end with the sentence that says why there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # who opens the address that is printed waits for the first answer
    except OSError as why:
        listening.close()
        errors.print(f"preview: {host}:{port}: {why.strerror or why}. Try --port.", style="red")
        raise typer.Exit(1) from None
    return listening


def _serve(
    root: Path, exam_root: Path | None, *, settings: Settings, on: socket.socket, host: str
) -> None:
    import uvicorn

    from app.preview.server import create_app
    from app.preview.watch import WatchedFolder, Watcher

    class Server(uvicorn.Server):
        """Lets the pages that wait for a change go before it ends."""

        def handle_exit(self, sig: int, frame: "FrameType | None") -> None:
            watcher.close()
            super().handle_exit(sig, frame)

    with tempfile.TemporaryDirectory(prefix="lms-preview-") as cache:
        watcher = Watcher(WatchedFolder(root, exam_root))
        application = create_app(watcher, settings, Path(cache), hosts=hosts_of(host))
        config = uvicorn.Config(
            application,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        shown = f"[{host}]" if ":" in host else host
        typer.echo(f"{root}: http://{shown}:{on.getsockname()[1]}/ (Ctrl-C ends it)")
        for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises it again when it is done
            signal.signal(number, lambda *_: None)
        Server(config).run(sockets=[on])


if __name__ == "__main__":
    app()
