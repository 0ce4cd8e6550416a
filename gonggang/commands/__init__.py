"""One entry point, `gonggang`: exit 0 done, 1 the work failed, 2 unusable input (one Chinese line on stderr)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import typer

from gonggang import __version__
from gonggang.core.errors import UnusableInput, WorkFailed

# Each module registers its own commands; none imports Django before a command that needs the database runs.
_MODULES = (
    "demo",
    "up",
    "officer",
    "imports",
    "month",
    "work",
    "report",
    "screen",
    "policy",
    "audit",
    "doctor",
    "sample",
    "bench",
)


def build_app() -> typer.Typer:
    """The whole command tree."""
    app = typer.Typer(
        name="gonggang",
        help="公岗：城乡公益性岗位精准管理系统。",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback(invoke_without_command=True)
    def top(version: bool = typer.Option(False, "--version", help="显示版本。")) -> None:
        if version:
            typer.echo(__version__)
            raise typer.Exit

    for name in _MODULES:
        importlib.import_module(f"{__name__}.{name}").register(app)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and exit with the promised status."""
    from gonggang.server.logs import mask_tracebacks

    mask_tracebacks()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status; nothing but exit codes leaves this function."""
    from gonggang.commands.words import CommandLineError, usage_sentence

    try:
        outcome = build_app()(list(arguments) if arguments is not None else None, standalone_mode=False)
    except (CommandLineError, UnusableInput, WorkFailed) as error:
        sentence = usage_sentence(error) if isinstance(error, CommandLineError) else str(error)
        print(" ".join(sentence.split("\n")), file=sys.stderr)  # noqa: T201
        return 1 if isinstance(error, WorkFailed) else 2
    except (typer.Abort, KeyboardInterrupt):
        print("已中断，没有提交未完成的改动。", file=sys.stderr)  # noqa: T201
        return 1
    return outcome if isinstance(outcome, int) else 0
