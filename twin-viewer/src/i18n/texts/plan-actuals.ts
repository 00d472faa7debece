import type { Texts } from "../texts.ts";

/** What became of the operations of a schedule. */
export const planActualsTexts = {
  "actual.show": { en: "What happened", zh: "实际情况" },
  "actual.up-to": { en: "What happened is known up to {time}.", zh: "实际情况已知至 {time}。" },
  "actual.failed": { en: "What happened is not known: {reason}", zh: "无法得知实际情况：{reason}" },
  "actual.doubt-gap": {
    en: "Reports of {source} were lost: actual starts may be earlier, and what was not seen is unknown.",
    zh: "{source} 的报告有丢失：实际开始可能更早，未见到的一律未知。",
  },
  "actual.doubt-silent": {
    en: "{source} is silent: what was not seen is unknown.",
    zh: "{source} 没有报告：未见到的一律未知。",
  },
  "actual.doubt-forgotten": {
    en: "What happened is unknown: the record does not reach back to the start of this schedule.",
    zh: "实际情况未知：记录不包含本排产开始的时间。",
  },
  "actual.doubt-foreign": {
    en: "What happened is unknown: the record of the plant has no order of this schedule.",
    zh: "实际情况未知：工厂记录中没有本排产的订单。",
  },
  "actual.start": { en: "Actual start", zh: "实际开始" },
  "actual.end": { en: "Actual end", zh: "实际结束" },
  "actual.planned-start": { en: "Planned start", zh: "计划开始" },
  "actual.planned-end": { en: "Planned end", zh: "计划结束" },
  "actual.start-by": { en: "Start, ± min", zh: "开始偏差（分钟）" },
  "actual.end-by": { en: "End, ± min", zh: "结束偏差（分钟）" },
  "actual.what": { en: "Actual", zh: "实际" },
  "actual.ahead": { en: "not due yet", zh: "尚未到期" },
  "actual.not-begun": { en: "not begun", zh: "未开始" },
  "actual.not-ended": { en: "not ended", zh: "未结束" },
  "actual.not-made": { en: "not made", zh: "未加工" },
  "actual.unknown-cell": { en: "unknown", zh: "未知" },
  "actual.end-unknown": { en: "end unknown", zh: "结束未知" },
  "actual.pieces": { en: "{pieces} of {of} {of|piece|pieces}", zh: "{pieces}/{of} 件" },
  "actual.done": {
    en: "actually {start} ({startBy} min) to {end} ({endBy} min)",
    zh: "实际 {start}（{startBy} 分钟）至 {end}（{endBy} 分钟）",
  },
  "actual.begun": { en: "begun {start} ({startBy} min), {how}", zh: "{start} 开始（{startBy} 分钟），{how}" },
  "actual.due": { en: "not begun although due ({by} min)", zh: "到期未开始（{by} 分钟）" },
  "actual.skipped": {
    en: "not made: its order was over, or none of its pieces was left",
    zh: "未加工：订单已结束，或已无剩余工件",
  },
  "actual.unknown": { en: "unknown what happened", zh: "实际情况未知" },
  "actual.elsewhere": { en: "made on {machines}", zh: "在 {machines} 上加工" },
  "actual.sign-done": { en: "Actual start and end", zh: "实际开始与结束" },
  "actual.sign-begun": { en: "Goes on", zh: "进行中" },
  "actual.sign-due": { en: "Not begun although due", zh: "到期未开始" },
  "actual.sign-skipped": { en: "Not made", zh: "未加工" },
  "actual.sign-elsewhere": { en: "On another machine", zh: "在其他设备上" },
  "actual.sign-unknown": { en: "Unknown what happened", zh: "实际情况未知" },
} as const satisfies Texts;
