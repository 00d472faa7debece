import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** What an edge does not know of its plant for a work plan. */
export const PLANT_UNKNOWN = {
  "plant-plan-no-record": {
    en: "no piece has been seen yet; let the edge watch the plant first",
    zh: "尚无工件记录；请先让边缘端观察工厂一段时间",
  },
  "plant-plan-short": {
    en: "the record of pieces has {minutes} min, and {least} min are needed; let the edge watch the plant for longer",
    zh: "工件记录仅 {minutes} 分钟，至少需要 {least} 分钟；请让边缘端继续观察",
  },
  "plant-plan-impossible": { en: "{reason}", zh: "{reason}" },
  "plant-plan-no-orders": {
    en: "no open order is known; give a file of orders",
    zh: "没有已知的未完成订单；请提供订单文件",
  },
  "plant-plan-no-due": {
    en: "orders without a due date, planned as due in {days} days: {orders}",
    zh: "没有交期的订单，按 {days} 天后到期安排：{orders}",
  },
  "plant-plan-no-route": {
    en: "no route is known for {variants}; their orders are left out",
    zh: "{variants} 的工艺路线未知；其订单未列入",
  },
  "plant-plan-places": {
    en: "left out, because their route does not pass where they are: {pieces} pieces",
    zh: "{pieces} 个工件不在其工艺路线上；未列入",
  },
  "plant-plan-no-shifts": {
    en: "the site has no shifts; machines are planned as always open",
    zh: "未配置班次；按设备始终开放安排",
  },
  "plant-plan-out": {
    en: "{machine} is out, and how long its repairs take is not known; it is planned as working",
    zh: "{machine} 停机中，维修时长未知；按可用安排",
  },
  "plant-plan-material": {
    en: "when material arrives is not known; orders are planned as if all of it were there",
    zh: "物料到位时间未知；按物料齐备安排",
  },
  "plant-plan-many": {
    en: "the {left} open orders due last are left out: a plan has {most} orders and {operations} operations at most",
    zh: "一个计划最多 {most} 个订单、{operations} 道工序，交期最晚的 {left} 个未完成订单未列入",
  },
} as const satisfies ConfigTextTable;

export const { sentence } = configTexts(PLANT_UNKNOWN);
