/** Where a hub keeps the history of an edge: beside the copy of its log, or in ClickHouse. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { HistorianConfig } from "../../historian/embedded/config.ts";
import { type EmbeddedHistorian, startHistorian } from "../../historian/embedded/start-historian.ts";
import { LiveTail } from "../../historian/live-tail.ts";
import type { Dictionary } from "../edge-record.ts";
import type { MirrorLog } from "../mirror-log.ts";
import { ClickHouseStore } from "./clickhouse/clickhouse-store.ts";
import type { StoreConfig } from "./config.ts";

/** What the ledger says of a store. */
export interface StoreFigures {
  readonly state: string;
  /** Items of the copy that the store does not have yet. */
  readonly behind: number;
  /** Samples of this edge, one for each tag and time; null while that is not known. */
  readonly samples: number | null;
  /** Items that the copy did not have: lost at the edge, or gone before a store that was begun later. */
  readonly lost: number;
  /** Why the store takes nothing, with a remedy. */
  readonly problem?: string | undefined;
}

/** Follows the copy of an edge's log by a position of its own, and tries again by itself. */
export interface HubStore {
  /** Never rejects, and waits for no server. */
  figures(): Promise<StoreFigures>;
  /** What it has not taken yet stays in the copy. */
  close(): Promise<void>;
}

export interface HubStoreParts {
  /** Folder of the edge at the hub. */
  readonly folder: string;
  readonly edgeId: string;
  readonly site: string;
  readonly mirror: MirrorLog;
  readonly dictionary: Pick<Dictionary, "known">;
  readonly config: { readonly store?: StoreConfig | undefined; readonly historian: HistorianConfig };
  readonly log: Logger;
}

export async function openHubStore(parts: HubStoreParts): Promise<HubStore> {
  const { folder, mirror, config, log } = parts;
  const { store, historian } = config;
  if (store?.kind === "clickhouse") return ClickHouseStore.open({ ...parts, store });
  const dir = join(folder, "historian");
  return new EmbeddedStore(
    await startHistorian({ dir, commitLog: mirror, tail: new LiveTail(), config: historian, log }),
  );
}

class EmbeddedStore implements HubStore {
  readonly #historian: EmbeddedHistorian;
  #samples: number | null = null;

  constructor(historian: EmbeddedHistorian) {
    this.#historian = historian;
  }

  async figures(): Promise<StoreFigures> {
    const { state, backlogSamples } = this.#historian.health();
    if (state === "running") this.#samples = await this.#historian.count().catch(() => this.#samples);
    return { state, behind: backlogSamples, samples: this.#samples, lost: 0 };
  }

  close(): Promise<void> {
    return this.#historian.close();
  }
}
