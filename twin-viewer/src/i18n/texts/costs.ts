import type { Texts } from "../texts.ts";

/** Cost of quality and energy. */
export const costTexts = {
  "costs.title": { en: "Cost of quality and energy", zh: "质量与能源成本" },
  "costs.table": { en: "Table of costs", zh: "成本表" },
  "costs.by": { en: "by", zh: "按" },
  "costs.by-operation": { en: "operation", zh: "工序" },
  "costs.by-station": { en: "station", zh: "工位" },
  "costs.by-variant": { en: "variant", zh: "型号" },
  "costs.by-order": { en: "order", zh: "订单" },
  "costs.by-day": { en: "day", zh: "日期" },
  "costs.span": {
    en: "Last {days} days, {currency}, by the rates and tariffs of the config",
    zh: "最近 {days} 天，{currency}，按配置的费率和电价等价格",
  },
  "costs.none": { en: "No completed piece in this time.", zh: "此期间没有完工的工件。" },
  "costs.name": { en: "Of", zh: "对象" },
  "costs.good": { en: "Good", zh: "合格" },
  "costs.scrap": { en: "Scrap", zh: "报废" },
  "costs.rework": { en: "Rework", zh: "返修" },
  "costs.inspection": { en: "Inspection", zh: "检验" },
  "costs.energy": { en: "Energy", zh: "能源" },
  "costs.co2": { en: "CO₂", zh: "CO₂" },
  "costs.per-good": { en: "Per good piece", zh: "每合格件" },
  "costs.quality-part": { en: "quality", zh: "质量" },
  "costs.energy-part": { en: "energy", zh: "能源" },
  "costs.parts": { en: "quality {quality}, energy {energy}", zh: "质量 {quality}，能源 {energy}" },
  "costs.of-good": { en: "{kg} kg each", zh: "每件 {kg} kg" },
  "costs.pieces": { en: "({count} pcs)", zh: "（{count} 件）" },
  "costs.total": { en: "Total", zh: "合计" },
  "costs.unnamed": { en: "not reported", zh: "未上报" },
  "costs.more": { en: "{count} more are not listed.", zh: "另有 {count} 项未列出。" },
  "costs.untimed": {
    en: "The begin of {count} {count|completion|completions} was not reported: their hourly rate is missing.",
    zh: "{count} 次完工未上报开工时间，缺少其小时费率。",
  },
  "costs.unrated": {
    en: "{count} {count|completion|completions} at stations without a rate.",
    zh: "{count} 次完工所在工位没有费率。",
  },
  "costs.standing": {
    en: "Not in the rows: idle, set-up and unmetered energy of the stations, {cost} {currency} ({kWh} kWh).",
    zh: "各行之外：工位待机、换型和未计量的能源 {cost} {currency}（{kWh} kWh）。",
  },
  "costs.energy-parts": {
    en:
      "Of the energy, {rework} {currency} went into rework and repeated steps, " +
      "{inspection} {currency} into inspection.",
    zh: "其中返修和重复加工的能源 {rework} {currency}，检验的能源 {inspection} {currency}。",
  },
  "costs.unpriced": { en: "Without a price in the config: {media}.", zh: "配置中没有价格：{media}。" },
  "costs.without-co2": { en: "Without a CO₂ factor: {media}.", zh: "没有 CO₂ 因子：{media}。" },
  "costs.closed-until": {
    en: "Energy is shared out up to {time}; pieces finished later have none yet.",
    zh: "能源已分摊至 {time}；之后完工的工件尚无能耗。",
  },
  "costs.per-value": {
    en: "Energy per output value: {kWh} kWh per 1,000 {currency} (value by the config).",
    zh: "单位产值能耗：每千 {currency} {kWh} kWh（产值按配置）。",
  },
  "costs.no-meters": {
    en: "This edge reads no meters: there is no energy here.",
    zh: "本系统未读取计量表，因此没有能源成本。",
  },
  "costs.too-long": { en: "Energy is given for 93 days at most.", zh: "能源最多给出 93 天。" },
  "costs.unavailable": {
    en: "The energy book does not answer: energy is missing here.",
    zh: "能源账暂无应答，此处缺少能源。",
  },
  "costs.open-pieces": { en: "Pieces of {name}", zh: "{name} 的工件" },
  "costs.pieces-title": {
    en: "Pieces of {name}, the dearest by energy first (100 at most)",
    zh: "{name} 的工件，按能源成本从高到低（最多 100 件）",
  },
  "costs.pieces-none": { en: "No piece with energy in this time.", zh: "此期间没有已分摊能耗的工件。" },
  "costs.pieces-table": { en: "Table of pieces", zh: "工件表" },
  "costs.piece": { en: "Piece", zh: "工件" },
  "costs.variant": { en: "Variant", zh: "型号" },
  "costs.order": { en: "Order", zh: "订单" },
  "costs.steps": { en: "Steps", zh: "工步" },
  "costs.cost": { en: "Cost", zh: "成本" },
  "costs.medium-electricity": { en: "electricity", zh: "电" },
  "costs.medium-natural-gas": { en: "natural gas", zh: "天然气" },
  "costs.medium-compressed-air": { en: "compressed air", zh: "压缩空气" },
  "costs.medium-water": { en: "water", zh: "水" },
  "costs.and": { en: ", ", zh: "、" },
  "costs.finished": { en: "Finished", zh: "完工" },
} as const satisfies Texts;
