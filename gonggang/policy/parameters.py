"""Every number and switch of the policy, by region and day, read from `parameters/*.yaml`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from gonggang.policy.parameter_files import Line, Parameter, check_value, read_parameter
from gonggang.policy.regions import COUNTRY, chain

_FOLDER: Final = Path(__file__).parent / "parameters"


class OutsideForce(LookupError):
    """No value is in force for a parameter, region and day; the message is one Chinese sentence.

    It is never answered with zero: what has not been entered must be entered or decided by a person.
    """

    def __init__(self, parameter: Parameter, region: int, on: date) -> None:
        where = "全国" if region == COUNTRY else f"区划 {region} "
        super().__init__(
            f"参数“{parameter.label}”在 {on.isoformat()} 对{where}没有有效的值，请管理员先录入并注明依据。"
        )
        self.name = parameter.name
        self.region = region
        self.on = on


class UnknownParameter(KeyError):
    """A name that no parameter file declares: a mistake of the program, not of an officer."""


class Parameters:
    """A set of parameters; immutable. Look-ups take the nearest region whose line is in force on the day."""

    def __init__(self, declared: Iterable[Parameter]) -> None:
        self._declared = {parameter.name: parameter for parameter in declared}
        self._begins: dict[tuple[str, int], list[date]] = {}
        self._lines: dict[tuple[str, int], list[Line]] = {}
        for parameter in self._declared.values():
            for line in sorted(parameter.lines, key=lambda each: each.begins):
                self._begins.setdefault((parameter.name, line.region), []).append(line.begins)
                self._lines.setdefault((parameter.name, line.region), []).append(line)

    @property
    def declared(self) -> Mapping[str, Parameter]:
        """Every parameter by name, in the order of their names."""
        return MappingProxyType(dict(sorted(self._declared.items())))

    def parameter(self, name: str) -> Parameter:
        """The declaration of one parameter; raises UnknownParameter."""
        try:
            return self._declared[name]
        except KeyError:
            raise UnknownParameter(name) from None

    def line(self, name: str, *, region: int, on: date) -> Line:
        """The line in force: of the nearest region that has one which has begun and has not ended.

        A line whose value is null ends that region's own value, and the wider region's counts again. Raises
        OutsideForce where no line is in force, UnknownParameter, and ValueError for an impossible region.
        """
        for place in chain(region):
            begins = self._begins.get((name, place))
            if begins is None:
                continue
            position = bisect_right(begins, on)
            if position:
                line = self._lines[name, place][position - 1]
                if line.value is not None:
                    return line
        raise OutsideForce(self.parameter(name), region, on)

    def get(self, name: str, *, region: int, on: date) -> Any:
        """The value in force, of the type that the parameter declares; raises as `line` does."""
        value = self.line(name, region=region, on=on).value
        if isinstance(value, list | dict):
            return value.copy()
        return value

    def status(self, name: str, *, region: int, on: date) -> str:
        """How certain the value in force is: 已核, 待核 or 待管理员核定. Raises as `line` does."""
        return self.line(name, region=region, on=on).status

    def latest(self, name: str) -> Any:
        """The newest value for the whole country, whatever the day: for tables that hold their own dates."""
        lines = [line for line in self._lines.get((name, COUNTRY), []) if line.value is not None]
        if not lines:
            raise OutsideForce(self.parameter(name), COUNTRY, date.max)
        return lines[-1].value

    def with_lines(self, name: str, lines: Iterable[Line]) -> Parameters:
        """A new set in which officers' approved lines stand beside the files'.

        A line of the same region and day takes the place of the file's. Raises ValueError for a value of
        another type than declared, and for any line of a parameter that is fixed by the province.
        """
        parameter = self.parameter(name)
        if parameter.fixed:
            raise ValueError(f"“{parameter.label}”由省级政策规定，不可改。")
        added = {(line.region, line.begins): line for line in lines}
        for line in added.values():
            check_value(parameter, line.value)
        kept = [line for line in parameter.lines if (line.region, line.begins) not in added]
        changed = replace(parameter, lines=(*kept, *added.values()))
        return Parameters({**self._declared, name: changed}.values())


def load_parameters(folder: Path = _FOLDER) -> Parameters:
    """The parameters of every YAML file in a folder; raises UnusableInput that names the faulty file."""
    return Parameters(read_parameter(path) for path in sorted(folder.glob("*.yaml")))


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The project's own parameters, read once."""
    return load_parameters()
