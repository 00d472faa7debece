import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of a work plan: what a plant is to make, and with what. */
export const WORK_PLAN = {
  "work-plan-zone": {
    en: "there is no time zone {zone}",
    zh: "没有时区 {zone}",
    remedy: { en: "write a name such as Asia/Shanghai", zh: "请写如 Asia/Shanghai 的名称" },
  },
  "work-plan-moment": {
    en: "{text} is no moment of the calendar",
    zh: "{text} 不是有效的时刻",
    remedy: { en: "write such as 2026-12-01T06:00+08:00", zh: "请写如 2026-12-01T06:00+08:00 的时刻" },
  },
  "work-plan-day": {
    en: "{text} is no day of the calendar",
    zh: "{text} 不是有效的日期",
    remedy: { en: "write such as 2026-12-01", zh: "请写如 2026-12-01 的日期" },
  },
  "work-plan-twice": {
    en: "the {kind} {id} is given twice",
    zh: "{kind} {id} 重复",
    remedy: { en: "give each its own name, or leave one out", zh: "请使用不同的名称，或删除其中一个" },
  },
  "work-plan-unknown": {
    en: "there is no {kind} {id}",
    zh: "没有{kind} {id}",
    remedy: {
      en: "write the name of one that is in the plan, or add it there",
      zh: "请写计划中已有的名称，或在计划中添加",
    },
  },
  "work-plan-no-orders": {
    en: "there is no order to plan",
    zh: "没有待排的订单",
    remedy: {
      en: "write `orders`, or give a file of them with --orders",
      zh: "请填写 `orders`，或用 --orders 指定订单文件",
    },
  },
  "work-plan-circular": {
    en: "variant {variant}: the steps {steps} wait for each other",
    zh: "产品 {variant}：工序 {steps} 相互等待",
    remedy: { en: "take one of them out of `after`", zh: "请从 `after` 中去掉其中一个" },
  },
  "work-plan-span": {
    en: "it ends at or before its begin",
    zh: "结束不晚于开始",
    remedy: { en: "exchange the two, or correct one", zh: "请交换两者或更正其一" },
  },
  "work-plan-freeze": {
    en: "freezeUntil is before start",
    zh: "freezeUntil 早于 start",
    remedy: { en: "write a moment from start on, or leave it out", zh: "请写 start 或之后的时刻，或删除该项" },
  },
  "work-plan-closed": {
    en: "the calendar {calendar} never opens in {days} days",
    zh: "日历 {calendar} 在 {days} 天内从不开放",
    remedy: { en: "add a window, or take days out of closed", zh: "请添加时段，或从 closed 中去掉日期" },
  },
  "work-plan-window": {
    en: "order {order}, step {step}: {hours} h on {machine} fit into no window of its calendar (longest: {longest} h)",
    zh: "订单 {order} 工序 {step}：在设备 {machine} 上需 {hours} 小时，其日历最长时段仅 {longest} 小时",
    remedy: {
      en: "write interruptible: true, split the order, or name another machine",
      zh: "请写 interruptible: true、拆分订单或指定其他设备",
    },
  },
  "work-plan-load": {
    en: "order {order}, step {step}: a piece takes {size} on the batch machine {machine}, with room for {capacity}",
    zh: "订单 {order} 工序 {step}：每件在批处理设备 {machine} 上占 {size}，而容量为 {capacity}",
    remedy: { en: "correct size or capacity, or name another machine", zh: "请更正 size 或 capacity，或指定其他设备" },
  },
  "work-plan-recipe": {
    en: "family {family} takes {one} and {other} min on the batch machine {machine}, where one family shares a batch",
    zh: "族 {family} 在批处理设备 {machine} 上分别为 {one} 分钟和 {other} 分钟；同族工件共用一批",
    remedy: { en: "give both one time, or two families", zh: "请写相同的时间，或使用不同的族" },
  },
  "work-plan-batch-fixture": {
    en: "the batch machine {machine} makes it, and a step there holds no fixtures",
    zh: "该工序由批处理设备 {machine} 完成，批处理工序不能占用夹具",
    remedy: { en: "take the fixtures or the machine out", zh: "请删除夹具或该设备" },
  },
  "work-plan-horizon": {
    en: "order {order} can only begin {days} days after the start, and calendars are known for {known} days",
    zh: "订单 {order} 在开始后 {days} 天才能开工，而日历只覆盖 {known} 天",
    remedy: { en: "raise horizonDays, or leave the order out", zh: "请增大 horizonDays，或删除该订单" },
  },
  "work-plan-tariff": {
    en: "two windows of the tariff overlap on {day}",
    zh: "电价的两个时段在 {day} 重叠",
    remedy: { en: "end one where the other begins", zh: "请使一个时段在另一个开始处结束" },
  },
  "work-plan-kept": {
    en: "order {order}, step {step}: machine {machine} cannot make it",
    zh: "订单 {order} 工序 {step}：设备 {machine} 无法加工",
    remedy: { en: "write the machine that began it, or leave it out", zh: "请写实际开工的设备，或删除该项" },
  },
  "work-plan-kept-before": {
    en: "order {order}, step {step}: it is kept, but step {before} before it is not",
    zh: "订单 {order} 工序 {step}：已固定，但其前序工序 {before} 未固定",
    remedy: { en: "keep the step before it too, or leave this one out", zh: "请同时固定前序工序，或不固定此工序" },
  },
  "work-plan-lock": {
    en: "order {order}, step {step}: machine {machine} cannot make it",
    zh: "订单 {order} 工序 {step}：设备 {machine} 无法加工",
    remedy: { en: "lock it on one of {machines}", zh: "请锁定到以下设备之一：{machines}" },
  },
  "work-plan-lock-past": {
    en: "order {order}, step {step}: it is locked to a moment before {opens}, and this plan begins then",
    zh: "订单 {order} 工序 {step}：锁定时刻早于 {opens}，而计划从该时刻起安排",
    remedy: { en: "lock it to a later moment, or leave the lock out", zh: "请锁定到更晚的时刻，或取消锁定" },
  },
  "work-plan-lock-kept": {
    en: "order {order}, step {step}: it is kept from the earlier plan, so it cannot be locked elsewhere",
    zh: "订单 {order} 工序 {step}：已沿用原计划，不能锁定到别处",
    remedy: { en: "leave the lock out", zh: "请取消锁定" },
  },
  "work-plan-cells": {
    en: "the tables of set-ups take {cells} cells, and {most} at most are held",
    zh: "换型表共占 {cells} 个单元，最多 {most} 个",
    remedy: { en: "leave out pairs of families that are not made now", zh: "请删除目前不生产的族的组合" },
  },
  "work-plan-windows": {
    en: "the calendars have {windows} windows in {days} days, and {most} at most are followed",
    zh: "日历在 {days} 天内共有 {windows} 个时段，最多处理 {most} 个",
    remedy: {
      en: "lower horizonDays, or leave out calendars and windows that are not needed",
      zh: "请减小 horizonDays，或删除不需要的日历和时段",
    },
  },
  "work-plan-long": {
    en: "with order {order}, all work together could last beyond the year 9999",
    zh: "加上订单 {order}，全部工作可能持续到 9999 年以后",
    remedy: {
      en: "correct its quantity, or the minutes of its steps, of set-ups or of transport",
      zh: "请更正其数量，或工序、换型、运输的分钟数",
    },
  },
  "work-plan-units": {
    en: "{units} units of fixtures can be in use, and {most} at most are followed",
    zh: "可能占用的夹具共 {units} 个，最多跟踪 {most} 个",
    remedy: {
      en: "leave out fixtures that are never short, or plan fewer orders",
      zh: "请删除从不短缺的夹具，或减少订单",
    },
  },
  "work-plan-kept-early": {
    en: "order {order}, step {step}: it is kept from before the end of step {before}, which it follows",
    zh: "订单 {order} 工序 {step}：固定的开始早于其前序工序 {before} 的结束",
    remedy: { en: "correct one of the two times, or leave this one out", zh: "请更正其中一个时刻，或不固定此工序" },
  },
  "work-plan-kept-overlap": {
    en: "order {order}, step {step}: machine {machine} is kept for order {other}, step {otherStep} at that time",
    zh: "订单 {order} 工序 {step}：设备 {machine} 此时已固定给订单 {other} 工序 {otherStep}",
    remedy: { en: "correct one of the two times, or leave one out", zh: "请更正其中一个时刻，或不固定其中一个" },
  },
  "order-file-empty": {
    en: "the file has no order to plan; {left} are finished or cancelled",
    zh: "文件中没有待排的订单；{left} 个已完成或取消",
    remedy: { en: "export the open orders of the planning system", zh: "请从计划系统导出未完成的订单" },
  },
  "order-many": {
    en: "a plan has {most} orders at most, and here begins one more",
    zh: "一个计划最多 {most} 个订单，从此处起超出",
    remedy: { en: "give those that are due first", zh: "请只提供交期最近的订单" },
  },
  "order-table": {
    en: "the table cannot be read: {reason}",
    zh: "无法读取表格：{reason}",
    remedy: { en: "save it as CSV in UTF-8", zh: "请另存为 UTF-8 编码的 CSV" },
  },
  "order-xml": {
    en: "the operations schedule cannot be read: {reason}",
    zh: "无法读取生产调度单：{reason}",
    remedy: { en: "give well-formed XML in UTF-8", zh: "请提供 UTF-8 编码的格式良好的 XML" },
  },
  "order-columns": {
    en: "the first row names no column {names}",
    zh: "首行缺少列 {names}",
    remedy: {
      en: "name the columns order, variant, quantity, release, due, priority; the first two and due are needed",
      zh: "请用 订单、产品、数量、最早开始、交期、权重 作列名，其中订单、产品、交期必填",
    },
  },
  "order-name": {
    en: "the order has no number, or one of more than {most} characters",
    zh: "订单没有编号，或编号超过 {most} 个字符",
    remedy: { en: "give each order its number", zh: "请为每个订单写明编号" },
  },
  "order-twice": {
    en: "the order {id} is given twice; the first is in line {line}",
    zh: "订单 {id} 重复，首次出现在第 {line} 行",
    remedy: { en: "leave one out, or give it a number of its own", zh: "请删除其中一个，或使用不同的编号" },
  },
  "order-variant": {
    en: 'the plan has no variant "{variant}"',
    zh: "计划中没有产品“{variant}”",
    remedy: {
      en: "write one of the plan's variants, or add its route there",
      zh: "请写计划中的产品，或在计划中添加其工艺路线",
    },
  },
  "order-quantity": {
    en: '"{text}" is no number of pieces from 1 to {most}',
    zh: "“{text}”不是 1 至 {most} 的件数",
    remedy: { en: "write a whole number without separators", zh: "请写不带分隔符的整数" },
  },
  "order-priority": {
    en: '"{text}" is no priority',
    zh: "“{text}”不是有效的优先级",
    remedy: {
      en: "in a table, write a weight above 0; in an operations schedule, a rank from 1, the most urgent",
      zh: "表格中请写大于 0 的权重；生产调度单中请写从 1 起的等级，1 最紧急",
    },
  },
  "order-moment": {
    en: '"{text}" is no moment of the calendar',
    zh: "“{text}”不是有效的时刻",
    remedy: {
      en: "write such as 2026-12-03 14:00 by the plant's clocks, or with its offset, 2026-12-03T14:00+08:00",
      zh: "请写如 2026-12-03 14:00 的工厂当地时刻，或带时差，如 2026-12-03T14:00+08:00",
    },
  },
  "order-several": {
    en: "the request produces {variants}, and an order makes one variant",
    zh: "该请求产出 {variants}，而一个订单只做一种产品",
    remedy: { en: "give a request for each variant", zh: "请为每种产品各写一个请求" },
  },
  "order-unit": {
    en: "the quantity is in {unit}, and plans count pieces",
    zh: "数量单位为 {unit}，而计划按件计",
    remedy: { en: "give the quantity in pieces, such as in the unit C62", zh: "请按件给出数量，例如单位 C62" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(WORK_PLAN);
