/** Recommendations of a test, and a book of them in a folder. */
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { NewAdvice } from "../../../edge/contracts/records/advice-book.ts";
import type { AdviceAct } from "../../../edge/contracts/records/recommendation.ts";
import { LI, S, T0 } from "./work.ts";

export const DAY = 86_400 * S;
export const PRESS = "urn:t:press" as AssetUid;

/** What the brief recommends about a press, valid for a day. */
export function newAdvice(key: string, more: Partial<NewAdvice> = {}): NewAdvice {
  return {
    rule: "brief/wear",
    key,
    about: { assetUid: PRESS, component: "spindle" },
    what: { zh: "主轴：可能为轴承磨损", en: "Spindle: probably bearing wear" },
    why: { zh: "剩余 10 小时", en: "10 h are left" },
    action: { zh: "准备备件", en: "Get a spare ready" },
    evidence: [],
    basis: [{ kind: "component", uid: `${PRESS}#spindle` }],
    proposedBy: { name: "brief", as: "program" },
    validUntil: T0 + DAY,
    ...more,
  };
}

let uids = 0;
export function decision(kind: AdviceAct["kind"], more: Partial<AdviceAct> = {}): AdviceAct {
  return { actUid: `act-${uids++}`, kind, at: T0 + S, by: LI, ...more };
}
