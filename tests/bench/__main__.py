"""Speed as ratios against a bare application, in one run: `python -m tests.bench [--json]`.

The real server and the bare one (same uvicorn flags, same bodies, same headers) take turns in
short rounds, so that a noisy machine disturbs both alike; medians of rounds, CPU time of the
process that answers. Loopback only. `--json` also writes var/bench.json; exit code 1 when a goal is
missed.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.core.db import Database
from app.modules.store import EditionStore
from tests.bench.load import request
from tests.bench.servers import (
    BareServer,
    Round,
    Target,
    answer_of,
    measure,
    raw_get,
    target_of,
)
from tests.bench.wire import first_visit
from tests.crash.seeds import Seed, plant
from tests.oracle import Oracle
from tests.server import ROOT, SHARED_CACHE, Server

LESSON = "/fr/modules/m01/lessons/m01-l01"
STATE = "/api/v1/me/state"
SAVED = "/saved"
CONNECTIONS = 8
BROWSER = {"accept-encoding": "gzip, deflate, br, zstd", "accept": "text/html"}
OURS = {"sec-fetch-site": "same-origin", "content-type": "application/json"}


@dataclass(frozen=True)
class Line:
    """One line of the report; `goal` is empty where there is none."""

    name: str
    value: str
    goal: str = ""
    is_reached: bool | None = None


class Bench:
    """One run: the servers, the learners, the lines of the report."""

    def __init__(self, folder: Path, *, rounds: int, seconds: float) -> None:
        self.folder, self.rounds, self.seconds = folder, rounds, seconds
        self.server = Server(folder)
        self.lines: list[Line] = []
        self.figures: dict[str, Any] = {}

    def run(self) -> None:
        """Measure everything."""
        self.server.migrate()
        edition = EditionStore(ROOT / "content", SHARED_CACHE).current
        database_url = f"sqlite:///{self.server.data_dir / 'lms.sqlite3'}"
        with Database(database_url) as database:
            self.seeds = plant(database, edition, CONNECTIONS, is_answered=False)
        self.oracle = Oracle(edition)
        self.server.start()  # the first start after a change of code compiles the pages
        self.server.stop()
        self.server.start()
        self.note("second start, ready in", f"{self.server.started_in_s:.2f} s", "<= 3 s",
                  is_reached=self.server.started_in_s <= 3)  # fmt: skip
        bare = BareServer(self.folder, self.answers())
        try:
            self.pages(bare.target)
            self.state(bare.target)
            self.saves(bare.target)
        finally:
            bare.close()
            self.server.stop()
        self.wire()
        self.certificate()

    def note(
        self, name: str, value: str, goal: str = "", *, is_reached: bool | None = None
    ) -> None:
        """Add a line to the report."""
        self.lines.append(Line(name, value, goal, is_reached))

    # -- What the bare application repeats

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the real answers, to be repeated by the bare application."""
        page, body = raw_get(self.server.url + LESSON, BROWSER)
        fresh = BROWSER | {"if-none-match": page.headers["etag"]}
        unchanged, nothing = raw_get(self.server.url + LESSON, fresh)
        assert page.headers["content-encoding"] == "br"
        assert unchanged.status_code == 304
        self.etag = page.headers["etag"]
        cookie = {"cookie": self.seeds[0].driver(self.server.url).cookie_header}
        state, state_body = raw_get(self.server.url + STATE, cookie)
        assert state.status_code == 200
        saved = self.save_once()
        return {
            f"GET {LESSON}": answer_of(page, body),
            f"GET {LESSON}/304": answer_of(unchanged, nothing),
            f"GET {STATE}": answer_of(state, state_body),
            f"POST {SAVED}": saved,
            "GET /ready": answer_of(state, state_body),
        }

    def save_once(self) -> dict[str, Any]:
        """Save one answer; return what the server said."""
        driver = self.seeds[0].driver(self.server.url)
        question = driver.questions(str(self.seeds[0].attempt_id))[0]
        path = f"/api/v1/attempts/{self.seeds[0].attempt_id}/responses/{question.item_id}"
        answer = driver.post(path, json={"answer": self.oracle.right(question)})
        assert answer.status_code == 200, answer.text
        return answer_of(answer, answer.content)

    # -- The scenarios

    def pages(self, bare: Target) -> None:
        """Compare the lesson page, sent whole and not changed."""
        whole = request("GET", LESSON, BROWSER)
        real, plain = self.compare(bare, whole, whole, "200")
        self.ratio("lesson, 200 precompressed (br)", real, plain, 0.8)
        mine = request("GET", LESSON, BROWSER | {"if-none-match": self.etag})
        theirs = request("GET", f"{LESSON}/304", BROWSER | {"if-none-match": self.etag})
        real, plain = self.compare(bare, mine, theirs, "304")
        self.ratio("lesson, 304", real, plain, 0.9)

    def state(self, bare: Target) -> None:
        """Compare the progress of somebody who is signed in, all lessons read."""
        cookie = {"cookie": self.seeds[0].driver(self.server.url).cookie_header}
        asked = request("GET", STATE, cookie)
        real, plain = self.compare(bare, asked, asked, "200")
        self.ratio("/api/v1/me/state", real, plain, None)
        self.times("/api/v1/me/state", real)

    def saves(self, bare: Target) -> None:
        """Compare the saving of one answer, then eight learners at once."""
        scripts = [self.saving(seed) for seed in self.seeds]
        theirs = request("POST", SAVED, OURS, b'{"answer": ["c1234567890"]}')
        real, plain = [], []
        for _ in range(self.rounds):
            plain.append(self.round(bare, [[theirs]], "200"))
            real.append(self.round(target_of(self.server), scripts[:1], "200"))
        self.ratio("saving an answer, one learner", real, plain, None)
        self.times("saving an answer, one learner", real)
        eight = [self.round(target_of(self.server), scripts, "200") for _ in range(self.rounds)]
        worst = statistics.median(one.p99_ms for one in eight)
        self.times("saving an answer, eight learners", eight, goal=(worst <= 60, "p99 <= 60 ms"))
        self.figures["save_p99_ms_eight"] = worst
        self.note("  append + fdatasync of 4 kB on this disk", f"{self.fsync_ms():.2f} ms (median)")

    def saving(self, seed: Seed) -> list[bytes]:
        """Return the requests of a learner who answers, and changes their mind."""
        driver = seed.driver(self.server.url)
        headers = OURS | {"cookie": driver.cookie_header}
        made = []
        for choose in (self.oracle.right, self.oracle.wrong):
            for question in driver.questions(str(seed.attempt_id)):
                path = f"/api/v1/attempts/{seed.attempt_id}/responses/{question.item_id}"
                body = json.dumps({"answer": choose(question)}).encode()
                made.append(request("POST", path, headers, body))
        return made

    def fsync_ms(self) -> float:
        """Return what the disk itself takes to keep 4 kB, at the end of a file that grows."""
        spent = []
        with (self.server.data_dir / "fsync").open("wb") as file:
            for _ in range(100):
                began = time.perf_counter()
                file.write(bytes(4096))
                file.flush()
                os.fdatasync(file.fileno())
                spent.append((time.perf_counter() - began) * 1000)
        return statistics.median(spent)

    def wire(self) -> None:
        """Count what a first visit of a lesson brings, in both languages."""
        self.server.start()
        for language, most in (("fr", 60), ("ar", 90)):
            visit = first_visit(self.server.url + LESSON.replace("/fr/", f"/{language}/"))
            kinds = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in visit.by_kind().items())
            name = f"first lesson visit, {language}"
            self.figures[f"wire_{language}"] = {
                "kB": visit.kilobytes, "requests": visit.sizes, "third": visit.third_parties
            }  # fmt: skip
            self.note(name, f"{visit.kilobytes:.1f} kB ({kinds})", f"<= {most} kB",
                      is_reached=visit.kilobytes <= most)  # fmt: skip
            self.note(name, f"{len(visit.sizes)} requests", "<= 12",
                      is_reached=len(visit.sizes) <= 12)  # fmt: skip
            self.note(name, f"{len(visit.third_parties)} to third parties", "0",
                      is_reached=not visit.third_parties)  # fmt: skip
        self.server.stop()

    def certificate(self) -> None:
        """Draw and sign certificates in a process of their own."""
        (self.folder / "press").mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.certificate", "8"],
            env=self.server.environment | {"APP_DATA_DIR": str(self.folder / "press")},
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        report = json.loads(done.stdout)
        self.figures["certificate"] = report
        self.note(
            "certificate, draw + sign",
            f"{report['median_ms']:.0f} ms CPU (first {report['first_ms']:.0f}), "
            f"{report['size_bytes'] / 1000:.0f} kB",
        )

    # -- Rounds

    def round(self, target: Target, scripts: Sequence[Sequence[bytes]], expect: str) -> Round:
        """Load one server for one round."""
        return measure(target, scripts, seconds=self.seconds, folder=self.folder, expect=expect)

    def compare(
        self, bare: Target, mine: bytes, theirs: bytes, expect: str
    ) -> tuple[list[Round], list[Round]]:
        """Let both servers take turns; return the rounds of the real one and of the bare one."""
        real, plain = [], []
        for _ in range(self.rounds):
            plain.append(self.round(bare, [[theirs]] * CONNECTIONS, expect))
            real.append(self.round(target_of(self.server), [[mine]] * CONNECTIONS, expect))
        return real, plain

    def ratio(self, name: str, real: list[Round], plain: list[Round], least: float | None) -> None:
        """Note how much of the bare application's speed is reached: CPU a request, medians."""
        mine = statistics.median(one.cpu_us for one in real)
        theirs = statistics.median(one.cpu_us for one in plain)
        share = statistics.median(b.cpu_us / a.cpu_us for a, b in zip(real, plain, strict=True))
        speed = statistics.median(one.per_second for one in real)
        self.figures[name] = {"cpu_us": mine, "bare_cpu_us": theirs, "ratio": share}
        value = f"{share:.2f} of bare ({mine:.0f} us CPU against {theirs:.0f}; {speed:.0f}/s)"
        goal = f">= {least}" if least else ""
        self.note(name, value, goal, is_reached=share >= least if least else None)

    def times(self, name: str, rounds: list[Round], *, goal: tuple[bool, str] = (True, "")) -> None:
        """Note how long answers took: median of the rounds' p50 and p99."""
        p50 = statistics.median(one.p50_ms for one in rounds)
        p99 = statistics.median(one.p99_ms for one in rounds)
        cpu = statistics.median(one.cpu_us for one in rounds)
        speed = statistics.median(one.per_second for one in rounds)
        value = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, {speed:.0f}/s, {cpu:.0f} us CPU"
        self.note(f"  {name}", value, goal[1], is_reached=goal[0] if goal[1] else None)

    def close(self) -> None:
        """Leave nothing behind."""
        self.server.close()


def show(lines: Sequence[Line]) -> None:
    """Print the report as a table."""
    table = Table("what", "measured", "goal", "reached")
    words = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}
    for line in lines:
        table.add_row(line.name, line.value, line.goal, words[line.is_reached])
    Console().print(table)


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="also write var/bench.json")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each server")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a round")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lms-bench-"))
    bench = Bench(folder, rounds=chosen.rounds, seconds=chosen.seconds)
    try:
        bench.run()
    finally:
        bench.close()
        shutil.rmtree(folder, ignore_errors=True)
    show(bench.lines)
    if chosen.json:
        report = {"lines": [vars(line) for line in bench.lines], "figures": bench.figures}
        text = json.dumps(report, ensure_ascii=False, indent=1)
        (ROOT / "var" / "bench.json").write_text(text, "utf-8")
    return 1 if any(line.is_reached is False for line in bench.lines) else 0


if __name__ == "__main__":
    sys.exit(main())
