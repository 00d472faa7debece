/** Why the API refuses a question or a report about the safety register. */
import type { CauseRow } from "./row.ts";

export const SAFETY_REFUSALS = {
  "safety-none": { en: "This edge keeps no safety register.", zh: "本边缘端没有安全台账。" },
  "zone-history-long": {
    en: "from and to are more than {hours} h apart; ask for less at once",
    zh: "from 与 to 相距超过 {hours} 小时，请缩短一次查询的时段",
  },
  "zone-unknown": {
    en: "the plant has no zone {zone}; GET /api/v1/plant lists them",
    zh: "工厂没有区域 {zone}；GET /api/v1/plant 可列出全部区域",
  },
  "vision-none": { en: "This edge takes no vision events.", zh: "本边缘端不接收视觉事件。" },
  "danger-title": { en: "title: say what is dangerous", zh: "title：请说明隐患内容" },
  "danger-unknown": { en: "there is no hidden danger {id}", zh: "没有隐患 {id}" },
  "danger-open": {
    en: "the danger is still open; act on it instead",
    zh: "该隐患尚未闭环，请直接在其上操作",
  },
  "danger-other-work": {
    en: "{id} is open about this danger already; end it first",
    zh: "已有关于该隐患的未完成工作 {id}，请先结束它",
  },
  "danger-hazard-unknown": {
    en: "there is no hazard {id} in the register",
    zh: "清单中没有危险源 {id}",
  },
  "danger-place": { en: "place: give an asset, a zone or an area", zh: "place：请填写资产、区域或设备路径" },
  "danger-place-unknown": {
    en: "the plant has no such asset, zone or area",
    zh: "工厂没有该资产、区域或设备路径",
  },
  "danger-criterion-unknown": {
    en: "the rules of this plant have no criterion {id}",
    zh: "本厂的判定依据中没有条款 {id}",
  },
  "danger-too-many": {
    en: "more than {most} dangers match; take a shorter time",
    zh: "符合的隐患超过 {most} 条，请缩短时间",
  },
  "danger-informed-late": {
    en: "informed: the time must not be later than now",
    zh: "informed：时间不能晚于现在",
  },
  "permit-missing": {
    en: "the work cannot be opened; missing: {missing}",
    zh: "不能开始作业，还缺：{missing}",
  },
  "permit-early": { en: "the time of the permit has not come yet", zh: "还没到作业许可的开始时间" },
  "permit-check-failed": { en: "a check of the list failed", zh: "有检查项不合格，不能开始作业" },
  "permit-gas-beyond": {
    en: "{gas}: the tested value {value} is beyond its limits",
    zh: "{gas} 检测值 {value} 超出限值",
  },
  "permit-gas-old": {
    en: "{gas}: the test is older than {minutes} min; test again",
    zh: "{gas} 检测早于 {minutes} 分钟，请重新检测",
  },
  "permit-gas-late": { en: "the gas test is dated later than now", zh: "气体检测时间晚于现在" },
  "permit-gas-strange": {
    en: "this work has no test of {gas}; it has {gases}",
    zh: "该作业不检测 {gas}，应检测：{gases}",
  },
  "permit-gas-unit": { en: "the unit of {gas} is {unit}", zh: "{gas} 的单位应为 {unit}" },
  "permit-approver-role": {
    en: "approving this work takes the role {least} or a higher one",
    zh: "批准该作业需要 {least} 或更高角色",
  },
  "permit-approved-longer": {
    en: "the approval ends later than was applied for",
    zh: "批准的结束时间晚于申请的结束时间",
  },
  "permit-guardian-approver": { en: "the guardian cannot approve the work", zh: "监护人不能批准作业" },
  "permit-guardian-holder": {
    en: "the holder of the permit cannot be its guardian",
    zh: "作业负责人不能兼任监护人",
  },
  "permit-approver-guardian": { en: "the approver cannot be the guardian", zh: "批准人不能兼任监护人" },
  "permit-conflict": {
    en: "the state of the plant speaks against it: {conflict}",
    zh: "现场状态不允许：{conflict}",
  },
  "permit-kind-unknown": { en: "there is no kind of permit {id}", zh: "没有作业类型 {id}" },
  "permit-level-unknown": { en: "level: this kind of permit has {levels}", zh: "level：该作业类型的级别为 {levels}" },
  "permit-time": {
    en: "to: must be later than now and than from",
    zh: "to：须晚于现在和开始时间",
  },
  "permit-long": {
    en: "to: this permit lasts {hours} h at most",
    zh: "to：该作业许可最长 {hours} 小时",
  },
  "permit-far": {
    en: "from: a permit is applied for {days} days ahead at most",
    zh: "from：作业许可最多提前 {days} 天申请",
  },
  "permit-title": { en: "title: say what work is done", zh: "title：请填写作业内容" },
  "response-by-form": {
    en: "kind: a response plan is opened by POST /api/v1/safety/responses",
    zh: "kind：应急预案请用 POST /api/v1/safety/responses 打开",
  },
  "permit-by-form": {
    en: "kind: a permit is applied for by POST /api/v1/safety/permits",
    zh: "kind：作业许可请用 POST /api/v1/safety/permits 申请",
  },
  "permit-too-many": {
    en: "more than {most} permits match; take a shorter time",
    zh: "符合的作业许可超过 {most} 份，请缩短时间",
  },
  "safety-paper-long": {
    en: "more than {most} records match; take the table, or a shorter time",
    zh: "符合的记录超过 {most} 条，请导出表格或缩短时间",
  },
  "response-plan-unknown": { en: "the register has no plan {id}", zh: "清单中没有预案 {id}" },
  "response-unknown": { en: "there is no response {id}", zh: "没有应急处置 {id}" },
  "response-ways": {
    en: "computed ways are for who leads the response; start it first",
    zh: "计算路线供现场指挥使用，请先开始该处置",
  },
  "response-ended": { en: "the response has ended; nobody is checked in", zh: "应急处置已结束，不再签到" },
  "muster-off": {
    en: "safety.people.muster is off; the plant states its four facts to switch it on",
    zh: "safety.people.muster 未开启；工厂写明四项事实后才能开启",
  },
  "muster-many": {
    en: "people: {most} at most, this record has {count}",
    zh: "people：最多 {most} 人，该名单有 {count} 人",
  },
  "muster-twice": {
    en: "people: two have the same id; give each person once",
    zh: "people：有重复的 id，每人只写一次",
  },
  "muster-full": { en: "a response takes {most} check-ins", zh: "一次应急处置最多签到 {most} 人次" },
  "permit-unknown": { en: "there is no permit {id}", zh: "没有作业许可 {id}" },
  "picture-none": {
    en: "This edge keeps no pictures.",
    zh: "本边缘端不保存照片。",
  },
  "picture-large": {
    en: "the picture has more than 2,097,152 bytes (2 MiB); make it smaller and send it again",
    zh: "照片超过 2,097,152 字节（2 MiB）；请缩小后重新发送",
  },
  "picture-body": {
    en: "a picture may have 2,097,152 bytes (2 MiB) and 40 million pixels at most; make it smaller and send it again",
    zh: "照片最多 2,097,152 字节（2 MiB）、4000 万像素；请缩小后重新发送",
  },
  "picture-kind": {
    en: "send the picture itself, as image/jpeg, image/png or image/webp, with 2,097,152 bytes (2 MiB) at most",
    zh: "请直接发送照片本身（image/jpeg、image/png 或 image/webp），最多 2,097,152 字节（2 MiB）",
  },
  "picture-strange": {
    en: "it is no whole still picture of the kinds JPEG, PNG or WebP",
    zh: "不是完整的 JPEG、PNG 或 WebP 静态图片",
  },
  "picture-pixels": {
    en: "the picture must have 1 to 40 million pixels; make it smaller and send it again",
    zh: "图片须为 1 至 4000 万像素；请缩小后重新发送",
  },
  "picture-deleted-before": {
    en: "this picture was deleted and is not stored again; take another one",
    zh: "该照片已被删除，不再保存；请重新拍摄",
  },
  "picture-full": {
    en:
      "there is no room for further pictures, and none is dropped for it; an engineer raises " +
      "`safety.pictures.mostMiB`, or an admin deletes pictures",
    zh: "照片存储空间已满，不会为新照片删除旧照片；请工程师提高 `safety.pictures.mostMiB`，或请管理员删除照片",
  },
  "picture-unknown": {
    en: "there is no picture {id}; it may have waited too long: send it again",
    zh: "没有照片 {id}，可能等待过久，请重新发送",
  },
  "picture-deleted": {
    en: "the picture was deleted on {at} by {by}: {why}",
    zh: "照片已于 {at} 由 {by} 删除：{why}",
  },
  "picture-unreadable": {
    en: "the picture {id} cannot be read",
    zh: "照片 {id} 无法读取",
  },
  "picture-many": {
    en: "pictures: one record has {most} at most",
    zh: "pictures：每条记录最多 {most} 张照片",
  },
  "inspection-unchecked": {
    en: "say why each item that was not checked could not be",
    zh: "无法检查的检查项请说明原因",
  },
  "permit-check-undone": {
    en: "a check of the list was not done",
    zh: "有检查项未检查，不能开始作业",
  },
  "act-picture-off": {
    en:
      "pictures of unsafe acts are off: `safety.vision.keepPictures`, the four facts of `safety.people.unsafeActs` " +
      "and `personal.evidenceDays` switch them on",
    zh: "不安全行为图片未开启：须开启 `safety.vision.keepPictures`、写明 `safety.people.unsafeActs` 的四项事实并设置 `personal.evidenceDays`",
  },
  "act-picture-no-alert": {
    en: "no alert stands for this event, so no picture of it is kept",
    zh: "该事件没有现行报警，因此不保存其图片",
  },
  "act-picture-full": {
    en: "{most} pictures of unsafe acts are kept; none is dropped for another",
    zh: "已保存 {most} 张不安全行为图片，不会为新图片删除旧图片",
  },
  "act-picture-none": {
    en: "no picture is kept with this alert: none was sent, or its time is over",
    zh: "该报警没有保存的图片：未发送，或已过保存期",
  },
  "act-picture-unreadable": {
    en: "the file of this picture cannot be read",
    zh: "该报警的图片无法读取",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
