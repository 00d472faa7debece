import { signal } from "@preact/signals";
import type { LiveRiskState } from "../../../edge/contracts/safety/live-risk.ts";
import { edgeNowMs, moment } from "./signals.ts";

/** Older answers say nothing about now: they come once a second. */
const CURRENT_MS = 3_000;

/** The newest live risk of the stream; null before the first, where the plant has none, and while the past is shown. */
export const liveRisk = signal<LiveRiskState | null>(null);
/** Changes at once when an indication begins or ends, not with every figure. */
export const standingRisk = signal("");

export function takeLiveRisk(risk: LiveRiskState | null): void {
  liveRisk.value = risk;
  standingRisk.value = (risk?.indications ?? [])
    .map(({ kind, assetUid, alertUid, zone, isUnknown }) => [kind, assetUid, alertUid, zone, isUnknown].join(" "))
    .sort()
    .join("\n");
}

/** Live risk as the page may show it now. */
export interface ShownRisk {
  readonly state: LiveRiskState;
  readonly ageMs: number;
  /** The edge does not say it any more: what stood may still stand, and nothing is known beside it. */
  readonly isOld: boolean;
}

export function shownRisk(): ShownRisk | undefined {
  const state = liveRisk.value;
  if (state === null || moment.value !== null) return undefined;
  const ageMs = Math.max(0, edgeNowMs() - state.at / 1000);
  return { state, ageMs, isOld: ageMs > CURRENT_MS };
}
