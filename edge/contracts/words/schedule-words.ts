import type { Texts } from "./texts.ts";

/** Why an operation starts when it does, and why an order is late. */
export const scheduleTexts = {
  "schedule.kept": { en: "kept from the plan before", zh: "沿用原计划" },
  "schedule.opens": { en: "can start from {until}", zh: "最早可于 {until} 开始" },
  "schedule.release": { en: "order is released at {until}", zh: "订单于 {until} 下达" },
  "schedule.material": { en: "waits for material until {until}", zh: "等待物料至 {until}" },
  "schedule.locked": { en: "locked to start at {until}", zh: "已锁定于 {until} 开始" },
  "schedule.tariff": { en: "waits for cheaper electricity until {until}", zh: "等待 {until} 后的较低电价" },
  "schedule.step": { en: "waits for step {step} until {until}", zh: "等待工序 {step} 至 {until}" },
  "schedule.first-pieces": {
    en: "waits for the first {pieces} pieces of step {step} until {until}",
    zh: "等待工序 {step} 的首 {pieces} 件至 {until}",
  },
  "schedule.last-pieces": {
    en: "its machine then waits for the last pieces of step {step}, and ends at {end}",
    zh: "之后设备等待工序 {step} 的最后一批工件，至 {end} 结束",
  },
  "schedule.transport": { en: "with {minutes} min of transport", zh: "含运输 {minutes} 分钟" },
  "schedule.machine": {
    en: "{machine} is busy with order {order}, step {step} until {until}",
    zh: "{machine} 加工订单 {order} 工序 {step} 至 {until}",
  },
  "schedule.set-up": { en: "{machine} is set up until {until}", zh: "{machine} 换型至 {until}" },
  "schedule.then-set-up": { en: "then {minutes} min of set-up", zh: "之后换型 {minutes} 分钟" },
  "schedule.fixture": {
    en: "waits for {fixture} until {until}, used by order {order}, step {step}",
    zh: "等待夹具 {fixture} 至 {until}（订单 {order} 工序 {step} 占用）",
  },
  "schedule.batch": {
    en: "starts at {until} in one batch with order {order}, step {step}",
    zh: "与订单 {order} 工序 {step} 同批于 {until} 开始",
  },
  "schedule.closed": {
    en: "{machine} is closed, or closes too soon, from {from} until {start}",
    zh: "{machine} 自 {from} 起停班或剩余时间不足，至 {start}",
  },
  "schedule.summary": {
    en: "{orders} orders, {late} late; {minutes} min of set-up; all made {end}",
    zh: "{orders} 个订单，{late} 个延期；换型 {minutes} 分钟；全部完成于 {end}",
  },
  "schedule.beyond": {
    en: "behind the horizon of the calendars, as if all machines were open then: {steps}",
    zh: "超出日历覆盖范围，按设备始终开放安排：{steps}",
  },
  "schedule.more": { en: "{count} more", zh: "另有 {count} 道" },
  "schedule.late": { en: "order {order} is {hours} h late", zh: "订单 {order} 延期 {hours} 小时" },
  "schedule.held-by": { en: "order {order}, step {step}: {reason}", zh: "订单 {order} 工序 {step}：{reason}" },
} as const satisfies Texts;
