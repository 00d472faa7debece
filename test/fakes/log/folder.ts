import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach } from "vitest";
import { type CommitLog, openLog } from "../../../edge/historian/log/commit-log.ts";
import type { LogChunk } from "../../../edge/historian/log/log-chunk.ts";
import type { LogOptions } from "../../../edge/historian/log/log-options.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { numbered } from "../source/samples.ts";
import { FakeTags } from "../source/tags.ts";

/** A signal that never aborts. */
export const never = new AbortController().signal;

/** A fresh folder for each test of the calling file, with commit logs that are closed after the test. */
export class LogFolder {
  dir = "";
  #open: CommitLog[] = [];

  constructor() {
    beforeEach(async () => {
      this.dir = await mkdtemp(join(tmpdir(), "gemba-log-"));
    });
    afterEach(async () => {
      await Promise.all(this.#open.map((log) => log.close()));
      this.#open = [];
      await rm(this.dir, { recursive: true, force: true });
    });
  }

  async start(over: Partial<LogOptions> = {}): Promise<CommitLog> {
    const log = await openLog({
      dir: this.dir,
      edgeId: "edge-1",
      epoch: 1,
      log: pino({ level: "silent" }),
      commitMs: 1,
      tags: FakeTags.ofSize(10),
      ...over,
    });
    this.#open.push(log);
    return log;
  }

  async stop(log: CommitLog): Promise<void> {
    this.#open.splice(this.#open.indexOf(log), 1);
    await log.close();
  }

  async readAll(from = 0): Promise<LogChunk[]> {
    const reader = new LogReader(this.dir, from);
    const chunks: LogChunk[] = [];
    for (
      let chunk = await reader.read(1000, Number.POSITIVE_INFINITY);
      chunk !== undefined;
      chunk = await reader.read(1000, Number.POSITIVE_INFINITY)
    )
      chunks.push(chunk);
    await reader.close();
    return chunks;
  }

  /** Opens a log, writes `count` samples, and closes it. */
  async writeOnce(count: number): Promise<void> {
    const log = await this.start();
    await log.committed(log.push(numbered(0, count)), never);
    await this.stop(log);
  }

  async segments(): Promise<string[]> {
    return (await readdir(this.dir)).filter((name) => name.endsWith(".seg")).sort();
  }
}
