"""The bank's return of a payment batch (一卡通回盘): one line a payment, with its serial number."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.codes import payment_status
from gonggang.exchange.parsers import account, amount_fen, day, id_number, kept_number, name, text
from gonggang.exchange.sheets import Column, Sheet

BANK_RETURN: Final = Sheet(
    kind="bank-return",
    label="一卡通回盘",
    columns=(
        Column("payment_batch", "批次", ("批次号", "发放批次"), kept_number, longest=40),
        Column("name", "姓名", ("户名", "收款人"), name),
        Column(
            "id_number", "身份证号", ("身份证号码", "证件号码", "公民身份号码", "身份证"), id_number, True
        ),
        Column("account", "账号", ("银行账号", "收款账号", "社保卡账号", "银行卡号"), account),
        Column("amount_fen", "金额", ("发放金额", "交易金额", "补贴金额"), amount_fen, True),
        Column("status", "状态", ("发放状态", "处理结果", "交易状态", "发放结果"), payment_status, True),
        Column("failure_reason", "失败原因", ("原因", "失败说明"), text),
        Column("credited_on", "入账日期", ("入账时间", "到账日期", "交易日期"), day),
        Column("serial", "流水号", ("交易流水号", "银行流水号", "流水"), kept_number, True, longest=40),
    ),
    key=("serial",),
    recognised_by=("id_number", "amount_fen", "status", "serial"),
)
