/** Share of the plant with live data, and the lost sources: for header, banner and figures when data fail. */
import type { SourceStanding } from "../../../edge/contracts/path/health.ts";
import type { LinkState } from "../../../edge/contracts/path/twin.ts";
import type { AssetUid, Tag } from "../../../edge/contracts/plant/tag.ts";
import { countByLink, type Inputs, inputsOf, linksByRef } from "../../../edge/contracts/production/inputs.ts";
import { causeWords, loadCauseWords } from "../i18n/causes-later.ts";
import { mustSignIn } from "./account.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";
import { connection, plantFailure } from "./signals.ts";

/** State of the page as a whole. `partial`, `none`: the edge answers, some or all sources do not. */
export type Standing = "signed-out" | "connecting" | "gone" | "none" | "partial" | "live";

export interface Liveness {
  readonly standing: Standing;
  /**
   * Share of the source tags with a live link, whole per cent: 100 only when all are live, 0 only when none is.
   */
  readonly percent: number;
}

/** The badge of the page. Before the edge has listed its tags it claims nothing. */
export function livenessOf(mirror: Mirror): Liveness {
  if (mustSignIn.value) return { standing: "signed-out", percent: 0 };
  const { state } = connection.value;
  if (state === "gone" || plantFailure.value !== null) return { standing: "gone", percent: 0 };
  const { live, total } = mirror.heard();
  if (state !== "open" || !mirror.knowsLinks) return { standing: "connecting", percent: 0 };
  const percent = wholePercent(live, total);
  return { standing: total === 0 || live === total ? "live" : live === 0 ? "none" : "partial", percent };
}

/** Rounding must not turn "some" into "all" or "none". */
export function wholePercent(part: number, whole: number): number {
  if (part >= whole) return 100;
  if (part <= 0) return 0;
  return Math.min(99, Math.max(1, Math.round((100 * part) / whole)));
}

/** Sources without data that have the same cause. */
export interface Loss {
  readonly sources: readonly string[];
  /** In the edge's words; empty when unknown. */
  readonly reason: string;
  /** Oldest last data among them, milliseconds of the edge's clock; undefined without any. */
  readonly sinceMs: number | undefined;
}

/** Sources that are not connected, or whose links are all silent. A source that has not connected yet is not a loss. */
export function lossesOf(
  sources: readonly SourceStanding[],
  links: readonly LinkState[],
  nowMs: number,
): readonly Loss[] {
  const linksOf = Map.groupBy(links, ({ source }) => source);
  const losses = new Map<string, { sources: string[]; reason: string; sinceMs: number | undefined }>();
  for (const { name, state, since, reason } of sources) {
    const own = linksOf.get(name) ?? [];
    const isSilent = own.length > 0 && own.every(({ live }) => !live);
    const isDown = state === "degraded" || state === "failed" || state === "stopped";
    const wasHeard = own.some(({ ageMs }) => ageMs !== undefined);
    if (!isDown && !(isSilent && wasHeard)) continue;
    const why = reason ?? own.find((link) => link.reason !== undefined)?.reason ?? "";
    const ages = own.flatMap(({ ageMs }) => ageMs ?? []);
    const heardMs = ages.length === 0 ? undefined : nowMs - Math.max(...ages);
    const sinceMs = heardMs ?? (isDown ? since : undefined);
    const key = likenessOf(why);
    const loss = losses.get(key);
    if (loss === undefined) losses.set(key, { sources: [name], reason: why, sinceMs });
    else {
      loss.sources.push(name);
      if (sinceMs !== undefined) loss.sinceMs = Math.min(loss.sinceMs ?? sinceMs, sinceMs);
    }
  }
  return [...losses.values()].sort((a, b) => b.sources.length - a.sources.length);
}

/**
 * Groups sources with one cause, whatever their addresses; texts of an unknown cause are compared without addresses
 * and numbers.
 */
function likenessOf(reason: string): string {
  const words = causeWords.value;
  if (words === undefined) void loadCauseWords();
  const code = words?.causeOf(reason).code ?? "said";
  return code === "said" || code === "unexpected" ? reason.replace(/\S+:\/\/\S+|[\d.:]+/g, "").trim() : code;
}

/** State of the inputs of a figure; undefined without any tag. */
export function heardOf(tags: readonly Tag[], mirror: Mirror, nowMs: number): Inputs | undefined {
  if (!mirror.reachable)
    return tags.length === 0 ? undefined : { liveShare: 0, staleSince: connection.value.heardMs * 1000 };
  return inputsOf(countByLink(tags), linksByRef(mirror.links()), nowMs * 1000);
}

/** One tag of each asset represents its link. */
export function tagsStandingFor(index: PlantIndex, assets: Iterable<AssetUid>): readonly Tag[] {
  return [...assets].flatMap((uid) => index.tagsOf(uid).find(({ isDerived }) => isDerived !== true) ?? []);
}
