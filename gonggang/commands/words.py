"""How commands speak: JSON for programs on stdout, words for people on stderr, usage errors in Chinese."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import click
from rich.console import Console

from gonggang.core.month import Month

people_console = Console(stderr=True, highlight=False)
page_console = Console(highlight=False)


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


def usage_sentence(error: click.ClickException) -> str:
    """One Chinese sentence for a command line that cannot be used."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "gonggang"
    help_hint = f"请运行 {path} --help 查看写法。"
    if isinstance(error, click.NoSuchOption):
        return f"没有 {error.option_name} 这个选项：{help_hint}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(context) if error.param is not None and context else "参数"
        return f"缺少参数 {name}：{help_hint}"
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param is not None else "参数"
        return f"参数 {name} 的值不能用（{error.message}）：{help_hint}"
    if isinstance(error, click.UsageError):
        if "No such command" in error.message:
            return f"没有这个命令（{error.message.split(chr(39))[1]}）：请运行 gonggang --help 查看全部命令。"
        return f"命令写法不对（{error.message}）：{help_hint}"
    return error.format_message()


__all__ = ["page_console", "people_console", "print_json", "usage_sentence"]
