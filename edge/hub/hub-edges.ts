/** The edges of a hub by their id: each is opened once, and one that cannot be opened harms no other. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import { NO_COUNTS } from "../fleet/wire/counts.ts";
import type { Downward, Greeting } from "../fleet/wire/greeting.ts";
import { isEdgeId } from "../fleet/wire/subjects.ts";
import { unusable } from "./admission.ts";
import type { HubConfig } from "./config.ts";
import type { HubEdge } from "./hub-edge.ts";
import { type Ledger, NO_MESSAGES, readLedger, writeLedger } from "./ledger.ts";
import { openHubEdge } from "./open-hub-edge.ts";

/** What could not be opened is tried again after this time, so that messages of such an edge cost nothing. */
const TRY_AGAIN_MS = 5_000;

export interface HubEdgesParts {
  readonly config: HubConfig;
  readonly dataDir: string;
  readonly log: Logger;
  say(edgeId: string, message: Downward): void;
}

interface Broken {
  readonly reason: string;
  readonly atMs: number;
}

export class HubEdges {
  readonly #parts: HubEdgesParts;
  readonly #folder: string;
  readonly #edges = new Map<string, HubEdge>();
  /** Edges that are being opened. */
  readonly #opening = new Map<string, Promise<HubEdge | undefined>>();
  readonly #broken = new Map<string, Broken>();

  /** Throws EdgeError where the data folder cannot be made. */
  constructor(parts: HubEdgesParts) {
    this.#parts = parts;
    this.#folder = join(parts.dataDir, "edges");
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Ids of the edges that have a folder here. */
  get ids(): string[] {
    return readdirSync(this.#folder).filter(isEdgeId);
  }

  /** Edges that are open. */
  get open(): ReadonlyMap<string, HubEdge> {
    return this.#edges;
  }

  /** The edge's part; undefined where nothing is of it and it has not greeted. Rejects where it cannot be used. */
  async edge(id: string, greeting?: Greeting): Promise<HubEdge | undefined> {
    const known = this.#edges.get(id);
    if (known !== undefined) return known;
    const underWay = this.#opening.get(id);
    if (underWay !== undefined) {
      const edge = await underWay.catch(() => undefined);
      return edge ?? (greeting === undefined ? undefined : this.edge(id, greeting));
    }
    const folder = join(this.#folder, id);
    if (greeting === undefined && !existsSync(folder)) return undefined;
    const opening = this.#opened(id, folder, greeting);
    this.#opening.set(id, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(id);
    }
  }

  /** The same; undefined also where it cannot be used, or could not a moment ago. */
  async edgeOrNone(id: string): Promise<HubEdge | undefined> {
    const broken = this.#broken.get(id);
    if (broken !== undefined && performance.now() - broken.atMs < TRY_AGAIN_MS) return undefined;
    return this.edge(id).catch(() => undefined);
  }

  /** Answers a greeting, with the reason where the edge cannot be used. */
  async greet(id: string, greeting: Greeting): Promise<Downward | undefined> {
    try {
      return await (await this.edge(id, greeting))?.greet(greeting);
    } catch (error) {
      const reason = this.#broken.get(id)?.reason;
      if (reason === undefined) throw error;
      return { kind: "refused", run: greeting.starts.at(-1)?.run ?? "", ...unusable(reason) };
    }
  }

  /** Closes edges that are no longer of this hub. */
  async keepOnly(isOwn: (id: string) => boolean): Promise<void> {
    for (const id of this.#broken.keys()) if (!isOwn(id)) this.#broken.delete(id);
    for (const [id, edge] of this.#edges) {
      if (isOwn(id)) continue;
      this.#edges.delete(id);
      await edge.close();
    }
  }

  /** What is known of each edge, also of those that cannot be used. */
  ledgers(): Ledger[] {
    const broken = [...this.#broken].map(([id, { reason }]) => this.#brokenLedger(id, reason));
    return [...[...this.#edges.values()].map((edge) => edge.ledger()), ...broken];
  }

  /** Rejects with the first failure, once each has been tried: one that cannot be written holds up no other. */
  async writeLedgers(): Promise<void> {
    const failures: unknown[] = [];
    for (const edge of this.#edges.values()) await edge.writeLedger().catch((error: unknown) => failures.push(error));
    for (const [id, { reason }] of this.#broken)
      if (existsSync(join(this.#folder, id)))
        await writeLedger(join(this.#folder, id), this.#brokenLedger(id, reason)).catch(() => undefined);
    if (failures.length > 0) throw failures[0];
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    for (const edge of this.#edges.values()) await edge.close();
    this.#edges.clear();
  }

  async #opened(id: string, folder: string, greeting: Greeting | undefined): Promise<HubEdge | undefined> {
    const { config, log, say } = this.#parts;
    try {
      const parts = { folder, config, log: log.child({ edge: id }), say: (message: Downward) => say(id, message) };
      const edge = await openHubEdge(parts, greeting);
      if (edge !== undefined) this.#edges.set(id, edge);
      this.#broken.delete(id);
      return edge;
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#broken.get(id)?.reason !== reason)
        log.error({ edge: id, reason }, "what the hub has of an edge cannot be used");
      this.#broken.set(id, { reason, atMs: performance.now() });
      throw error;
    }
  }

  /** What was last known of an edge, with the reason why it cannot be used. */
  #brokenLedger(id: string, problem: string): Ledger {
    const none = { position: 0, counts: NO_COUNTS };
    return {
      ...(readLedger(join(this.#folder, id)) ?? {
        edgeId: id,
        site: "",
        edge: none,
        hub: none,
        miscounted: 0,
        messages: NO_MESSAGES,
        retiredUnread: 0,
        live: null,
        heardAt: 0,
        refused: null,
      }),
      store: { state: "stopped", behind: 0, samples: null },
      at: Date.now(),
      problem,
    };
  }
}
