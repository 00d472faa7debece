/** Opens the store of an edge: beside the copy of its log, or in ClickHouse. */
import { join } from "node:path";
import type { SinkHealth } from "../../contracts/path/historian.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import { type EmbeddedHistorian, startHistorian } from "../../historian/embedded/start-historian.ts";
import { LiveTail } from "../../historian/live-tail.ts";
import type { MirrorLog } from "../mirror-log.ts";
import { ClickHouseStore } from "./clickhouse/clickhouse-store.ts";
import type { EdgeHistory, HubStore, HubStoreParts, StoreFigures } from "./hub-store.ts";

/** Each question waits a moment for the newest items. */
const MOST_ASKED = 8;

export async function openHubStore(parts: HubStoreParts): Promise<HubStore> {
  const { folder, mirror, config, log } = parts;
  const { store, historian } = config;
  if (store?.kind === "clickhouse") return ClickHouseStore.open({ ...parts, store });
  const dir = join(folder, "historian");
  const started = await startHistorian({ dir, commitLog: mirror, tail: new LiveTail(), config: historian, log });
  return new EmbeddedStore(started, mirror);
}

class EmbeddedStore implements HubStore {
  readonly history: EdgeHistory;
  readonly #historian: EmbeddedHistorian;
  readonly #mirror: Pick<MirrorLog, "position">;
  #samples: number | null = null;

  constructor(historian: EmbeddedHistorian, mirror: Pick<MirrorLog, "position">) {
    this.#historian = historian;
    this.#mirror = mirror;
    this.history = { historian, events: historian, replay: historian, waveforms: historian };
  }

  health(): SinkHealth {
    return this.#historian.health();
  }

  async catchUp(): Promise<boolean> {
    const { position } = this.#mirror;
    for (let asked = 0; !this.#has(position); asked++) {
      if (asked === MOST_ASKED) return false;
      // Before it answers about events its process reads on, for a moment at most.
      await this.#historian.events({ from: 0, to: 1, limit: 1 });
    }
    return true;
  }

  async figures(): Promise<StoreFigures> {
    const { state, backlogSamples } = this.#historian.health();
    if (state === "running") this.#samples = await this.#historian.count().catch(() => this.#samples);
    return { state, behind: backlogSamples, samples: this.#samples, lost: 0 };
  }

  close(): Promise<void> {
    return this.#historian.close();
  }

  #has(position: LogPosition): boolean {
    return this.#mirror.position - this.#historian.health().backlogSamples >= position;
  }
}
