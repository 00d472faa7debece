/** Work items that came from findings about components, with what people said. */
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { Evidence } from "../../../edge/contracts/records/evidence.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";
import { LI, S, T0, WORK } from "./work.ts";

const TEXT = { zh: "量", en: "quantity" };

/** Evidence of the health follower, of this many decades. */
export function evidenceOf(watch: string | undefined, strength: number): Evidence {
  const facts = { tag: 0 as TagRef, detector: "health", component: "spindle", why: TEXT };
  return { ...facts, tailProbability: 10 ** -strength, ...(watch === undefined ? {} : { watch }) };
}

/** Fields that a test varies. */
export interface Judged {
  /** Seconds after T0 at which the work was finished. */
  readonly second: number;
  readonly verdict?: WorkAct["verdict"];
  readonly foundKind?: string;
  readonly evidence?: readonly Evidence[];
  readonly assetUid?: string;
}

/** Finished work on a finding that a watch of the spindle raised with 9.5 decades. */
export function judged({ second, verdict, foundKind, evidence, assetUid = "urn:a" }: Judged): WorkItem {
  const act = (kind: WorkAct["kind"], more: Partial<WorkAct> = {}): WorkAct => ({
    kind,
    actUid: `${kind}-${second}`,
    at: T0 + second * S,
    by: LI,
    ...more,
  });
  const said = { ...(verdict === undefined ? {} : { verdict }), ...(foundKind === undefined ? {} : { foundKind }) };
  return {
    ...WORK,
    kind: "maintenance",
    itemUid: `w-${second}`,
    about: { assetUid: assetUid as AssetUid },
    evidence: evidence ?? [evidenceOf("spindle/level", 9.5)],
    hypotheses: [
      { kind: "bearing-wear", p: 0.6 },
      { kind: "imbalance", p: 0.4 },
    ],
    reportedAt: T0 + second * S - S,
    acts: [act("start"), act("finish", { done: "-", ...said })],
  };
}
