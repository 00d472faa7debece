/** What sessions share that ask a device in turn, and whose device numbers nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import { BatchBuilder } from "../batch/builder.ts";
import { Tally } from "../batch/tally.ts";
import { type Inlet, NO_NUMBERS } from "../contracts/path/source.ts";

/** OPC UA status codes (OPC 10000-6 Annex A). */
export const Status = {
  good: 0,
  bad: 0x80000000,
  notReadable: 0x803a0000,
  outOfRange: 0x803c0000,
} as const;

/** A number that is none is Bad; an infinite one is out of range. */
export function statusOf(value: number): number {
  if (Number.isFinite(value)) return Status.good;
  return Number.isNaN(value) ? Status.bad : Status.outOfRange;
}

/**
 * Longest pause before a device is connected to anew: with the time that an answer may take, it is read again within
 * 5 s of its return.
 */
export const RETRY_WITHIN_MS = 1_500;

/** How often a tag is read: as its binding says, else as its source does, ms. */
export function periodMs({ every }: { readonly every?: number }, { pollMs }: { readonly pollMs: number }): number {
  return every ?? pollMs;
}

/** Longest sleep between two looks at what is due. */
const LOOK_AGAIN_MS = 1_000;

interface Polled<Group> {
  /** Groups may be added while they are polled. */
  readonly groups: readonly Group[];
  read(group: Group): Promise<void>;
  /** Called before each turn. */
  turn?(): Promise<void> | void;
}

/** Reads each group once in its period, one at a time, until the signal aborts. Polls missed meanwhile are skipped. */
export async function poll<Group extends { readonly everyMs: number }>(
  { groups, read, turn }: Polled<Group>,
  signal: AbortSignal,
): Promise<void> {
  const due: number[] = [];
  while (!signal.aborted) {
    await turn?.();
    while (due.length < groups.length) due.push(performance.now());
    for (const [at, group] of groups.entries()) {
      if (performance.now() < (due[at] as number)) continue;
      await read(group);
      if (signal.aborted) return;
      due[at] = Math.max((due[at] as number) + group.everyMs, performance.now());
    }
    const nextMs = Math.min(...due, performance.now() + LOOK_AGAIN_MS) - performance.now();
    await sleep(Math.max(1, nextMs), undefined, { signal }).catch(() => undefined);
  }
}

/** Runs `work`, and closes the connection when the signal aborts. The signal outlives many sessions. */
export async function closingOn(
  signal: AbortSignal,
  { close, work }: { close(): void; work(): Promise<void> },
): Promise<void> {
  signal.addEventListener("abort", close, { once: true });
  try {
    await work();
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/** Samples on their way to the log, with receipts of their counts: all there is to compare. */
export class Handover {
  readonly samples = new BatchBuilder();
  readonly #tally = new Tally();

  /** Hands over what was decoded since the last call. */
  give(inlet: Inlet): void {
    if (this.samples.length === 0) return;
    const batch = this.samples.finish(Date.now() * 1000);
    this.#tally.add(batch);
    inlet.push(batch);
    const nowMs = performance.now();
    if (this.#tally.isDue(nowMs)) inlet.receipt?.({ ...this.#tally.take(nowMs), numbers: NO_NUMBERS });
  }
}
