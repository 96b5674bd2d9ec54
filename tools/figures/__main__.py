"""Draw every figure of the course in both languages.

Run by hand from the root of the repository (`python -m tools.figures`), its results committed in
`content/media/`. A figure whose words touch one another or leave the drawing is refused.
"""

import gzip
import sys

from app.core.i18n import LANGUAGES
from app.modules.figures import parse_figure
from app.modules.findings import Finding
from tools.figures import judge_and_prevent, protect, understand
from tools.figures.canvas import Canvas

FIGURES = {**understand.FIGURES, **protect.FIGURES, **judge_and_prevent.FIGURES}


def main() -> None:
    """Write the files that are without fault; say what is wrong with the others."""
    media = understand.CONTENT / "media"
    media.mkdir(exist_ok=True)
    wrong = []
    for name, draw in FIGURES.items():
        for language in LANGUAGES:
            canvas = Canvas(language)
            draw(canvas)
            path, svg = f"{name}.{language}.svg", canvas.svg()
            findings: list[Finding] = []
            figure = parse_figure(f"media/{path}", svg, findings)
            faults = [f"{path}: {fault}" for fault in canvas.faults()] + [*map(str, findings)]
            wrong += faults
            if figure is not None and not faults:
                (media / path).write_text(svg, encoding="utf-8")
                size_bytes = len(gzip.compress(figure.html("").encode(), mtime=0))
                print(f"{path}: {size_bytes} bytes in the page, {figure.height} units high")
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
