"""Logs on standard output, for the operator's own collector; no name, address or answer in them."""

import logging
import sys

import structlog


def set_up_logs() -> None:
    """Send logs to standard output, one JSON line each."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s"
    )
    for noisy in ("alembic", "huey", "weasyprint", "fontTools", "pyhanko", "pikepdf"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
