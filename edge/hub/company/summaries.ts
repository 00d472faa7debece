/** The newest figures of each site, kept on disk: after a restart they are there, with their age (rule CV3). */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import type { SideChannels } from "../../contracts/fleet/side-channel.ts";
import { readSummary, type SiteSummary, SUMMARY_TOPIC, summaryIn } from "../../contracts/fleet/site-summary.ts";
import { replaceFile } from "../../store/replace-file.ts";

const FILE = "summary.json";
/** Each site is written at most this often: thousands of sites would otherwise keep a disk busy. */
const WRITE_EVERY_MS = 60_000;

export interface HeardSummary {
  readonly summary: SiteSummary;
  /** When the hub heard it, ms UTC by the hub's clock. */
  readonly heardAt: number;
}

export class Summaries {
  readonly #dir: string;
  readonly #log: Logger;
  readonly #newest: Map<string, HeardSummary>;
  readonly #writtenMs = new Map<string, number>();
  readonly #unwritten = new Set<string>();
  #refused = 0;
  #version = 0;

  /** `dataDir`: the hub's. Throws where it cannot be read. */
  constructor(dataDir: string, channels: Pick<SideChannels, "on">, log: Logger) {
    this.#dir = join(dataDir, "edges");
    this.#log = log;
    this.#newest = readAll(this.#dir, log);
    channels.on(SUMMARY_TOPIC, (edgeId, body) => this.#hear(edgeId, body));
  }

  get version(): number {
    return this.#version;
  }

  /** Messages that were no summary. */
  get refused(): number {
    return this.#refused;
  }

  of(edgeId: string): HeardSummary | undefined {
    return this.#newest.get(edgeId);
  }

  /** Writes what is due. Call it every few seconds. */
  async write(isLast = false): Promise<void> {
    const now = performance.now();
    for (const edgeId of [...this.#unwritten]) {
      const before = this.#writtenMs.get(edgeId);
      if (!isLast && before !== undefined && now - before < WRITE_EVERY_MS) continue;
      this.#unwritten.delete(edgeId);
      this.#writtenMs.set(edgeId, now);
      await this.#writeOne(edgeId);
    }
  }

  #hear(edgeId: string, body: Uint8Array): void {
    const summary = readSummary(body);
    if (summary === undefined) {
      if (this.#refused++ === 0) this.#log.warn({ edge: edgeId }, "figures of a site that this version does not know");
      return;
    }
    this.#newest.set(edgeId, { summary, heardAt: Date.now() });
    this.#unwritten.add(edgeId);
    this.#version++;
  }

  async #writeOne(edgeId: string): Promise<void> {
    try {
      await replaceFile(join(this.#dir, edgeId, FILE), `${JSON.stringify(this.#newest.get(edgeId))}\n`);
    } catch (error) {
      this.#unwritten.add(edgeId);
      this.#log.warn(
        { edge: edgeId, reason: reasonOf(error) },
        "the figures of a site cannot be written; trying again",
      );
    }
  }
}

/** A file that cannot be read is as good as none: the next summary comes within seconds. */
function readAll(dir: string, log: Logger): Map<string, HeardSummary> {
  const found = new Map<string, HeardSummary>();
  for (const edgeId of existsSync(dir) ? readdirSync(dir) : []) {
    const path = join(dir, edgeId, FILE);
    if (!existsSync(path)) continue;
    try {
      const { summary, heardAt } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
      const known = summaryIn(summary);
      if (known !== undefined && typeof heardAt === "number") found.set(edgeId, { summary: known, heardAt });
    } catch (error) {
      log.warn({ path, reason: reasonOf(error) }, "the last figures of a site cannot be read");
    }
  }
  return found;
}
