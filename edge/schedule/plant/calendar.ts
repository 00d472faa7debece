/** Entries of the table of times: one for each of these seconds. */
const SECONDS_A_CELL = 3_600;

/** A stretch of working time, whole seconds from the plan's start, `to` not in it. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * When a machine works: windows in order, the last without an end. Times are whole seconds. Each question takes a look
 * at a table and a step or two.
 */
export class WorkCalendar {
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  /** For each cell the first window that ends after the cell begins. */
  readonly #cells: Int32Array;
  /** Longest window but the last, which has no end. */
  readonly longest: number;

  /** `windows` must rise and not touch; behind the last of them, from `openFrom` on, the calendar is open for ever. */
  constructor(windows: readonly Window[], openFrom: number) {
    const before = windows.filter(({ from }) => from < openFrom);
    const all = [...before.map(({ from, to }) => ({ from, to: Math.min(to, openFrom) }))];
    const last = all.at(-1);
    this.longest = all.reduce((most, { from, to }) => Math.max(most, to - from), 0);
    if (last !== undefined && last.to === openFrom) all[all.length - 1] = { from: last.from, to: Infinity };
    else all.push({ from: openFrom, to: Infinity });
    this.#from = Float64Array.from(all, ({ from }) => from);
    this.#to = Float64Array.from(all, ({ to }) => to);
    this.#cells = new Int32Array(Math.floor(openFrom / SECONDS_A_CELL) + 1);
    let window = 0;
    for (let cell = 0; cell < this.#cells.length; cell++) {
      while ((this.#to[window] as number) <= cell * SECONDS_A_CELL) window++;
      this.#cells[cell] = window;
    }
  }

  /** The first working moment at or after a time. */
  begin(time: number): number {
    return Math.max(time, this.#from[this.#at(time)] as number);
  }

  /** When work that begins at or after a time ends, if it stops where the calendar closes. */
  end(time: number, work: number): number {
    let window = this.#at(time);
    let at = Math.max(time, this.#from[window] as number);
    let left = work;
    while (at + left > (this.#to[window] as number)) {
      left -= (this.#to[window] as number) - at;
      window++;
      at = this.#from[window] as number;
    }
    return at + left;
  }

  /** The first moment at or after a time from which work fits into one window that is open until `until` at least. */
  fit(time: number, work: number, until = 0): number {
    let window = this.#at(time);
    let at = Math.max(time, this.#from[window] as number);
    while (Math.max(at + work, until) > (this.#to[window] as number)) {
      window++;
      at = this.#from[window] as number;
    }
    return at;
  }

  /** The last moment from which so much work is done until a time. Infinitely early where there is none. */
  back(time: number, work: number): number {
    let window = this.#at(time);
    let at = time;
    let left = work;
    if (at <= (this.#from[window] as number)) at = this.#to[--window] ?? Number.NEGATIVE_INFINITY;
    while (window >= 0 && at - left < (this.#from[window] as number)) {
      left -= at - (this.#from[window] as number);
      window--;
      at = this.#to[window] ?? Number.NEGATIVE_INFINITY;
    }
    return at - left;
  }

  /** Working seconds between two times. */
  worked(from: number, to: number): number {
    let sum = 0;
    for (let window = this.#at(from); window < this.#from.length && (this.#from[window] as number) < to; window++)
      sum += Math.min(to, this.#to[window] as number) - Math.max(from, this.#from[window] as number);
    return Math.max(0, sum);
  }

  /** The first window that ends after a time. */
  #at(time: number): number {
    const cell = Math.floor(time / SECONDS_A_CELL);
    // Of what is kept, times lie before the plan's start.
    let window = cell < 0 ? 0 : (this.#cells[Math.min(cell, this.#cells.length - 1)] as number);
    while ((this.#to[window] as number) <= time) window++;
    return window;
  }
}

/** What is left of windows without other stretches. */
export function without(windows: readonly Window[], gaps: readonly Window[]): Window[] {
  let left = [...windows];
  for (const gap of gaps)
    left = left.flatMap(({ from, to }) => {
      if (gap.to <= from || gap.from >= to) return [{ from, to }];
      const parts = [];
      if (gap.from > from) parts.push({ from, to: gap.from });
      if (gap.to < to) parts.push({ from: gap.to, to });
      return parts;
    });
  return left;
}

/** Windows in order; those that touch or overlap as one. */
export function joined(windows: readonly Window[]): Window[] {
  const inOrder = [...windows].sort((a, b) => a.from - b.from);
  const result: Window[] = [];
  for (const { from, to } of inOrder) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else if (to > from) result.push({ from, to });
  }
  return result;
}
