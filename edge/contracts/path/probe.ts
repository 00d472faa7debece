import type { SourceClock } from "./source-clock.ts";

/** A value that was read once, decoded as a running edge does it and shown as text. */
export interface ProbedValue {
  /** Absent where the server has no value now. */
  readonly value?: string;
  /** Name of the sample's status, such as Good. */
  readonly status: string;
  /** Why the value does not fit the tag. */
  readonly reason?: string;
}

/** Result of reading one binding now; with a `reason` it could not be read. */
export interface ProbedBinding extends Partial<ProbedValue> {
  readonly tagUid: string;
  readonly dataType?: string;
  /** UCUM code, or the server's own symbol where it has none. */
  readonly unit?: string;
  readonly revisedSamplingMs?: number;
  /** Time between its source time and now on the server's clock. */
  readonly ageMs?: number;
}

/** Whether a server keeps history of tags, so that the edge can fill gaps. */
export interface ProbedHistory {
  readonly asked: number;
  /** Number of them with history. */
  readonly kept: number;
  readonly timestamps: "both" | "source" | "server";
  /** The server's reason for the first tag without history. */
  readonly reason?: string;
}

export interface Probe {
  readonly clock: SourceClock | undefined;
  readonly bindings: readonly ProbedBinding[];
  /** Absent where no tag was found. */
  readonly history?: ProbedHistory;
}
