/** Items of a log by what became of them; their sum is the position. */
export interface Counts {
  readonly samples: number;
  readonly events: number;
  /** Waveforms that are sent whole. */
  readonly waveforms: number;
  /** Items of which only a note is sent: waveforms where they are not wanted, and what is too large. */
  readonly leftOut: number;
  /** Items that were gone from the log before they could be sent. The log declares them as gaps. */
  readonly lost: number;
}

/** Types of the events that take the place of a waveform, and of an event that is too large. */
export const WAVEFORM_LEFT_OUT = "waveform.left-out";
export const EVENT_LEFT_OUT = "event.left-out";

export const NO_COUNTS: Counts = { samples: 0, events: 0, waveforms: 0, leftOut: 0, lost: 0 };

/** Whether an event stands for an item that was left out. */
export function isLeftOut({ type }: { readonly type: string }): boolean {
  return type === WAVEFORM_LEFT_OUT || type === EVENT_LEFT_OUT;
}

export function sumOf(a: Counts, b: Counts): Counts {
  return {
    samples: a.samples + b.samples,
    events: a.events + b.events,
    waveforms: a.waveforms + b.waveforms,
    leftOut: a.leftOut + b.leftOut,
    lost: a.lost + b.lost,
  };
}

/** A waveform and a note in its place are the same: what was on its way when the config changed may be counted anew. */
export function areEqual(a: Counts, b: Counts): boolean {
  return (
    a.samples === b.samples &&
    a.events === b.events &&
    a.waveforms + a.leftOut === b.waveforms + b.leftOut &&
    a.lost === b.lost
  );
}

/** Counts from outside; undefined where they are none. */
export function readCounts(value: unknown): Counts | undefined {
  // Records of versions that sent no waveforms do not count them.
  const { samples, events, waveforms = 0, leftOut, lost } = (value ?? {}) as Partial<Record<keyof Counts, unknown>>;
  const all = [samples, events, waveforms, leftOut, lost];
  return all.every((count) => Number.isSafeInteger(count) && (count as number) >= 0)
    ? ({ samples, events, waveforms, leftOut, lost } as Counts)
    : undefined;
}
