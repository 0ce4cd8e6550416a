"""How commands speak: JSON for programs on stdout, words for people on stderr, usage errors in Chinese."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import typer
from rich.console import Console

from gonggang.core.month import Month

people_console = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else 120)
# Written into a file or a pipe there is no edge of a screen; on a screen the width is the screen's.
page_console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)


@contextmanager
def step_by_step(first: str) -> Iterator[Callable[[str], None]]:
    """A line on the terminal that says what is being done; nothing where nobody is looking."""
    if not people_console.is_terminal:
        yield lambda _: None
        return
    with people_console.status(first) as status:
        yield status.update


def print_json(document: Any) -> None:
    """Print exactly one JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Month):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


# Typer carries its own click; this is the root of what it raises for a command line that cannot be used.
CommandLineError: type[Exception] = next(
    each for each in typer.BadParameter.__mro__ if each.__name__ == "ClickException"
)


def usage_sentence(error: Exception) -> str:
    """One Chinese sentence for a command line that cannot be used."""
    context = getattr(error, "ctx", None)
    parameter = getattr(error, "param", None)
    message = str(getattr(error, "message", error)).rstrip(".")
    hint = f"请运行 {context.command_path if context else 'gonggang'} --help 查看写法。"
    options = [word for word in getattr(parameter, "opts", ()) if word.startswith("-")]
    name = (options[0] if options else None) or getattr(parameter, "metavar", None) or "参数"
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有 {getattr(error, 'option_name', '')} 这个选项：{hint}"
        case "MissingParameter":
            return f"缺少参数 {name}：{hint}"
        case "BadParameter":
            return f"参数 {name} 的值不能用（{_in_chinese(message)}）：{hint}"
        case "NoArgsIsHelpError":
            return f"还要写明做什么：{hint}"
    if "No such command" in message:
        return f"没有 {message.split(chr(39))[1]} 这个命令：{hint}"
    return f"命令写法不对（{_in_chinese(message)}）：{hint}"


_COMPLAINTS = (
    ("integer", "应为整数"),
    ("number", "应为数字"),
    ("range", "超出允许的范围"),
    ("greater than", "数字太小"),
    ("less than", "数字太大"),
    ("requires an argument", "选项后面要跟一个值"),
    ("unexpected extra argument", "多写了参数"),
    ("does not exist", "文件不存在"),
    ("boolean", "应为是或否"),
)


def _in_chinese(message: str) -> str:
    """What the command-line library complains of, in Chinese; its own words only where none of these fits."""
    lower = message.lower()
    return next((chinese for english, chinese in _COMPLAINTS if english in lower), message)


__all__ = [
    "CommandLineError",
    "page_console",
    "people_console",
    "print_json",
    "step_by_step",
    "usage_sentence",
]
