/** Items of a log by what became of them; their sum is the position. */
export interface Counts {
  readonly samples: number;
  readonly events: number;
  /** Waveforms, of which only a note is sent. */
  readonly leftOut: number;
  /** Items that were gone from the log before they could be sent. The log declares them as gaps. */
  readonly lost: number;
}

/** Type of the event that takes the place of a waveform. */
export const WAVEFORM_LEFT_OUT = "waveform.left-out";

export const NO_COUNTS: Counts = { samples: 0, events: 0, leftOut: 0, lost: 0 };

export function sumOf(a: Counts, b: Counts): Counts {
  return {
    samples: a.samples + b.samples,
    events: a.events + b.events,
    leftOut: a.leftOut + b.leftOut,
    lost: a.lost + b.lost,
  };
}

export function areEqual(a: Counts, b: Counts): boolean {
  return a.samples === b.samples && a.events === b.events && a.leftOut === b.leftOut && a.lost === b.lost;
}

/** Counts from outside; undefined where they are none. */
export function readCounts(value: unknown): Counts | undefined {
  const { samples, events, leftOut, lost } = (value ?? {}) as Partial<Record<keyof Counts, unknown>>;
  return [samples, events, leftOut, lost].every((count) => Number.isSafeInteger(count) && (count as number) >= 0)
    ? ({ samples, events, leftOut, lost } as Counts)
    : undefined;
}
