"""Every verb as a Chinese sentence, and what was changed as words; verbs are those of the rooms above."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from gonggang.accounts.roles import Role
from gonggang.core.masks import mask_numbers

REFUSED: Final = "refused."
_NOTHING: Final = N_("（空）")
# A sentence that ends with what was written down ends before it where nothing was.
_WITHOUT_MORE: Final = re.compile(r"[：:]\s*(?:（空）|\(empty\)|—)?$")
# Verbs whose records speak of officers and accounts alone.
_OPEN: Final = ("accounts.", "audit.", "desk.save_view", "desk.drop_view")

# What the officer did; {…} are fields of the record's detail. A test finds a verb that is not here.
SENTENCES: Final[Mapping[str, str]] = {
    "accounts.activate": "恢复了账号",
    "accounts.change_password": "改了自己的密码",
    "accounts.create_officer": "建立了账号“{username}”",
    "accounts.create_organisation": "登记了单位“{name}”",
    "accounts.deactivate": "停用了账号",
    "accounts.edit_officer": "改了账号资料",
    "accounts.edit_organisation": "改了单位“{name}”的资料",
    "accounts.end_grant": "收回了岗位“{role}”，自 {ends_on} 起无效",
    "accounts.grant_role": "授予了岗位“{role}”，自 {begins_on} 起",
    "accounts.end_session": "结束了自己 {began} 在“{browser}”上的登录",
    "accounts.hand_over": "自 {on} 起移交了岗位 {grants} 个及名下待办",
    "accounts.look": "查看了页面，事由：{purpose}",
    "accounts.purpose": "写明了查看事由：{purpose}",
    "accounts.refused": "想办“{action}”，没有权限，被拒绝",
    "accounts.reset_second_factor": "重置了登录的第二因素",
    "accounts.reset_sign_in": "重设了密码，清除了第二因素，解除了锁定",
    "accounts.set_password": "重设了密码",
    "accounts.sign_in": "登录了系统",
    "accounts.sign_in_failed": "登录失败",
    "accounts.unlock": "解除了账号的锁定",
    "attendance.confirm": "上报了 {month} 考勤表",
    "attendance.edit": "改了 {month} 考勤表 {rows} 人的记号",
    "attendance.lock": "锁定了考勤表 {sheets} 张，对上在岗记录 {matched} 条",
    "attendance.lock_sheet": "锁定了 {month} 考勤表",
    "attendance.send_back": "把 {month} 考勤表退回村里，理由：{reason}",
    "attendance.unlock": "打开了已锁定的 {month} 考勤表，理由：{reason}",
    "audit.export": "导出了 {from} 至 {to} 的操作记录 {rows} 条，文件的 SM3 摘要是 {digest}",
    "audit.verify": "校验了操作记录第 {chain} 条链 {month}，{records} 条，发现 {faults} 处",
    "bridging.answer_no": "登记了本人不去（{way}问的，{on}），原因：{reason}",
    "bridging.answer_yes": "登记了本人同意去（{way}问的，{on}）",
    "bridging.close_institution": "停用了衔接机构“{name}”，原因：{why}",
    "bridging.close_opening": "停招了{institution}的衔接岗位“{title}”，原因：{why}",
    "bridging.edit_institution": "改了衔接机构“{name}”",
    "bridging.edit_opening": "改了{institution}的衔接岗位“{title}”，招 {places} 人",
    "bridging.has_left": "回访满 {months} 个月，本人已离开：{note}",
    "bridging.insurance_applied": "登记单位已申领社会保险补贴，{on}",
    "bridging.insurance_decide": "核实了社会保险补贴：单位{outcome}，依据：{why}",
    "bridging.insurance_paid": "登记社会保险补贴已发给单位 {amount} 元，{on}",
    "bridging.insurance_refused": "登记社会保险补贴不予发放（{on}），原因：{why}",
    "bridging.insurance_told": "提示单位申领社会保险补贴，{on}",
    "bridging.not_taken": "登记{institution}没有录用，原因：{reason}",
    "bridging.offer": "登记了{institution}的衔接岗位“{title}”，招 {places} 人",
    "bridging.propose": "向本人推荐了{institution}的“{opening}”，{on}",
    "bridging.record_wish": "登记了转岗意愿和技能（{way}问的，{on}），愿意就业：{willing}",
    "bridging.refer": "把本人推荐给{institution}，{on}",
    "bridging.register_institution": "登记了衔接机构“{name}”",
    "bridging.reveal_contact": "看了衔接机构“{name}”的联系人和电话，用途：{purpose}",
    "bridging.still_there": "回访满 {months} 个月，本人还在岗，{on}",
    "bridging.taken": "登记{institution}已录用，{on} 上岗",
    "bridging.withdraw": "撤回了推荐（{on}），原因：{reason}",
    "campaign.hand_down": "下达了 {year} 年岗位计划，{places} 个地方",
    "boards.publish": "公开了{kind}“{title}”，第 {version} 版，内容摘要 {digest}",
    "boards.withdraw": "撤下了公开的{kind}“{title}”，理由：{reason}",
    "casework.assigned": "交办了案件：{text}",
    "casework.claimed": "领取了案件",
    "casework.concluded": "了结了案件：{text}",
    "casework.evidence_added": "补充了证据：{text}",
    "casework.export": "导出了案件台账 {rows} 行",
    "casework.handed_over": "移交了案件：{text}",
    "casework.noted": "写了办理记录：{text}",
    "casework.open": "立案 {opened} 件",
    "casework.opened": "立案",
    "casework.read_file": "查看了证据文件",
    "casework.reopened": "重新办理案件：{text}",
    "casework.transferred": "转办了案件：{text}",
    "casework.verified": "写了核实意见：{text}",
    "desk.drop_view": "删除了名单视图“{name}”",
    "desk.export": "导出了名单“{list}” {rows} 行",
    "desk.save_view": "保存了名单视图“{name}”",
    "exchange.upload": "上传了文件“{file}”，还没有导入",
    "exchange.discard": "没有导入上传的文件“{file}”，已删掉",
    "exchange.pass_on": "把没有导完的文件“{file}”移交给了接手的人",
    "exchange.import": "导入了文件“{file}”，收下 {rows} 行",
    "exchange.undo": "撤回了文件“{file}”的导入，共 {rows} 行",
    "exits.warn": "发出到期预警 {new} 条",
    "jobs.begin": "交给后台办理：{kind}（{about}）",
    "people.reveal": "查看了{field_label}原文，用途：{purpose_label}（{note}）",
    "people.view": "查看了一人一档",
    "placements.end": "登记了退岗，自 {on} 起不在岗",
    "placements.start": "安置上岗，岗位 {post}，自 {on} 起，第 {turn} 次安置",
    "placements.transfer": "办理了转岗，自 {on} 起，由岗位 {from} 到 {to}",
    "posts.answer_opinion": "对岗位 {number} 答复了部门意见",
    "posts.approve": "批复了岗位 {number}，文号 {document}，名额 {places} 个",
    "posts.ask_opinion": "就岗位 {number} 请部门评估",
    "posts.assess": "评估了岗位，{number}，名额由 {before} 个到 {after} 个",
    "posts.ask_departments": "就 {number} 征求了{departments}的意见",
    "posts.attach_paper": "加了 {number} 的批复附件“{file}”",
    "posts.change": "改了岗位 {number}（第 {version} 版），原因：{reason}",
    "posts.finish_sorting": "办结了岗位梳理“{title}”",
    "posts.finish_township": "报了乡镇岗位梳理完成，岗位 {posts} 个，未改问题 {defects_left} 处",
    "posts.keep_apart": "决定岗位 {numbers} 不合并，理由：{reason}",
    "posts.merge": "把岗位 {absorbed} 并入 {number}，转移 {people} 人",
    "posts.open_sorting": "部署了岗位梳理“{title}”，{due_on} 前完成",
    "posts.opinion": "{department}对 {number} 签了意见",
    "posts.propose": "起草了开发申请 {number}",
    "posts.refuse": "没有批准 {number}，理由：{reason}",
    "posts.read_paper": "看了 {number} 的批复附件“{file}”",
    "posts.revise_proposal": "改了开发申请 {number}",
    "posts.revise_need": "改了岗位需求“{name}”{places} 人",
    "posts.send_back": "退回了 {number}，理由：{reason}",
    "posts.state_need": "报了岗位需求“{name}”{places} 人",
    "posts.submit": "提交了开发申请 {number}",
    "posts.withdraw_need": "撤回了岗位需求“{name}”",
    "recruitment.added_stage": "办结了“{stage}”{who}，日期 {on}",
    "recruitment.agreement": "办结了“协议签订”{who}，日期 {on}",
    "recruitment.announcement": "办结了“发布公告”{who}，日期 {on}",
    "recruitment.appeal": "受理了对告知书 {number} 的申诉，{on} 收到",
    "recruitment.application": "办结了“报名申请”{who}，日期 {on}",
    "recruitment.apply": "登记了报名 {number}，报名日期 {on}",
    "recruitment.close_minutes": "形成了 {on} 的评议会记录，通过 {passed} 人，没有通过 {not_passed} 人",
    "recruitment.draw": "抽签，先后为 {order}，见证人 {witnesses}",
    "recruitment.draw_members": "记下了三项全同、要抽签的报名 {members}",
    "recruitment.look_photo": "看了评议会的{kind}",
    "recruitment.meeting_photo": "上传了评议会的{kind}",
    "recruitment.publish_seed": "公布了抽签的种子 {seed}，抽签的报名 {members}",
    "recruitment.rank": "冻结第 {number} 次排序：候选 {candidates} 人，入选 {chosen} 人，不按排序 {out_of_order} 人",
    "recruitment.ranked": "在排序里排第 {rank} 名，{outcome}",
    "recruitment.save_minutes": "存了 {on} 评议会的记录，参会 {members} 人，票 {votes} 份",
    "recruitment.close": "办结了报名，情形：{kind}，日期 {on}，理由：{reason}",
    "recruitment.complete": "登记报名材料已补齐，日期 {on}",
    "recruitment.county_approval": "办结了“县级审批”{who}，日期 {on}",
    "recruitment.county_filing": "办结了“县级备案”{who}，日期 {on}",
    "recruitment.declare_kin": "登记了亲属情况说明 {people} 条：{sentences}",
    "recruitment.tighten": "把“{label}”从紧为 {value} {unit}，自 {begins_on} 起，依据：{reason}",
    "recruitment.declare_procedure": "设立了上岗程序“{label}”，自 {begins_on} 起，共 {stages} 环，理由：{reason}",
    "recruitment.deliver": "登记了告知书 {number} 的送达：{how}，{on}",
    "recruitment.democratic_appraisal": "办结了“民主评议”{who}，日期 {on}",
    "recruitment.draw_up": "拟定了公告 {number}，岗位 {posts} 个，名额 {places}",
    "recruitment.edit_application": "更正了报名登记",
    "recruitment.edit_round": "改了公告 {number}，岗位 {posts} 个，名额 {places}",
    "recruitment.end_notice": "结束了公示 {number}，{on}",
    "recruitment.file": "作出了亲属备案意见 {number}：{outcome}，{opinion}",
    "recruitment.first_review": "初审{outcome}（{on}）：{reason}",
    "recruitment.induction_training": "办结了“岗前培训”{who}，日期 {on}",
    "recruitment.joint_answer": "{department}答复联审：{verdict}，依据 {batch}，截至 {as_of}：{reason}",
    "recruitment.joint_send": "向{department}送联审 {people} 人，期限 {due}，不答复时：{silence}",
    "recruitment.kinship_declaration": "办结了“亲属情况说明”{who}，日期 {on}",
    "recruitment.joint_sheet": "下载了{department}的联审名单 {rows} 人（含全号）",
    "recruitment.material": "收下了报名材料：{kind}",
    "recruitment.notify": "作出了告知书 {number}（{kind}）：{reason}",
    "recruitment.objection_late": "把迟到的公示意见转为投诉举报，{on} 收到",
    "recruitment.objection_receive": "收下公示异议 {number}，{channel}，{on}",
    "recruitment.objection_settle": "公布了异议 {number} 的结果（{on}）：{outcome}，{result}",
    "recruitment.objector_reveal": "查看了异议 {number} 的署名，用途：{purpose}",
    "recruitment.onboarding": "办结了“安排上岗”{who}，日期 {on}",
    "recruitment.print": "打印了《{document}》（{form}），完整证件号：{whole}",
    "recruitment.post_notice": "张贴了公示 {number}，{people} 人，{on} 起，最早 {until} 结束",
    "recruitment.pre_screen": "做了上岗前比对 {people} 人，命中 {hits} 项，有拦截项的 {blocking} 人，口径日 {on}",
    "recruitment.public_notice": "办结了“审核公示”{who}，日期 {on}",
    "recruitment.publish": "发布了公告 {number}，日期 {on}",
    "recruitment.read_material": "查看了报名材料：{kind}",
    "recruitment.return": "退回补正，缺：{missing}",
    "recruitment.second_review": "复审{outcome}（{on}），意见书 {number}：{reason}",
    "recruitment.spot_check": "抽查上岗程序，抽中 {drawn} 件，总数 {pool} 件，种子来自 {source}",
    "recruitment.spot_check_finding": "登记了抽查结果：{outcome}，说明：{note}",
    "recruitment.study": "登记了乡镇研究 {number}，同意 {people} 人，{on}",
    "recruitment.take_up": "把名单上的报名 {taken} 份列入招募，未列入 {refused} 份",
    "recruitment.township_study": "办结了“乡镇研究”{who}，日期 {on}",
    "recruitment.trace": "倒查了上岗程序",
    "recruitment.withdraw": "撤回了公告 {number}，理由：{reason}",
    "screening.decide": "核实了命中，由“{before}”定为“{after}”，理由：{reason}",
    "screening.run": "比对了 {month} 在岗人员 {people} 人，命中 {hits} 条，其中新命中 {new} 条",
    "subsidies.compute": "计算了 {month} 补贴 {lines} 行",
}
# Fields of what is changed, as screens call them.
FIELDS: Final[Mapping[str, str]] = {
    "account": "银行账号",
    "assignee": "承办人",
    "bank_name": "开户行",
    "begins_on": "开始日",
    "birth_on": "出生日期",
    "concluded_at": "了结时间",
    "concluded_by": "了结人",
    "due_on": "期限",
    "ends_on": "结束日",
    "handler_code": "承办地",
    "kind": "类型",
    "marks": "考勤记号",
    "name": "姓名",
    "note": "备注",
    "organisation": "单位",
    "outcome": "结论",
    "phone": "电话",
    "place": "所在地",
    "places": "名额",
    "reason": "理由",
    "retirement_category": "退休类别",
    "sex": "性别",
    "standard_fen": "补贴标准（分）",
    "status": "状态",
    "region_code": "所在地",
    "territory_code": "辖区",
    "uscc": "统一社会信用代码",
    "verified_by": "核实人",
    "village_code": "村（社区）",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that was changed, in words: what it was and what it is."""

    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The difference as one clause."""
        return _("%(label)s由“%(before)s”改为“%(after)s”") % {
            "label": self.label,
            "before": self.before,
            "after": self.after,
        }


def _field(name: str) -> str:
    return _(FIELDS[name]) if name in FIELDS else name


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence_of(verb: str, detail: Any) -> str:
    """What was done, without who and when; a verb that is not known is named as it is."""
    facts = _Facts(
        {name: words_of(value) for name, value in detail.items()} if isinstance(detail, dict) else {}
    )
    if facts["role"] in set(Role):
        facts["role"] = Role(facts["role"]).label
    if verb.startswith(REFUSED):
        tried = verb.removeprefix(REFUSED)
        return _("想办“%(verb)s”，被拒绝：%(why)s") % {"verb": tried, "why": facts["why"]}
    template = SENTENCES.get(verb)
    if template is None:
        return _("办理了“%(verb)s”") % {"verb": verb}
    return _WITHOUT_MORE.sub("", _(template).format_map(facts))


def sentence_without_facts(verb: str, detail: Any) -> str:
    """What was done, for who may see who did what but nothing of the business: only what is about accounts is told."""
    if verb.startswith(_OPEN):
        return sentence_of(verb, detail)
    if verb.startswith(REFUSED):
        return _("想办“%(verb)s”，被拒绝") % {"verb": verb.removeprefix(REFUSED)}
    template = SENTENCES.get(verb)
    if template is None:
        return _("办理了“%(verb)s”") % {"verb": verb}
    return _(template).format_map(_Hidden())


class _Hidden(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "＊"


def differences_of(detail: Any) -> tuple[Difference, ...]:
    """What a record says was changed: its `changes`, or its `before` and `after`."""
    if not isinstance(detail, dict):
        return ()
    changes = detail.get("changes")
    if not isinstance(changes, dict):
        before, after = detail.get("before"), detail.get("after")
        if not isinstance(before, dict) or not isinstance(after, dict):
            return ()
        changes = {name: [before.get(name), after.get(name)] for name in {**before, **after}}
    return tuple(
        Difference(_field(name), words_of(pair[0]), words_of(pair[1]))
        for name, pair in changes.items()
        if isinstance(pair, list) and len(pair) == 2 and words_of(pair[0]) != words_of(pair[1])
    )


def words_of(value: Any) -> str:
    """A value of a record as a person reads it; numbers that may belong to somebody are masked once more."""
    if value is None or value == "":
        return _(_NOTHING)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(words_of(one) for one in value) or _(_NOTHING)
    if isinstance(value, dict):
        return "，".join(f"{_field(name)} {words_of(one)}" for name, one in value.items()) or _NOTHING
    return mask_numbers(_(value) if isinstance(value, str) else str(value))
