"""What one certificate costs: draw and sign, as the worker does, in a process of its own.

python -m tests.bench.certificate ROUNDS       with APP_DATA_DIR pointing to an empty folder
"""

import json
import statistics
import sys
import time
from datetime import UTC, datetime

from app.certificates import issuing
from app.certificates.code import new_code
from app.certificates.printed import PrintedCertificate, letterhead_of
from app.certificates.sign import sign_pdf
from app.core.settings import Settings


def main() -> None:
    """Make certificates; print the CPU milliseconds of the first and the median of the others."""
    settings, now = Settings(), datetime.now(UTC)
    key = issuing.open_key(settings, now=now)
    spent, size = [], 0
    for _ in range(int(sys.argv[1]) + 1):
        printed = PrintedCertificate(
            code=new_code(),
            name_latin="Salma Bennani",
            name_arabic="سلمى بناني",
            programme_fr="Lutter contre la traite des êtres humains",
            programme_ar="مكافحة الاتجار بالبشر",
            minutes=960,
            issued_on=now.date(),
        )
        began = time.process_time()
        press = issuing._press(letterhead_of(settings, is_specimen=key.is_specimen))
        size = len(sign_pdf(press.render(printed), key, now))
        spent.append((time.process_time() - began) * 1000)
    first, *others = spent
    report = {"first_ms": first, "median_ms": statistics.median(others), "size_bytes": size}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
