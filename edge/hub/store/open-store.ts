/** Opens the store of an edge: beside the copy of its log, or in ClickHouse. */
import { join } from "node:path";
import type { SinkHealth } from "../../contracts/path/historian.ts";
import { type EmbeddedHistorian, startHistorian } from "../../historian/embedded/start-historian.ts";
import { LiveTail } from "../../historian/live-tail.ts";
import { ClickHouseStore } from "./clickhouse/clickhouse-store.ts";
import type { EdgeHistory, HubStore, HubStoreParts, StoreFigures } from "./hub-store.ts";

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
  readonly history: EdgeHistory;
  readonly #historian: EmbeddedHistorian;
  #samples: number | null = null;

  constructor(historian: EmbeddedHistorian) {
    this.#historian = historian;
    this.history = { historian, events: historian, replay: historian, waveforms: historian };
  }

  health(): SinkHealth {
    return this.#historian.health();
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
