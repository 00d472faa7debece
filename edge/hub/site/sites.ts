/** The sites that somebody looks at (rule HS10): opened at the first look, closed some time after the last one. */
import type { Logger } from "pino";
import type { Api } from "../../api/http/api.ts";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import { openSite, type Site, type SiteParts } from "./site.ts";
import { type SiteFrame, siteApi } from "./site-api.ts";

/** Each has its newest values and its connections in memory. */
const MOST_OPEN = 50;
export const UNKNOWN_SITE = "The hub has no such site.";
const FULL = "Too many sites are open. Try again when somebody has left one.";

export interface SitesOptions {
  /** What a site is opened from; undefined where the hub has nothing of the edge. */
  readonly partsOf: (edgeId: string) => Omit<SiteParts, "log"> | undefined;
  readonly frame: SiteFrame;
  readonly idleMs: number;
  readonly log: Logger;
  /** Monotonic ms. */
  readonly clock?: () => number;
}

export interface OpenSite {
  readonly site: Site;
  readonly api: Api;
}

interface Kept {
  readonly opening: Promise<OpenSite>;
  usedMs: number;
  /** Open connections that keep it. */
  held: number;
}

export class Sites {
  readonly #options: SitesOptions;
  readonly #clock: () => number;
  readonly #kept = new Map<string, Kept>();
  #closing: Promise<unknown> = Promise.resolve();

  constructor(options: SitesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Ids of those that are in memory. */
  get open(): readonly string[] {
    return [...this.#kept.keys()];
  }

  /** Rejects with EdgeError `not-found`, `unavailable` or `conflict`, with the reason for whoever looks. */
  async get(edgeId: string): Promise<OpenSite> {
    const known = this.#kept.get(edgeId);
    if (known !== undefined) {
      known.usedMs = this.#clock();
      return await known.opening;
    }
    const parts = this.#options.partsOf(edgeId);
    if (parts === undefined) throw new EdgeError("not-found", UNKNOWN_SITE);
    if (this.#kept.size >= MOST_OPEN && !this.#closeIdlest()) throw new EdgeError("unavailable", FULL);
    const kept: Kept = { opening: this.#open(edgeId, parts), usedMs: this.#clock(), held: 0 };
    this.#kept.set(edgeId, kept);
    try {
      return await kept.opening;
    } catch (error) {
      // The next look tries again.
      if (this.#kept.get(edgeId) === kept) this.#kept.delete(edgeId);
      throw error;
    }
  }

  /** Keeps an open site in memory while something is connected to it. Returns what ends that. */
  hold(edgeId: string): () => void {
    const kept = this.#kept.get(edgeId);
    if (kept === undefined) return () => undefined;
    kept.held++;
    return () => {
      kept.held--;
      kept.usedMs = this.#clock();
    };
  }

  /** Its files have changed: who looks at it connects again, and finds the new ones. */
  changed(edgeId: string): void {
    this.#close(edgeId);
  }

  /** Call it about once a second. */
  tick(): void {
    const now = this.#clock();
    for (const [edgeId, { held, usedMs }] of this.#kept)
      if (held === 0 && now - usedMs >= this.#options.idleMs) this.#close(edgeId);
  }

  async close(): Promise<void> {
    for (const edgeId of this.open) this.#close(edgeId);
    await this.#closing;
  }

  async #open(edgeId: string, parts: Omit<SiteParts, "log">): Promise<OpenSite> {
    const log = this.#options.log.child({ site: edgeId });
    const site = await openSite({ ...parts, log });
    try {
      const api = siteApi(site, this.#options.frame);
      await api.ready();
      return { site, api };
    } catch (error) {
      site.close();
      throw error;
    }
  }

  #closeIdlest(): boolean {
    const idle = [...this.#kept].filter(([, { held }]) => held === 0).sort(([, a], [, b]) => a.usedMs - b.usedMs);
    const [first] = idle[0] ?? [];
    if (first === undefined) return false;
    this.#close(first);
    return true;
  }

  #close(edgeId: string): void {
    const kept = this.#kept.get(edgeId);
    if (kept === undefined) return;
    this.#kept.delete(edgeId);
    const closing = kept.opening.then(
      async ({ site, api }) => {
        site.close();
        await api.close();
      },
      () => undefined,
    );
    this.#closing = Promise.all([
      this.#closing,
      closing.catch((error: unknown) => this.#options.log.warn({ reason: reasonOf(error) }, "a site did not close")),
    ]);
  }
}
