"""The child that sets a document: bounded in memory and time, with no network, no database and no file but its own."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

MEBIBYTE = 1024 * 1024
MEMORY_BYTES_MAX = 1536 * MEBIBYTE
CPU_SECONDS_MAX = 60


def main() -> None:
    """Reads one order (JSON) from standard input; writes a line of sizes and the bytes, or a line with the error."""
    os.environ["RAYON_NUM_THREADS"] = "2"  # each thread reserves memory: a large machine must not need more
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
    order = json.load(sys.stdin.buffer)
    import typst

    here = Path(__file__).parent
    try:
        made = typst.compile(
            str(here / "official.typ"),
            root=str(here),
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]]
            ),
            sys_inputs={"paper": json.dumps(order["paper"], ensure_ascii=False)},
            format=order["format"],
            ppi=order["ppi"],
            pdf_standards=["a-2u"] if order["format"] == "pdf" else [],
            timestamp=order["timestamp"],
        )
    except Exception as error:  # whatever it is, the parent must hear of it in one line
        sys.stdout.buffer.write(
            json.dumps({"error": f"{type(error).__name__}: {error}"[:400]}).encode() + b"\n"
        )
        return
    pages = made if isinstance(made, list) else [made]
    sys.stdout.buffer.write(json.dumps({"sizes": [len(page) for page in pages]}).encode() + b"\n")
    for page in pages:
        sys.stdout.buffer.write(page)


if __name__ == "__main__":
    main()
