import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { CommitEnds } from "../../historian/log/log-options.ts";
import type { Listeners } from "../../observe/listeners.ts";

/** Content of one commit. */
interface Commit {
  readonly batches: readonly SampleBatch[];
  readonly events: readonly EdgeEvent[];
  readonly waveforms: readonly WaveformBlock[];
  readonly position: LogPosition;
  readonly ends: CommitEnds;
}

/** Called for every commit, in the order in which they were added (docs/rules/follower.md, FO9). */
export type CommitListeners = Listeners<[commit: Commit]>;
