/**
 * Passes the outputs of followers on, each once: samples to the log, findings to the alert book
 * (docs/rules/follower.md, FO6).
 */
import type { Logger } from "pino";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { FollowerOutput } from "../../contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { CommitLog } from "../log/commit-log.ts";
import { Cursor } from "../log/cursor.ts";

export interface OutputsOptions {
  /** Folder of the cursors of outputs. */
  readonly dir: string;
  readonly commitLog: Pick<CommitLog, "logUid" | "push" | "committed">;
  readonly log: Logger;
  readonly followers: readonly string[];
  /** Takes the findings at once. Resolves when their effect is on disk. */
  onFindings(findings: readonly Finding[]): Promise<void>;
  readonly now: () => Micros;
}

/** State of one follower's output. */
interface OutputState {
  /** Key of the newest output that was passed on. A lost file costs a repetition under the same keys. */
  readonly cursor: Cursor;
  taken: LogPosition;
  /** Settles when everything up to `taken` is on disk or was given up. */
  settled: Promise<void>;
}

export class FollowerOutputs {
  readonly #options: OutputsOptions;
  readonly #said: ReadonlyMap<string, OutputState>;
  readonly #closing = new AbortController();

  private constructor(options: OutputsOptions, said: ReadonlyMap<string, OutputState>) {
    this.#options = options;
    this.#said = said;
  }

  static async open(options: OutputsOptions): Promise<FollowerOutputs> {
    const { dir, followers } = options;
    const { logUid } = options.commitLog;
    const load = async (name: string): Promise<[string, OutputState]> => {
      // The name is part of the data folder's format.
      const cursor = await Cursor.load({ dir, name: `told-${name}`, logUid, settleMs: 0 }, -1);
      return [name, { cursor, taken: cursor.acknowledged, settled: Promise.resolve() }];
    };
    return new FollowerOutputs(options, new Map(await Promise.all(followers.map(load))));
  }

  /**
   * Skips outputs up to the key of the newest one taken. Resolves when everything up to this key is on disk or was
   * given up, which the log declares as a loss.
   */
  async take(follower: string, { samples, findings }: FollowerOutput, key: LogPosition): Promise<void> {
    const said = this.#said.get(follower);
    if (said === undefined) return;
    if (key <= said.taken) return await said.settled;
    said.taken = key;
    const { log, onFindings } = this.#options;
    const isOnDisk = Promise.all([
      samples === undefined ? undefined : this.#commit(samples),
      findings === undefined ? undefined : onFindings(this.#placed(findings, key)),
    ]);
    const before = said.settled;
    // In order: a key implies that all before it were passed on too.
    said.settled = isOnDisk.then(
      async () => {
        await before;
        if (!this.#closing.signal.aborted) said.cursor.moveTo(key);
      },
      async (error: unknown) => {
        await before;
        if (!this.#closing.signal.aborted)
          log.warn({ err: error, follower }, "output of a follower did not reach the disk");
      },
    );
    await said.settled;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#said.values()].map(({ cursor }) => cursor.close()));
  }

  async #commit(samples: SampleBatch): Promise<void> {
    const { commitLog, now } = this.#options;
    await commitLog.committed(commitLog.push({ ...samples, receivedAt: now() }), this.#closing.signal);
  }

  #placed(findings: readonly Finding[], position: LogPosition): readonly Finding[] {
    const { logUid: log } = this.#options.commitLog;
    return findings.map((finding, number) => ({ ...finding, saidAt: { log, position, number } }));
  }
}
