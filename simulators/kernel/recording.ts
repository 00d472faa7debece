/** One recording of a machine's fast recorder: uniformly sampled channels, and the machine's state meanwhile. */
export interface Recording {
  /** Time of the last point, ms UTC. */
  readonly endMs: number;
  readonly rateHz: number;
  /** Points by channel, all of one length. */
  readonly channels: ReadonlyMap<string, Float32Array>;
  readonly rpm: number;
  readonly tool: number;
  readonly program: string;
  readonly piece: string;
}

/** A recorder built into a machine. Reading it never changes the plant. */
export interface Recorder {
  /** Part of the machine that it belongs to, such as `vibration`. */
  readonly component: string;
  readonly channels: readonly string[];
  /** The newest recording that has not been taken yet. */
  take(nowMs: number): Recording | undefined;
}
