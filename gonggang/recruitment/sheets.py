"""The sheet of applicants (报名人员): categories, hardship, kinship with cadres, the post applied for."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.codes import categories, family_hardship
from gonggang.exchange.parsers import day, id_number, kept_number, name, phone, sex, text, yes_no
from gonggang.exchange.sheets import Column, Sheet

APPLICANTS: Final = Sheet(
    kind="applicants",
    label="报名人员",
    columns=(
        Column("township", "乡镇", ("乡镇(街道)", "乡镇街道", "所在乡镇", "镇街"), text),
        Column("village", "村", ("村(社区)", "村社区", "村居", "村(居)", "所在村", "村名"), text),
        Column("name", "姓名", ("报名人", "报名人姓名"), name, True, longest=60),
        Column("sex", "性别", (), sex),
        Column(
            "id_number",
            "身份证号",
            ("身份证号码", "身份证", "公民身份号码", "公民身份证号码", "证件号码", "居民身份证号码"),
            id_number,
            True,
        ),
        Column("categories", "人员类别", ("人员类型", "身份类别", "对象类别"), categories, several=True),
        Column("recognised_on", "认定时间", ("认定日期", "登记时间", "认定登记时间"), day),
        Column("family", "家庭情况", ("家庭困难情况", "家庭类别"), family_hardship, several=True),
        Column(
            "declares_kin",
            "是否干部亲属",
            ("是否公职人员或村干部亲属", "是否村干部亲属", "是否亲属", "是否为干部亲属"),
            yes_no,
        ),
        Column("declared_relation", "关系", ("亲属关系", "与干部关系"), text, longest=40),
        Column("declared_relative", "亲属姓名职务", ("亲属姓名及职务", "亲属姓名单位职务", "亲属姓名"), text),
        Column(
            "post_number",
            "意向岗位编号",
            ("岗位编号", "报名岗位编号", "申请岗位编号"),
            kept_number,
            longest=40,
        ),
        Column("committed_on", "承诺书日期", ("承诺书签订日期", "本人承诺签字日期", "承诺日期"), day),
        Column("applied_on", "报名日期", ("报名时间", "申请日期"), day),
        Column("phone", "联系电话", ("电话", "手机号", "手机号码", "联系方式"), phone),
        Column("note", "备注", (), text, longest=200),
    ),
    key=("id_number", "post_number"),
    fill_down=("township", "village"),
    recognised_by=("name", "id_number", "post_number", "applied_on"),
)
