"""The parts of docs/ that repeat the code: the settings and the commands of `lms`.

    python tools/documents.py write    write docs/settings.md and docs/commands.md anew
    python tools/documents.py check    tell which of them no longer says what the code says

Only what stands between the two marks of a file is written; the words around it are kept.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from typer.main import get_command

from app.core.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
BEGIN = "<!-- generated: python tools/documents.py write -->"
END = "<!-- end -->"


def environment_name(field: str) -> str:
    """Return the environment variable of a setting."""
    return f"{Settings.model_config['env_prefix']}{field}".upper()


def settings_table() -> str:
    """Return one row for each setting: variable, default, meaning."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        meaning = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{environment_name(name)}` | {_default(field)} | {meaning} |")
    return "\n".join(rows)


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        return "a development value" if value.get_secret_value() else "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value is None or value in ("", ()):
        return "empty"
    if isinstance(value, BaseModel):
        return f"`{value.model_dump_json()}`"
    return f"`{value}`"


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command of `lms` by its whole name, in the order of the help."""
    from app.cli import app  # noqa: PLC0415 - the settings alone can be read without it

    yield from _walk("lms", get_command(app))


def _below(command: Any) -> dict[str, Any]:  # noqa: ANN401 - as below
    """Return the commands of a group, those that it loads when asked included."""
    if not hasattr(command, "list_commands"):
        return {}
    return {name: command.get_command(None, name) for name in command.list_commands(None)}


def _walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - click's classes
    below = _below(command)
    if not below:
        yield name, command
        return
    for part, child in below.items():
        yield from _walk(f"{name} {part}", child)


def commands_text() -> str:
    """Return one section for each command: what it does, its arguments and options."""
    return "\n\n".join(_section(name, command) for name, command in commands())


def _section(name: str, command: Any) -> str:  # noqa: ANN401
    help_text = " ".join((command.help or "").split())
    lines = [f"### `{name}`", "", help_text]
    listed = [_parameter(one) for one in command.params if one.name != "help"]
    return "\n".join([*lines, *([""] if listed else []), *listed])


def _parameter(parameter: Any) -> str:  # noqa: ANN401
    is_option = parameter.param_type_name == "option"
    shown = ", ".join(parameter.opts) if is_option else parameter.name.upper()
    needed = "" if is_option and not parameter.required else " (required)" * parameter.required
    return f"- `{shown}`{needed}: {parameter.help or ''}".rstrip(": ")


PARTS = {"settings.md": settings_table, "commands.md": commands_text}


def renewed(name: str) -> str:
    """Return the document as it should stand, its own words kept."""
    before, _, rest = (DOCS / name).read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{PARTS[name]()}\n\n{END}{after}"


def main(act: str) -> int:
    """Write or check; return the exit code."""
    stale = [name for name in PARTS if renewed(name) != (DOCS / name).read_text("utf-8")]
    for name in stale:
        if act == "write":
            (DOCS / name).write_text(renewed(name), "utf-8")
        print(f"docs/{name}: {'written' if act == 'write' else 'is behind the code'}")
    return 1 if stale and act == "check" else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["write"], ["check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
