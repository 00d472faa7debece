/** What followers say goes on from here: samples into the log, findings to the alert book, each once (docs/rules/follower.md, FO6). */
import type { Logger } from "pino";
import type { Finding } from "../contracts/detector.ts";
import type { FollowerOutput } from "../contracts/follower.ts";
import type { Micros } from "../contracts/sample-batch.ts";
import type { LogPosition } from "../contracts/source.ts";
import type { CommitLog } from "../historian/log/commit-log.ts";
import { Cursor } from "../historian/log/cursor.ts";

export interface OutputsOptions {
  /** Where is kept how far each follower's output went on. */
  readonly dir: string;
  readonly commitLog: Pick<CommitLog, "logUid" | "push" | "committed">;
  readonly log: Logger;
  readonly followers: readonly string[];
  onFindings(findings: readonly Finding[]): void;
  readonly now: () => Micros;
}

export class FollowerOutputs {
  readonly #options: OutputsOptions;
  /** By follower: the key of the newest output that went on. A file that is lost costs a repetition under the same keys. */
  readonly #told: ReadonlyMap<string, Cursor>;
  readonly #taken = new Map<string, LogPosition>();
  readonly #closing = new AbortController();

  private constructor(options: OutputsOptions, told: ReadonlyMap<string, Cursor>) {
    this.#options = options;
    this.#told = told;
  }

  static async open(options: OutputsOptions): Promise<FollowerOutputs> {
    const { dir, followers } = options;
    const { logUid } = options.commitLog;
    const load = async (name: string) => [name, await Cursor.load({ dir, name: `told-${name}`, logUid, settleMs: 0 }, -1)] as const;
    return new FollowerOutputs(options, new Map(await Promise.all(followers.map(load))));
  }

  /** What was taken before under this key, or a later one, is left out. */
  take(follower: string, { samples, findings }: FollowerOutput, key: LogPosition): void {
    const told = this.#told.get(follower);
    if (told === undefined || key <= Math.max(told.acknowledged, this.#taken.get(follower) ?? -1)) return;
    this.#taken.set(follower, key);
    const { commitLog, onFindings, log, now } = this.#options;
    if (findings !== undefined) onFindings(findings);
    if (samples === undefined) told.moveTo(key);
    else {
      commitLog.committed(commitLog.push({ ...samples, receivedAt: now() }), this.#closing.signal).then(
        () => told.moveTo(Math.max(key, told.acknowledged)),
        (error: unknown) => {
          if (!this.#closing.signal.aborted) log.warn({ err: error, follower }, "what a follower worked out did not reach the disk");
        },
      );
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#told.values()].map((cursor) => cursor.close()));
  }
}
