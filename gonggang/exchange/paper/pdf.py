"""Setting a filled document as PDF or pictures: the parent's side of `worker`."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any, Final

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.exchange.paper.filling import Data, filled
from gonggang.exchange.paper.glyphs import font_folder
from gonggang.exchange.paper.template import Template

WAIT_SECONDS_MAX: Final = 90
ORDER_BYTES_MAX: Final = 32 * 1024 * 1024
_COMMAND: Final = (sys.executable, "-I", "-X", "utf8", "-m", "gonggang.exchange.paper.worker")
_MIDNIGHT_IN_CHINA: Final = 8 * 3600


def render_pdf(template: Template, data: Data) -> bytes:
    """The document as PDF/A-2u on A4, pages numbered, fonts embedded; `data` None gives the empty form.

    Raises UnusableInput for a document beyond the limits on rows, memory and time, WorkFailed when no process can
    be started. The same template and data give the same bytes.
    """
    return _set(template, data, "pdf", None)[0]


def render_png(template: Template, data: Data, *, dots_per_inch: int = 96) -> list[bytes]:
    """One picture a page, to look at; raises as `render_pdf`."""
    return _set(template, data, "png", dots_per_inch)


def _set(template: Template, data: Data, form: str, dots_per_inch: int | None) -> list[bytes]:
    paper = filled(template, data)
    order = {
        "paper": paper,
        "fonts": str(font_folder()),
        "format": form,
        "ppi": dots_per_inch,
        "timestamp": _timestamp(paper["on"]),
    }
    sent = json.dumps(order, ensure_ascii=False).encode("utf-8", "replace")
    if len(sent) > ORDER_BYTES_MAX:
        raise UnusableInput("这份文书的内容太多，一次打印不了：请按村分开打印。")
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no word of the document on the line
            _COMMAND,
            input=sent,
            capture_output=True,
            cwd="/",
            env={
                "LC_ALL": "C.UTF-8",
                "MALLOC_ARENA_MAX": "2",
            },  # no address or key of this system reaches the child
            timeout=WAIT_SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnusableInput(f"这份文书排版超过 {WAIT_SECONDS_MAX} 秒，已经停下：请按村分开打印。") from None
    except OSError as error:
        raise WorkFailed(f"排版的子进程启动不了（{error.strerror}）：请运行 gonggang doctor 查看。") from None
    return _pages(template, child.stdout)


def _pages(template: Template, answer: bytes) -> list[bytes]:
    head, _, body = answer.partition(b"\n")
    try:
        told = json.loads(head)
    except ValueError:
        raise UnusableInput("这份文书排版时用尽了内存或者时间，已经停下：请按村分开打印。") from None
    if "error" in told:
        raise WorkFailed(f"文书 {template.name} 排版失败：{told['error']}")
    pages, place = [], 0
    for size in told["sizes"]:
        pages.append(body[place : place + size])
        place += size
    return pages


def _timestamp(on: Any) -> int:
    """The second in which the document says it was made: midnight in China of its own date; 1970 for the undated."""
    if on is None:
        return 0
    return max(0, int(datetime(on[0], on[1], on[2], tzinfo=UTC).timestamp()) - _MIDNIGHT_IN_CHINA)
