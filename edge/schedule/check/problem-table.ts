import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** What a schedule violates: a constraint of its work plan, and what to do with an operation that was placed so. */
export const FAULTS = {
  "schedule-missing": {
    en: "order {order}, step {step}: it is not planned",
    zh: "订单 {order} 工序 {step}：未安排",
    remedy: { en: "plan it", zh: "请安排该工序" },
  },
  "schedule-cannot": {
    en: "order {order}, step {step}: {machine} cannot make it",
    zh: "订单 {order} 工序 {step}：{machine} 无法加工",
    remedy: { en: "choose a machine that can", zh: "请选择可加工的设备" },
  },
  "schedule-kept": {
    en: "order {order}, step {step}: its kept start is not kept",
    zh: "订单 {order} 工序 {step}：未保持沿用的开始时刻",
    remedy: { en: "leave it where it is", zh: "请保持其位置不变" },
  },
  "schedule-locked": {
    en: "order {order}, step {step}: its lock on {machine} at {start} is not kept",
    zh: "订单 {order} 工序 {step}：未保持锁定（{machine}，{start}）",
    remedy: { en: "lock it later, or take the lock away", zh: "请锁定到更晚的时刻，或取消锁定" },
  },
  "schedule-ends-unavailable": {
    en: "order {order}, step {step}: it ends while {machine} is not available",
    zh: "订单 {order} 工序 {step}：结束时 {machine} 不可用",
    remedy: { en: "let it end after that", zh: "请使其在该时段之后结束" },
  },
  "schedule-past": {
    en: "order {order}, step {step}: it starts before {opens}, and this plan begins then",
    zh: "订单 {order} 工序 {step}：开始早于 {opens}，而计划从该时刻起安排",
    remedy: { en: "start it later", zh: "请推迟开始" },
  },
  "schedule-past-set-up": {
    en: "order {order}, step {step}: its set-up starts before {opens}, and this plan begins then",
    zh: "订单 {order} 工序 {step}：换型开始早于 {opens}，而计划从该时刻起安排",
    remedy: { en: "start it later, so that the set-up has its time", zh: "请推迟开始，为换型留出时间" },
  },
  "schedule-release": {
    en: "order {order}, step {step}: it starts before its order is released at {until}",
    zh: "订单 {order} 工序 {step}：开始早于订单下达时刻 {until}",
    remedy: { en: "start it from then on", zh: "请在该时刻或之后开始" },
  },
  "schedule-material": {
    en: "order {order}, step {step}: it starts before its material is there at {until}",
    zh: "订单 {order} 工序 {step}：开始早于物料到位时刻 {until}",
    remedy: { en: "start it from then on", zh: "请在该时刻或之后开始" },
  },
  "schedule-not-free": {
    en: "order {order}, step {step}: {machine} is not free before {until}",
    zh: "订单 {order} 工序 {step}：{machine} 在 {until} 之前不空闲",
    remedy: { en: "start it later, or on another machine", zh: "请推迟开始，或换一台设备" },
  },
  "schedule-before": {
    en: "order {order}, step {step}: it starts before step {before} has ended and the piece is there at {until}",
    zh: "订单 {order} 工序 {step}：开始早于前序工序 {before} 结束且工件到位的时刻 {until}",
    remedy: { en: "start it later, or the step before it earlier", zh: "请推迟该工序，或提前其前序工序" },
  },
  "schedule-before-lot": {
    en: "order {order}, step {step}: it starts before the first {pieces} pieces of step {before} are there at {until}",
    zh: "订单 {order} 工序 {step}：开始早于前序工序 {before} 的首 {pieces} 件到位的时刻 {until}",
    remedy: { en: "start it later, or the step before it earlier", zh: "请推迟该工序，或提前其前序工序" },
  },
  "schedule-last-lot": {
    en: "order {order}, step {step}: the last pieces of step {before} are made at {until}, and it ends before that",
    zh: "订单 {order} 工序 {step}：前序工序 {before} 的最后一批工件到 {until} 才能加工完，而该工序结束更早",
    remedy: {
      en: "let it end then, or start the step before it earlier",
      zh: "请使其在该时刻结束，或提前其前序工序",
    },
  },
  "schedule-work": {
    en: "order {order}, step {step}: {machine} works {open} min on it instead of {work}",
    zh: "订单 {order} 工序 {step}：{machine} 只有 {open} 分钟可加工，需要 {work} 分钟",
    remedy: { en: "place it where the machine is open for long enough", zh: "请放到设备开放时间足够的时段" },
  },
  "schedule-closes": {
    en: "order {order}, step {step}: {machine} closes in between",
    zh: "订单 {order} 工序 {step}：加工中途 {machine} 停班",
    remedy: { en: "place it where the machine is open for long enough", zh: "请放到设备开放时间足够的时段" },
  },
  "schedule-unavailable": {
    en: "order {order}, step {step}: {machine} is not available from {from} to {until}",
    zh: "订单 {order} 工序 {step}：{machine} 自 {from} 至 {until} 不可用",
    remedy: { en: "place it after that, or on another machine", zh: "请放到该时段之后，或换一台设备" },
  },
  "schedule-machine": {
    en: "{machine}: order {order}, step {step} overlaps order {other}, step {otherStep}",
    zh: "{machine}：订单 {order} 工序 {step} 与订单 {other} 工序 {otherStep} 重叠",
    remedy: { en: "move one of the two", zh: "请移动其中一个" },
  },
  "schedule-set-up-overlaps": {
    en: "{machine}: set-up of order {order}, step {step} begins before order {other}, step {otherStep} has ended",
    zh: "{machine}：订单 {order} 工序 {step} 的换型早于订单 {other} 工序 {otherStep} 结束",
    remedy: { en: "leave time for the set-up between the two", zh: "请在两者之间为换型留出时间" },
  },
  "schedule-set-up-short": {
    en: "{machine}: set-up of order {order}, step {step} has {open} min of {minutes}",
    zh: "{machine}：订单 {order} 工序 {step} 的换型只有 {open} 分钟，需要 {minutes} 分钟",
    remedy: { en: "leave time for the set-up before it", zh: "请在其之前为换型留出时间" },
  },
  "schedule-set-up-early": {
    en: "{machine}: set-up of order {order}, step {step} begins before the piece is there",
    zh: "{machine}：订单 {order} 工序 {step} 的换型早于工件到位",
    remedy: { en: "start it later", zh: "请推迟开始" },
  },
  "schedule-families": {
    en: "{machine}: a batch of two families, with order {order}, step {step} and order {other}, step {otherStep}",
    zh: "{machine}：一批中有两个族（订单 {order} 工序 {step} 与订单 {other} 工序 {otherStep}）",
    remedy: { en: "give each family its own batch", zh: "请使每个族单独成批" },
  },
  "schedule-load": {
    en: "{machine}: a batch of {load} with order {order}, step {step}, which has room for {capacity}",
    zh: "{machine}：订单 {order} 工序 {step} 所在批次共 {load}，而容量为 {capacity}",
    remedy: { en: "move one of the batch", zh: "请移动该批次中的一个" },
  },
  "schedule-fixture": {
    en: "fixture {fixture}: order {order}, step {step} needs one, and {held} of {count} are held, also by {other}",
    zh: "夹具 {fixture}：订单 {order} 工序 {step} 需要时，{count} 个中的 {held} 个已被占用，包括订单 {other}",
    remedy: { en: "move one of those that hold it", zh: "请移动占用该夹具的其中一个" },
  },
  "schedule-too-soon": {
    en: "order {order}, step {step}: the steps before it cannot have ended before {until}",
    zh: "订单 {order} 工序 {step}：其前序工序最早 {until} 才能结束",
    remedy: { en: "lock it to a later moment", zh: "请锁定到更晚的时刻" },
  },
  "schedule-count": {
    en: "{planned} operations are planned instead of {expected}",
    zh: "安排了 {planned} 道工序，应为 {expected} 道",
    remedy: { en: "plan each operation once", zh: "请使每道工序恰好安排一次" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(FAULTS);
