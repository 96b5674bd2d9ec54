"""A load generator in a process of its own: keep-alive connections, each with its own requests.

    python -m tests.bench.load plan.json

The plan names the port, the seconds, and for each connection the raw requests that it sends in
turn, the next one when the answer to the last has come whole. One JSON line tells what happened.
Loopback only; a connection costs the generator some 20 us a request, less than any server here.
"""

import base64
import json
import select
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass
class Client:
    """One connection and the requests that it repeats."""

    requests: Sequence[bytes]
    port: int
    sent: int = 0
    began: float = 0.0
    received: bytes = b""
    latencies: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.socket = socket.create_connection((HOST, self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> None:
        """Send the next request."""
        self.received = b""
        self.began = time.perf_counter()
        self.socket.sendall(self.requests[self.sent % len(self.requests)])
        self.sent += 1

    def hear(self) -> bool:
        """Take what has come; return whether the answer is whole."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.received = self.received + piece if self.received else piece
        if not is_whole(self.received):
            return False
        self.latencies.append(time.perf_counter() - self.began)
        status = self.received[9:12].decode()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return True


def is_whole(answer: bytes) -> bool:
    """Tell whether an HTTP/1.1 answer has come whole; it says its length, or has no body."""
    end = answer.find(_END)
    if end < 0:
        return False
    at = answer.find(_LENGTH, 0, end)
    if at < 0:
        return True
    length = int(answer[at + len(_LENGTH) : answer.find(b"\r\n", at)])
    return len(answer) >= end + len(_END) + length


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Do what a plan says; return counts, seconds and latencies in milliseconds."""
    scripts = [[base64.b64decode(one) for one in script] for script in plan["connections"]]
    clients = {}
    poll = select.epoll()
    for script in scripts:
        client = Client(script, plan["port"])
        clients[client.socket.fileno()] = client
        poll.register(client.socket, select.EPOLLIN)
    began = time.perf_counter()
    end = began + plan["seconds"]
    for client in clients.values():
        client.ask()
    waiting = len(clients)
    while waiting:
        for number, _event in poll.poll(10):
            client = clients[number]
            if client.hear():
                if time.perf_counter() < end:
                    client.ask()
                else:
                    waiting -= 1
    return _report(list(clients.values()), time.perf_counter() - began)


def _report(clients: list[Client], seconds: float) -> dict[str, Any]:
    latencies = sorted(one for client in clients for one in client.latencies)
    statuses: dict[str, int] = {}
    for client in clients:
        for status, count in client.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "requests": len(latencies),
        "seconds": seconds,
        "statuses": statuses,
        "p50_ms": latencies[len(latencies) // 2] * 1000,
        "p99_ms": latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)] * 1000,
        "max_ms": latencies[-1] * 1000,
    }


def request(
    method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    """Return a raw request."""
    lines = {"host": "127.0.0.1", **(headers or {})}
    if body:
        lines["content-length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(json.loads(Path(sys.argv[1]).read_text("utf-8")))))
