"""Why a file cannot be read: a code from the child, one Chinese sentence from the parent."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from gonggang.core.masks import mask_numbers


class Refusal(Exception):
    """Raised in the reading child; the code and its details travel to the parent."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


_SAVE_AGAIN: Final = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入"

_SENTENCES: Final[dict[str, str]] = {
    "missing": "没有“{file}”这个文件：请核对文件名和所在文件夹。",
    "folder": "“{file}”是文件夹，不是文件：请指定其中的一个文件，或用 gonggang load 读入整个文件夹。",
    "not_a_file": "“{file}”不是普通文件：请指定一个表格文件。",
    "no_permission": "没有读取“{file}”的权限：请检查文件权限，或复制到自己的文件夹后再导入。",
    "unreadable": "“{file}”读不出来（磁盘或网络盘报错）：请复制到本机后再导入。",
    "empty": "“{file}”是空文件，里面什么也没有：请向提供单位重新索取。",
    "blank": "“{file}”里没有任何数据：请核对是否存错了文件，填好后再导入。",
    "picture": "“{file}”是图片，只是改了扩展名，不是表格：请提供原始的 Excel 或 CSV 文件。",
    "other_kind": "“{file}”是{name}，不是表格：请提供 Excel（.xlsx、.xls）或 CSV 文件。",
    "archive": "“{file}”是压缩包，不是表格：请先解压，再导入里面的表格文件。",
    "too_old": f"“{{file}}”是三十年前的 Excel 格式，不能读取：{_SAVE_AGAIN}。",
    "web_archive": f"“{{file}}”是单个网页格式（.mht），不能读取：{_SAVE_AGAIN}。",
    "spreadsheet_xml": f"“{{file}}”是“XML 表格 2003”格式，不能读取：{_SAVE_AGAIN}。",
    "encrypted": "“{file}”设了打开密码，读不了：请在 Excel 或 WPS 里取消密码，另存后再导入。",
    "bomb": "“{file}”解压后大得不正常（疑似压缩炸弹），已停止读取：请不要打开，向提供单位核实来源。",
    "too_large": "“{file}”太大（上限 {limit} MB）：请只留需要的工作表和行列，或拆成几个文件再导入。",
    "memory": "“{file}”展开后太大，已停止读取：请拆成几个文件，或去掉远处多余的格子，或另存为 CSV 后再导入。",
    "too_slow": "“{file}”在 {seconds} 秒内没有读完，已停止读取：请拆成几个文件，或另存为 .xlsx 后再导入。",
    "too_many_rows": "“{file}”的行数超过上限 {limit}：请拆成几个文件再导入。",
    "too_many_columns": "“{file}”的列数超过上限 {limit}：请删去右侧多余的列，另存后再导入。",
    "too_many_cells": "“{file}”的单元格超过上限 {limit} 个：请拆成几个文件再导入。",
    "too_many_sheets": "“{file}”的工作表超过上限 {limit} 个：请拆成几个文件再导入。",
    "long_cell": "“{file}”第 {row} 行有一格超过 {limit} 字：多半是引号不成对或分隔符不对，请改正后再导入。",
    "unknown_encoding": "“{file}”的文字编码认不出（见第 {row} 行，不是 UTF-8 或 GB18030）：请另存为“CSV UTF-8”再导入。",
    "binary": f"“{{file}}”的内容不是表格，也不是文字：请核对是否拿错文件，若能打开，{_SAVE_AGAIN[1:]}。",
    "cut_off": "“{file}”末尾不完整，像是没有传完：请重新复制或下载后再导入。",
    "damaged": "“{file}”已损坏或没有传完，打不开：请重新复制或下载；若 Excel 能修复，修复后另存再导入。",
    "not_a_workbook": "“{file}”不是 Excel 工作簿（{name}）：请提供 Excel（.xlsx、.xls）或 CSV 文件。",
    "open_quote": "“{file}”第 {row} 行的双引号只有一半，后面的内容都被连成一格：请补上或删去这个引号。",
    "no_table": f"“{{file}}”是网页，但里面没有表格：{_SAVE_AGAIN}。",
    "internal": "“{file}”读取时出错（{name}），未导入任何内容：请另存为新的 .xlsx 再试；仍不行请联系管理员。",
}


def sentence(code: str, file: str, details: dict[str, Any]) -> str:
    """The one Chinese sentence for a refusal: which file, why, and what to do."""
    template = _SENTENCES.get(code)
    if template is None:
        template, details = _SENTENCES["internal"], {"name": code}
    return template.format(file=shown_name(file), **details)


def shown_name(name: str) -> str:
    """A file name that is safe to print: no control or direction-changing characters, no numbers of people, short."""
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    kept = "".join("�" if unicodedata.category(character) in hidden else character for character in name)
    kept = mask_numbers(kept)
    return kept if len(kept) <= 80 else f"{kept[:60]}…{kept[-15:]}"
