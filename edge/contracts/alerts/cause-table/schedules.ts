/** Refusals of questions about schedules (rules SD19 to SD25). */
import type { CauseRow } from "./row.ts";

export const SCHEDULE_REFUSALS = {
  "schedules-none": { en: "This edge makes no schedules.", zh: "此边缘端不做排产。" },
  "schedule-unknown": {
    en: "No schedule has this uid. GET /api/v1/schedules lists them all.",
    zh: "没有此 uid 的排产。GET /api/v1/schedules 列出全部排产。",
  },
  "schedule-from-unknown": {
    en: "No schedule has the uid in `from`. GET /api/v1/schedules lists them all.",
    zh: "没有 `from` 中 uid 的排产。GET /api/v1/schedules 列出全部排产。",
  },
  "schedules-waiting": {
    en: "{most} schedules are waiting. Try again when one of them is done.",
    zh: "已有 {most} 个排产在排队。请在其中一个完成后重试。",
  },
  "schedules-stored": {
    en: "{most} schedules are stored. Delete one that is not needed any more.",
    zh: "已保存 {most} 个排产。请删除一个不再需要的排产。",
  },
  "schedule-removed": { en: "the schedule was removed", zh: "该排产已被删除" },
  "schedule-not-made": {
    en: "This schedule is not made. Wait until its state is done, or take another.",
    zh: "该排产尚未完成。请等待其完成，或选择其他排产。",
  },
  "schedule-too-large": {
    en: "The plan has {operations} operations, and {most} at most are stored; give the orders that are due first.",
    zh: "计划共有 {operations} 道工序，最多保存 {most} 道；请只提供交期最近的订单。",
  },
  "schedule-at-early": {
    en: '"at" is before {start}, the start of that schedule; give a later moment',
    zh: "“at”早于该排产的开始 {start}；请指定更晚的时刻",
  },
  "schedule-freeze-early": {
    en: '"freezeUntil" is before "at"; give a later moment',
    zh: "“freezeUntil”早于“at”；请指定更晚的时刻",
  },
  "schedule-either": {
    en: "Give either `plan`, with `orders` if you like, or `from`.",
    zh: "请提供 `plan`（可附 `orders`）或 `from` 之一。",
  },
  "schedule-with-from": {
    en: "`at`, `freezeUntil`, `locks` and `events` go with `from`; leave them out.",
    zh: "`at`、`freezeUntil`、`locks` 和 `events` 只能与 `from` 一起使用；请删除。",
  },
  "schedule-moment": {
    en: "{place} is {text}, which is no moment; write such as 2026-12-07T06:00:00Z",
    zh: "{place} 为 {text}，不是有效的时刻；请写如 2026-12-07T06:00:00Z 的时刻",
  },
  "schedule-no-operation": {
    en: "The schedule has no operation of order {order}, step {step}; name another.",
    zh: "该排产中没有订单 {order} 的工序 {step}；请指定其他工序。",
  },
  "schedule-lock-broken": {
    en:
      "Order {order}, step {step} is locked on {machine} at {wanted}, and {found} is the first start that was found " +
      "there. Lock it later, take the lock away, or give the search more time.",
    zh:
      "订单 {order} 工序 {step} 锁定在 {machine}，{wanted} 开始，而搜索找到的最早开始为 {found}。" +
      "请锁定到更晚的时刻、取消锁定，或延长搜索时间。",
  },
  "schedule-late": {
    en: "it took more than {seconds} s. Plan fewer orders",
    zh: "用时超过 {seconds} 秒。请减少订单",
  },
  "schedule-memory": {
    en: "it needed more than {size} MiB of memory. Plan fewer orders",
    zh: "所需内存超过 {size} MiB。请减少订单",
  },
  "schedule-ended-edge": {
    en: "the edge ended {times} times while it answered. Ask again for fewer orders",
    zh: "边缘端在计算时已中止 {times} 次。请减少订单后重新提问",
  },
  "schedule-closed-span": {
    en: "Give `from` and a later `to`, such as 2026-12-07T06:00:00Z.",
    zh: "请填写 `from` 和更晚的 `to`，例如 2026-12-07T06:00:00Z。",
  },
  "schedule-unread": {
    en: "the file of this schedule cannot be read. Delete the schedule, or look at the edge's log",
    zh: "无法读取该排产的文件。请删除该排产，或查看边缘端日志",
  },
  "schedule-failed": { en: "The plan could not be made: {reason}", zh: "无法完成排产：{reason}" },
  "schedule-plant-failed": {
    en: "The plan of the plant could not be read: {reason}",
    zh: "无法读取工厂的工作计划：{reason}",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
