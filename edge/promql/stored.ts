/** What a tag held over a time, from the historian (PQ4, PQ5 in docs/rules/prometheus.md). */
import { EdgeError } from "../contracts/errors.ts";
import {
  type HistorianReader,
  QUALITY,
  type Resolution,
  type TrendColumns,
  type TrendGrid,
} from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Tag } from "../contracts/plant/tag.ts";
import type { Input } from "../explore/expressions.ts";
import { storedInputs } from "../explore/stored-inputs.ts";

/** Every sample is read up to this range, and up to this sum of the ranges of all series; beyond, roll-ups. */
const MOST_RAW_US = 26 * 3600e6;
const MOST_RAW_SUM_US = 20 * MOST_RAW_US;
/** Samples of the tags of one question, and of a whole query. */
const MOST_AT_ONCE = 500_000;
const MOST_SAMPLES = 2_000_000;
/** Columns of one tag, and of all tags in one question to the historian. */
const MOST_COLUMNS = 4_000;
const MOST_CELLS = 200_000;
/** Most tags in one question about the values that held at a time. */
const AT_ONCE = 20;
/** Columns in the shortest time that matters: a window may begin and end within one. */
const FINER = 60;

/** A tag's values in order of time; NaN: not known from there on. */
export interface Stored {
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Lowest, highest and mean value of a column of roll-ups; the values themselves where each is one sample. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mean: Float64Array;
  /** When each column began; of samples their own times. */
  readonly began: Float64Array;
  /** The first one is the value that held at the beginning, not a sample. */
  readonly isHeldFirst: boolean;
  readonly resolution: Resolution;
}

export interface StoredRange {
  readonly from: Micros;
  /** Inclusive. */
  readonly to: Micros;
  /** The shortest time that matters, µs: a step or a window. */
  readonly finest: Micros;
}

type History = Pick<HistorianReader, "raw" | "aligned" | "trends">;

/** Reads for one query, within its bounds. */
export class StoredReader {
  readonly #historian: History;
  #samples = 0;
  /** Resolutions that answers came from. */
  readonly resolutions = new Set<Resolution>();

  constructor(historian: History) {
    this.#historian = historian;
  }

  /** In the order of the tags. Throws EdgeError `bad-request` at the bounds, `unavailable`. */
  async read(tags: readonly Tag[], range: StoredRange): Promise<readonly Stored[]> {
    if (tags.length === 0) return [];
    const length = range.to - range.from;
    const isShort = length <= MOST_RAW_US && tags.length * length <= MOST_RAW_SUM_US;
    const all = isShort ? await this.#samplesOf(tags, range) : undefined;
    return all ?? (await this.#columnsOf(tags, range));
  }

  /** Undefined where the tags of one question have too many samples. */
  async #samplesOf(tags: readonly Tag[], { from, to }: StoredRange): Promise<readonly Stored[] | undefined> {
    const inputs: Input[] = [];
    for (let first = 0; first < tags.length; first += AT_ONCE) {
      const some = tags.slice(first, first + AT_ONCE);
      const read = await storedInputs(this.#historian, some, { from, to: to + 1, most: MOST_AT_ONCE });
      if (read === undefined) return undefined;
      inputs.push(...read);
    }
    this.resolutions.add("samples");
    return inputs.map(({ held, rows }): Stored => {
      this.#samples += rows.length;
      if (this.#samples > MOST_SAMPLES)
        throw new EdgeError(
          "bad-request",
          `the query reads more than ${MOST_SAMPLES} samples; take fewer series or less time`,
        );
      const isHeldFirst = Number.isFinite(held) && rows.times[0] !== from;
      const before = isHeldFirst ? 1 : 0;
      const times = new Float64Array(rows.length + before);
      const values = new Float64Array(rows.length + before);
      if (isHeldFirst) [times[0], values[0]] = [from, held];
      times.set(rows.times, before);
      for (let at = 0; at < rows.length; at++)
        values[at + before] = (rows.statuses[at] as number) >= 0x8000_0000 ? Number.NaN : (rows.values[at] as number);
      const columns = { low: values, high: values, mean: values, began: times };
      return { times, values, ...columns, isHeldFirst, resolution: "samples" };
    });
  }

  async #columnsOf(tags: readonly Tag[], { from, to, finest }: StoredRange): Promise<readonly Stored[]> {
    const needed = Math.ceil((FINER * (to - from)) / finest);
    // Finer ones where few tags leave room: a counter that begins anew within a column is known less well.
    const width = Math.max(1, Math.min(MOST_COLUMNS, Math.max(needed, Math.floor(MOST_CELLS / tags.length))));
    const atOnce = Math.max(1, Math.min(AT_ONCE, Math.floor(MOST_CELLS / width)));
    const all: Stored[] = [];
    for (let first = 0; first < tags.length; first += atOnce) {
      const refs = tags.slice(first, first + atOnce).map(({ ref }) => ref);
      const { grid, tags: columns } = await this.#historian.trends({ refs, from, to: to + 1, width });
      const { values: held } = await this.#historian.aligned(refs, grid.from, grid.from + 1, 1);
      for (const [at, column] of columns.entries()) {
        this.resolutions.add(column.resolution);
        all.push(rolledUp(column, { ...grid, to, held: held[at]?.[0] ?? Number.NaN }));
      }
    }
    return all;
  }
}

/** The columns with a sample, after the value that held when the first one began. */
function rolledUp(
  { min, max, mean, last, quality, resolution }: TrendColumns,
  {
    from,
    origin,
    step,
    to,
    held,
  }: Pick<TrendGrid, "from" | "origin" | "step"> & { readonly to: Micros; readonly held: number },
): Stored {
  const kept = [...quality.keys()].filter((at) => quality[at] !== QUALITY.none);
  const isHeldFirst = Number.isFinite(held);
  const before = isHeldFirst ? [held] : [];
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from([...before, ...kept.map((at) => column[at] as number)]);
  // The last value of a column is known when the column is over.
  const ends = kept.map((at) => Math.min(origin + (at + 1) * step - 1, to));
  const starts = kept.map((at) => Math.max(from, origin + at * step));
  return {
    times: Float64Array.from(isHeldFirst ? [from, ...ends] : ends),
    values: pick(last),
    low: pick(min),
    high: pick(max),
    mean: pick(mean),
    began: Float64Array.from(isHeldFirst ? [from, ...starts] : starts),
    isHeldFirst,
    resolution,
  };
}
