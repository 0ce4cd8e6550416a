"""Reading YAML as its version 1.2 means it: `no` is a word, 2024-05-01 is a text, a key stands once."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Final

import yaml

from gonggang.core.errors import UnusableInput

_SIZE_MAX_BYTES: Final = 4_000_000
_MERGE: Final = "tag:yaml.org,2002:merge"


_SafeLoader: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the same, ten times faster, where it was built


class _Loader(_SafeLoader):  # type: ignore[misc]
    """A safe loader with the core schema of YAML 1.2; a mapping with the same key twice is refused."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            if key_node.tag == _MERGE:
                continue
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable) or key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice or cannot be a key", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


for _tag, _pattern, _starts in (
    (_MERGE, r"^(?:<<)$", "<"),  # no part of 1.2, but every reader knows it
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_starts))


def _construct_int(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(node.value)  # YAML 1.1 would read 010 as eight


_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)


def parse_yaml(text: str, where: str) -> Any:
    """One YAML document as plain values; raises UnusableInput that names `where` if it is not one."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else "文件"
        raise UnusableInput(f"“{where}”不是正确的 YAML：{place}写法有误，请改正后再试。") from error
    except (ValueError, RecursionError) as error:
        raise UnusableInput(f"“{where}”中有读不出的值，请改正后再试。") from error


def read_yaml(path: Path) -> Any:
    """One YAML file in UTF-8 as plain values; raises UnusableInput if it cannot be read."""
    try:
        if path.stat().st_size > _SIZE_MAX_BYTES:
            raise UnusableInput(f"“{path}”过大，不像规则或参数文件，请核对后再试。")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UnusableInput(f"没有找到文件“{path}”，请核对路径。") from error
    except IsADirectoryError as error:
        raise UnusableInput(f"“{path}”是文件夹，请给出其中的文件。") from error
    except OSError as error:
        raise UnusableInput(f"“{path}”打不开，请检查是否有读取权限。") from error
    except UnicodeDecodeError as error:
        raise UnusableInput(f"“{path}”不是 UTF-8 编码，请另存为 UTF-8 后再试。") from error
    return parse_yaml(text, str(path))
