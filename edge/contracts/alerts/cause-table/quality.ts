/** Why the API refuses a question about measurements of pieces. */
import type { CauseRow } from "./row.ts";

export const QUALITY_REFUSALS = {
  "quality-none": {
    en: "This edge follows no measurements of pieces.",
    zh: "本边缘端不跟踪工件的测量值。",
  },
  "quality-costs-none": {
    en: "This edge follows no costs of pieces.",
    zh: "本边缘端不跟踪工件的成本。",
  },
  "quality-entries-none": {
    en: "This edge follows no entries of quality.",
    zh: "本边缘端不跟踪质量录入。",
  },
  "quality-entry-uid": { en: "this entryUid was used for another entry", zh: "该 entryUid 已用于另一条录入" },
  "quality-entry-piece": {
    en: "the piece has an entry already, {uid}: correct that one",
    zh: "该工件已有录入 {uid}，请更正该条",
  },
  "quality-entry-unknown": { en: "there is no such entry", zh: "没有该录入" },
  "quality-entry-changed": {
    en: "the entry has changed: it is version {version} now",
    zh: "该录入已更改，现为第 {version} 版",
  },
  "quality-no-curve": {
    en: "no piece of this class has such a curve; take one of the choices of the answer",
    zh: "该类别的工件没有此曲线；请从应答的 choices 中选取",
  },
  "quality-reasons-filter": {
    en: "reasons are entered by station: leave key and variant out",
    zh: "原因按工位录入：请去掉 key 和 variant",
  },
  "quality-entry-one": { en: "an entry with a piece counts one piece", zh: "带工件的录入只计一件" },
  "quality-entry-asset": { en: "no asset has the label {label}", zh: "没有 label 为 {label} 的资产" },
  "quality-entry-time": { en: "the time must be within the last seven days", zh: "时间必须在最近七天之内" },
  "quality-reasons-none": {
    en: "the config has no reasons of {kind} for this station; write some into quality.reasons",
    zh: "配置中该工位没有这类原因（{kind}），请写入 quality.reasons",
  },
  "quality-reason-unknown": { en: "choose one of these reasons: {list}", zh: "请从这些原因中选择：{list}" },
  "quality-reading-none": { en: "the station {station} reads no {plan}", zh: "工位 {station} 不测量 {plan}" },
  "quality-lots-none": {
    en: "This edge follows no lots of suppliers.",
    zh: "本边缘端不跟踪供应商批次。",
  },
  "quality-lot-unknown": { en: "this lot was never received", zh: "从未收到该批次" },
  "quality-lot-changed": {
    en: "the result of this lot has changed: it is version {version} now",
    zh: "该批次的结果已更改，现为第 {version} 版",
  },
  "quality-lot-units": {
    en: "more units are nonconforming than were inspected",
    zh: "不合格数大于检验数",
  },
  "quality-lot-why": {
    en: "say in the comment why the lot passes all the same",
    zh: "请在备注中说明为何仍放行该批次",
  },
  "quality-chart-unknown": {
    en: "there is no such chart; take one of GET /api/v1/quality/features",
    zh: "没有该控制图，请使用 GET /api/v1/quality/features 返回的项",
  },
  "quality-class-unknown": {
    en: "there is no such class of defects; take one of GET /api/v1/quality/defects",
    zh: "没有该缺陷类别，请使用 GET /api/v1/quality/defects 返回的项",
  },
  "quality-cause-unknown": {
    en: "the newest ranking of this class has no such cause; look at its causes first",
    zh: "该类别的最新排序中没有该原因，请先查看其原因",
  },
  "quality-case-unknown": {
    en: "there is no case with this itemUid, or it names no circumstance of pieces",
    zh: "没有该 itemUid 的缺陷案例，或其未指明工件的情况",
  },
  "quality-case-open": {
    en: "there is no closed case with this itemUid",
    zh: "没有该 itemUid 的已结案案例",
  },
  "quality-case-title": {
    en: "title: say what is suspected, where no cause of the ranking is",
    zh: "title：不选排序中的原因时，请填写所怀疑的原因",
  },
  "quality-case-asset": {
    en: "the station that judged is no asset of the config",
    zh: "作出判定的工位不是配置中的资产",
  },
  "quality-case-note": {
    en: "note: the effect is not shown; say why the case is closed all the same",
    zh: "note：措施效果未证实，请填写仍要关闭的理由",
  },
  "quality-piece-unknown": {
    en: "the newest pieces do not include {piece}",
    zh: "最近的工件中没有 {piece}",
  },
  "quality-disposition-token": {
    en: "A person decides about contained pieces, not a token.",
    zh: "围堵工件的处置须由人员决定，令牌不能代替。",
  },
  "quality-disposition-role": {
    en: "To release, rework or scrap contained pieces needs the role maintainer. An operator may hold them.",
    zh: "放行、返修或报废围堵工件需要维护员角色；操作员可以扣留。",
  },
  "quality-phase-range": {
    en: "phase I takes 1 to {most} subgroups, first to last",
    zh: "第一阶段取 1 至 {most} 个子组，从先到后",
  },
  "quality-phase-few": {
    en: "phase I needs {least} complete subgroups, and these are {used}; measure more, or exclude fewer",
    zh: "第一阶段需要 {least} 个完整子组，现有 {used} 个，请继续测量或减少排除的子组",
  },
  "quality-phase-flat": {
    en: "these subgroups have no scatter, so no limits follow from them; take others",
    zh: "这些子组没有离散，无法得出控制限，请另选子组",
  },
  "quality-study": {
    en:
      "a study needs at least two parts, operators and trials, every operator's trials of every part, and some " +
      "scatter",
    zh: "量具研究至少需要两个零件、两名操作者和两次测量，每名操作者须测量每个零件，且数据须有离散",
  },
  "quality-study-limits": {
    en: "the lower limit is not below the upper one",
    zh: "下限不低于上限",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
