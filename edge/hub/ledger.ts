/** The ledger of an edge over the whole way: counted at the edge, at the hub and in the store (rule HU8). */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogPosition } from "../contracts/path/source.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { Counts } from "../fleet/wire/counts.ts";
import { replaceFile } from "../store/replace-file.ts";
import type { Outcome } from "./take-frames.ts";

const FILE = "ledger.json";

export interface Ledger {
  readonly edgeId: string;
  readonly site: string;
  /** When it was written, ms UTC. */
  readonly at: number;
  /** What the edge had counted before a message, and the hub at the same position. */
  readonly edge: { readonly position: LogPosition; readonly counts: Counts };
  readonly hub: { readonly position: LogPosition; readonly counts: Counts };
  /** Positions at which both had counted differently since the hub started. */
  readonly miscounted: number;
  /**
   * What the store has: items of the log up to a position, and samples (one for each tag and time). `lost`: items that
   * the copy did not have, because the edge lost them or the store was begun later.
   */
  readonly store: {
    readonly state: string;
    readonly behind: number;
    readonly samples: number | null;
    readonly lost?: number;
  };
  /** `dropped`: more than the hub keeps of one edge, and asked for again; absent in older files. */
  readonly messages: Readonly<Record<Outcome, number>> & { readonly dropped?: number };
  /** Of messages since the hub started; ledgers of earlier versions have none. */
  readonly bytes?: number;
  /** Items that went before they were stored. */
  readonly retiredUnread: number;
  /** Newest values and events that came ahead of history. */
  readonly live: { readonly at: number; readonly tags: number; readonly events: number } | null;
  /** Files of the site that the edge has not sent, and lists of them that the hub did not take; not in older files. */
  readonly files?: { readonly leftOut: number; readonly refusedLists: number } | null;
  /** When the edge was last heard, ms UTC. */
  readonly heardAt: number;
  /** Arrival at the edge of the newest item, ms UTC by its clock; absent in older files. */
  readonly storedTo?: number | null;
  readonly refused: { readonly at: number; readonly why: LocalizedText } | null;
  readonly problem: string | null;
}

/** Before the first message. */
export const NO_MESSAGES = { taken: 0, repeated: 0, gap: 0, damaged: 0, dropped: 0 };

export async function writeLedger(folder: string, ledger: Ledger): Promise<void> {
  await replaceFile(join(folder, FILE), `${JSON.stringify(ledger)}\n`);
}

/** The ledger of one edge as it was written last; undefined where there is none that can be read. */
export function readLedger(folder: string): Ledger | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, FILE), "utf8")) as Ledger;
  } catch {
    return undefined;
  }
}

/** The ledgers of a hub's data folder, also while no hub runs. */
export function readLedgers(dataDir: string): Ledger[] {
  const edges = join(dataDir, "edges");
  if (!existsSync(edges)) return [];
  return readdirSync(edges)
    .sort()
    .flatMap((id) => readLedger(join(edges, id)) ?? []);
}

/** Lines for people. `now`: ms UTC. */
export function ledgerText(ledger: Ledger, now: number): string {
  const { edge, hub, store, messages, live, refused, problem } = ledger;
  const ago = (at: number): string => `${((now - at) / 1000).toFixed(0)} s ago`;
  const stored = store.samples === null ? "not known" : `${store.samples} samples (one for each tag and time)`;
  const lines = [
    `${ledger.edgeId}  ${ledger.site}`,
    `  heard   ${ago(ledger.heardAt)}, written ${ago(ledger.at)}`,
    `  edge    ${countsText(edge.counts)} before ${edge.position}`,
    `  hub     ${countsText(hub.counts)} before ${hub.position}; differences: ${ledger.miscounted}`,
    `  store   ${stored}; ${store.state}, ${store.behind} items behind; gone unread: ${ledger.retiredUnread}` +
      ((store.lost ?? 0) === 0 ? "" : `; not in the copy: ${store.lost}`),
    `  taken   ${messages.taken} messages, ${messages.repeated} repeated, ${messages.gap} after a gap, ` +
      `${messages.damaged} damaged, ${messages.dropped ?? 0} too many at once`,
  ];
  if (live !== null) lines.push(`  live    ${live.tags} tags, ${live.events} events ahead of history, ${ago(live.at)}`);
  const { leftOut = 0, refusedLists = 0 } = ledger.files ?? {};
  if (leftOut + refusedLists > 0) lines.push(`  files   ${leftOut} not sent; lists not taken: ${refusedLists}`);
  if (refused !== null) lines.push(`  refused ${ago(refused.at)}: ${refused.why.en}`);
  if (problem !== null) lines.push(`  problem ${problem}`);
  return lines.join("\n");
}

function countsText({ samples, events, waveforms, leftOut, lost }: Counts): string {
  return `${samples} samples, ${events} events, ${waveforms} waveforms, ${leftOut} left out, ${lost} lost`;
}
