import type { Micros } from "../contracts/path/sample-batch.ts";
import type { WaveformContext } from "../contracts/path/waveform-block.ts";

/** Value that a waveform takes from its sibling tag. */
export type Says = "rate" | "dt" | "speed" | "tool" | "program" | "piece";

/**
 * Values kept of a sibling: a change between the last point and its delivery must not hide the value that was true
 * then.
 */
const KEPT_VALUES = 16;
/** Context is a name or a number, not a document. */
const MAX_TEXT = 256;

interface SiblingValue {
  readonly time: Micros;
  readonly value: number | string;
}

/** Recent values of the siblings of one waveform (rule K13 in docs/rules/kinds.md). */
export class SiblingValues {
  readonly #said = new Map<Says, SiblingValue[]>();

  /** A sibling's value. Ignored unless it is text or a number. */
  note(says: Says, time: Micros, value: unknown): void {
    if (typeof value !== "number" && typeof value !== "string") return;
    const values = this.#said.get(says) ?? [];
    values.push({ time, value });
    if (values.length > KEPT_VALUES) values.shift();
    this.#said.set(says, values);
  }

  /** Seconds between two points, where a sibling gives rate or distance. */
  distanceS(time: Micros): number | undefined {
    const dt = this.#at("dt", time);
    const rate = this.#at("rate", time);
    const dtS = typeof dt === "number" ? dt : typeof rate === "number" ? 1 / rate : Number.NaN;
    return Number.isFinite(dtS) && dtS > 0 ? dtS : undefined;
  }

  /** The newest values not later than `time`. Absent where a sibling gave none, or an empty text. */
  context(time: Micros): WaveformContext {
    const speed = this.#at("speed", time);
    const [tool, program, pieceId] = [this.#text("tool", time), this.#text("program", time), this.#text("piece", time)];
    return {
      ...(typeof speed === "number" && Number.isFinite(speed) ? { speedPerMin: speed } : {}),
      ...(tool === undefined ? {} : { tool }),
      ...(program === undefined ? {} : { program }),
      ...(pieceId === undefined ? {} : { pieceId }),
    };
  }

  #text(says: Says, time: Micros): string | undefined {
    const said = this.#at(says, time);
    return said === undefined || said === "" ? undefined : String(said).slice(0, MAX_TEXT);
  }

  #at(says: Says, time: Micros): number | string | undefined {
    return this.#said.get(says)?.findLast((said) => said.time <= time)?.value;
  }
}
