"""The ledger of complaints (投诉台账): received, referred, checked, answered, closed (chapter 14)."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.codes import complaint_outcome, complaint_status
from gonggang.exchange.parsers import amount_fen, day, kept_number, name, text
from gonggang.exchange.sheets import Column, Sheet

COMPLAINTS: Final = Sheet(
    kind="complaints",
    label="投诉处理台账",
    columns=(
        Column(
            "number", "编号", ("投诉编号", "登记编号", "受理编号", "线索编号"), kept_number, True, longest=40
        ),
        Column("channel", "来源渠道", ("来源", "渠道", "受理渠道"), text, longest=40),
        Column("received_on", "收到日期", ("受理日期", "登记日期", "来件日期", "收件日期"), day),
        Column("complainant", "举报人", ("投诉人", "反映人", "举报人(可匿名)"), text, longest=60),
        Column("about", "被反映对象", ("被举报人", "被投诉人", "反映对象"), name),
        Column("township", "乡镇", ("乡镇(街道)", "乡镇街道", "所在乡镇", "镇街"), text),
        Column("village", "村", ("村(社区)", "村社区", "村居", "村(居)", "所在村", "村名"), text),
        Column("kind", "问题类别", ("问题类型", "类别"), text, longest=60),
        Column("summary", "内容摘要", ("内容", "反映内容", "摘要"), text, longest=4000),
        Column("first_handling_unit", "首办单位", ("承办单位", "首办责任单位"), text),
        Column("first_handler", "首办人", ("承办人", "首办责任人"), text, longest=60),
        Column("due_on", "办理期限", ("期限", "办结期限"), day),
        Column("verification", "核查情况", ("核查", "调查情况"), text, longest=200),
        Column("conclusion", "结论", ("核查结论", "调查结论"), complaint_outcome),
        Column("recovered_fen", "追回金额", ("追回",), amount_fen),
        Column("answered_on", "答复日期", ("答复时间",), day),
        Column("closed_on", "办结日期", ("办结时间",), day),
        Column("status", "状态", ("办理状态",), complaint_status),
        Column("note", "备注", (), text, longest=200),
    ),
    key=("number",),
    recognised_by=("number", "channel", "received_on", "summary"),
)
