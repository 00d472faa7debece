/** The due list and the spare parts, as the fake edge of the viewer answers. */

import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { DueAnswer } from "../../../twin-viewer/src/data/due-api.ts";
import type { SpareAnswer, StockChangeAnswer, StockChangeAsked } from "../../../twin-viewer/src/data/spares-api.ts";

const DAY_MS = 86_400_000;
const uid = (label: string) => `urn:fake:${label.toLowerCase()}` as AssetUid;
const BEARING = { zh: "主轴轴承 7020 CD/P4A", en: "Spindle bearing 7020 CD/P4A" };
const FILTER = { zh: "冷却液滤芯 25 微米", en: "Coolant filter 25 µm" };

const PARTS = [
  { part: "FLT-CF-25", name: FILTER, minimum: 4, leadDays: 7 },
  { part: "BRG-7020", name: BEARING, minimum: 2, leadDays: 42 },
];

/** Changes of stock as the fake edge keeps them, oldest first. */
export function fakeStock(nowMs: number): StockChangeAnswer[] {
  const at = (days: number) => new Date(nowMs - days * DAY_MS).toISOString();
  const change = (
    part: string,
    more: Omit<StockChangeAnswer, "changeUid" | "part" | "itemUid">,
  ): StockChangeAnswer => ({
    changeUid: `${part} ${more.at}`,
    part,
    itemUid: null,
    ...more,
  });
  return [
    change("FLT-CF-25", { at: at(90), by: "config", delta: 2, reason: "config", onHand: 2 }),
    change("BRG-7020", { at: at(90), by: "config", delta: 2, reason: "config", onHand: 2 }),
    change("FLT-CF-25", { at: at(20), by: "li", delta: 4, reason: "delivery 4711", onHand: 6 }),
    { ...change("BRG-7020", { at: at(3), by: "wang", delta: -1, reason: "换新", onHand: 1 }), itemUid: "work-4" },
  ];
}

export function sparesOf(stock: readonly StockChangeAnswer[]): readonly SpareAnswer[] {
  return PARTS.flatMap((spare) => {
    const lastChange = stock.findLast(({ part }) => part === spare.part);
    if (lastChange === undefined) return [];
    return [{ ...spare, onHand: lastChange.onHand, isLow: lastChange.onHand < spare.minimum, lastChange }];
  });
}

/** The change that a request makes; undefined for other paths. */
export function stockChange(
  path: string,
  body: string,
  { stock, nowMs }: { readonly stock: StockChangeAnswer[]; readonly nowMs: number },
): StockChangeAnswer | undefined {
  const part = /^\/api\/v1\/spares\/([^/]+)\/changes$/.exec(path)?.[1];
  const before = stock.findLast((one) => one.part === part);
  if (before === undefined) return undefined;
  const asked = JSON.parse(body) as StockChangeAsked;
  const onHand = before.onHand + asked.delta;
  const change = { ...before, ...asked, at: new Date(nowMs).toISOString(), by: "li", itemUid: null, onHand };
  stock.push(change);
  return change;
}

export function dueOf(nowMs: number): readonly DueAnswer[] {
  const day = (days: number) => new Date(nowMs + days * DAY_MS).toISOString();
  const none: DueAnswer = {
    key: "",
    source: "plan",
    assetUid: uid("CNC-104"),
    component: null,
    title: { zh: "", en: "" },
    state: "later",
    due: { at: null, earliest: null, latest: null },
    criteria: [],
    lastDone: null,
    work: null,
    alertUid: null,
    lastsMin: null,
    responsible: null,
    parts: [],
    stop: null,
    window: null,
    noWindow: "no-plan-known",
  };
  const meter = {
    by: "hours",
    every: 1_000,
    used: 1_120,
    perDay: 17.4,
    basisDays: 28,
    unseenS: 9_000,
    unknown: null,
  } as const;
  const stop = { basis: "planned-stop", title: { zh: "周日保养停机", en: "Sunday maintenance stop" } } as const;
  return [
    {
      ...none,
      key: "plan/lathe-coolant-filter/CNC-104",
      component: "coolant",
      title: { zh: "更换冷却液滤芯", en: "Change the coolant filter" },
      state: "overdue",
      due: { at: day(-7), earliest: null, latest: null },
      criteria: [meter],
      lastDone: { at: day(-70), how: "work-item" },
      work: { itemUid: "work-1", state: "reported", due: null },
      responsible: "机修班",
      lastsMin: 45,
      parts: [{ part: "FLT-CF-25", name: FILTER, quantity: 1, onHand: 6, short: 0, arrives: null, isLate: false }],
      window: { from: day(2), to: day(2.3), ...stop },
      noWindow: null,
    },
    {
      ...none,
      key: "alert-cnc-206-1",
      source: "prediction",
      assetUid: uid("CNC-206"),
      component: "spindle/front-bearing",
      title: { zh: "主轴前轴承：外圈损伤", en: "Spindle front bearing: outer race damage" },
      state: "due",
      due: { at: day(4), earliest: day(-0.2), latest: day(11) },
      alertUid: "alert-cnc-206-1",
      parts: [{ part: "BRG-7020", name: BEARING, quantity: 2, onHand: 1, short: 1, arrives: day(42), isLate: true }],
      noWindow: "no-duration",
    },
    {
      ...none,
      key: "plan/agv-wheels/AGV-01",
      assetUid: uid("CNC-206"),
      title: { zh: "检查驱动轮与急停", en: "Inspect drive wheels and emergency stop" },
      due: { at: day(5), earliest: day(5), latest: day(5) },
      criteria: [{ ...meter, by: "calendar", every: 7, used: 2, perDay: null, basisDays: null, unseenS: 0 }],
      lastDone: { at: day(-2), how: "first-seen" },
    },
  ];
}
