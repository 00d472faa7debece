/** One edge at a hub with its files, to which a test gives messages as they would come from the stream. */
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { pino } from "pino";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { type Counts, NO_COUNTS, sumOf } from "../../../edge/fleet/wire/counts.ts";
import { countsOf, encodeFrame, itemsOf, type Piece } from "../../../edge/fleet/wire/frame.ts";
import type { HubEdge } from "../../../edge/hub/hub-edge.ts";
import { openHubEdge } from "../../../edge/hub/open-hub-edge.ts";
import { SiteFileStore } from "../../../edge/hub/site/site-file-store.ts";
import type { StoreConfig } from "../../../edge/hub/store/config.ts";
import { fakePlant } from "../api/plant.ts";
import { fakeTag } from "../source/tags.ts";
import { until } from "./fleet.ts";

export const SITE_ID = "0190aaaa-0000-7000-8000-000000000001";
const RUN = "0123456789abcdef";
const historian = {
  answers: "embedded",
  rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 },
  maxBytes: 1e9,
  memoryLimitMb: 64,
};
export const LATHE = "urn:test:lathe:1001" as AssetUid;

export class HubSite implements AsyncDisposable {
  readonly dir: string;
  readonly edge: HubEdge;
  readonly files: SiteFileStore;
  readonly tags: readonly Tag[];
  #to = 0;
  #counts: Counts = NO_COUNTS;

  private constructor(dir: string, edge: HubEdge, size: number) {
    this.dir = dir;
    this.edge = edge;
    this.files = new SiteFileStore(join(dir, "site"), 64e6);
    this.tags = Array.from({ length: size }, (_, ref) => fakeTag(ref, { assetUid: LATHE }));
  }

  /** @param store where its history is kept; by default beside the copy of the log */
  static async make(size = 10, store?: StoreConfig): Promise<HubSite> {
    const dir = await mkdtemp(join(tmpdir(), "gemba-hub-site-"));
    const starts = [{ epoch: 1, run: RUN, position: 0 }];
    const zero = { position: 0, oldest: 0, counts: NO_COUNTS };
    const greeting = { protocol: 1, edgeId: SITE_ID, logUid: "log", site: "", starts, ...zero };
    const log = pino({ level: "silent" });
    const parts = {
      folder: dir,
      config: { logHours: 1, historian, ...(store && { store }) },
      log,
      say: () => undefined,
    };
    const edge = (await openHubEdge(parts, greeting)) as HubEdge;
    await until(
      () => edge.site.store.health().state === "running",
      () => "its store does not start",
    );
    return new HubSite(dir, edge, size);
  }

  get position(): number {
    return this.#to;
  }

  /** Puts files of the plant into force. */
  async putPlant({ at = 0, edgeId = SITE_ID, plant = this.plant(), tags = this.tags } = {}): Promise<void> {
    const link = { ref: 0 as LinkRef, name: "line/cell", source: "line" };
    const text = JSON.stringify({ version: 1, edgeId, plant, tags, links: [link] });
    const file = { name: "plant.json", ...(await this.#put(text)) };
    const list = await this.#put(JSON.stringify({ version: 1, files: [file], leftOut: [] }));
    await this.files.holds({ at, list: list.sha256 });
  }

  plant(): Plant {
    return fakePlant(
      LATHE,
      this.tags.map(({ ref }) => ref as TagRef),
    );
  }

  /** Items that come in their turn; resolves when they are in the copy of the log. */
  async send(...pieces: readonly Piece[]): Promise<void> {
    const from = this.#to;
    this.#to = pieces.reduce((sum, piece) => sum + itemsOf(piece), from);
    const data = encodeFrame({ run: RUN, from, to: this.#to, before: this.#counts }, pieces);
    this.#counts = sumOf(this.#counts, countsOf(pieces));
    await new Promise<void>((ack) => this.edge.push({ data, ack }));
  }

  /** Newest values and events ahead of history. */
  live(batches: readonly SampleBatch[], events: readonly EdgeEvent[], to: number): void {
    const pieces: Piece[] = [{ kind: "samples", batches }];
    if (events.length > 0) pieces.push({ kind: "events", events });
    const items = pieces.reduce((sum, piece) => sum + itemsOf(piece), 0);
    this.edge.hearLive(encodeFrame({ run: RUN, from: to - items, to, before: NO_COUNTS }, pieces));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.edge.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  async #put(text: string) {
    const packed = zstdCompressSync(text);
    const sha256 = createHash("sha256").update(packed).digest("hex");
    await this.files.append(sha256, packed);
    const length = Buffer.byteLength(text);
    await this.files.finish({ sha256, size: packed.length }, length);
    return { sha256, size: packed.length, length };
  }
}
