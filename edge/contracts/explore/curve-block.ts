/**
 * Curves as bytes, so that a page reads them without parsing millions of numbers (rule XP9). Little-endian:
 *
 *     u32 "GCV1" · u32 bytes of the head · head as JSON, padded with spaces to a multiple of 8
 *     for each curve: f64 min, max, mean, last, `columns` each · then for each curve: u8 quality, `columns` each
 */
import type { TrendGrid } from "../path/historian.ts";
import type { Curve, CurveSet } from "./curve.ts";

export const CURVES_TYPE = "application/vnd.gemba.curves";

const MAGIC = 0x31_56_43_47;
const HEAD_AT = 8;
const NUMBERS = ["min", "max", "mean", "last"] as const;

interface Head {
  readonly grid: TrendGrid;
  readonly rawFrom: number | null;
  readonly curves: readonly Omit<Curve, (typeof NUMBERS)[number] | "quality">[];
}

export function encodeCurves({ grid, rawFrom, curves }: CurveSet): Uint8Array {
  const { columns } = grid;
  const facts = curves.map(({ min: _min, max: _max, mean: _mean, last: _last, quality: _quality, ...rest }) => rest);
  const json = new TextEncoder().encode(JSON.stringify({ grid, rawFrom, curves: facts } satisfies Head));
  const headBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(HEAD_AT + headBytes + curves.length * columns * (8 * NUMBERS.length + 1));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, headBytes, true);
  bytes.fill(0x20, HEAD_AT, HEAD_AT + headBytes);
  bytes.set(json, HEAD_AT);
  let at = HEAD_AT + headBytes;
  for (const curve of curves)
    for (const name of NUMBERS) {
      new Float64Array(bytes.buffer, at, columns).set(curve[name]);
      at += 8 * columns;
    }
  for (const { quality } of curves) {
    bytes.set(quality, at);
    at += columns;
  }
  return bytes;
}

/** The curves of an answer, as views into its bytes. Throws RangeError where the bytes are not such an answer. */
export function decodeCurves(buffer: ArrayBuffer): CurveSet {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEAD_AT || view.getUint32(0, true) !== MAGIC) throw new RangeError("these are no curves");
  const headBytes = view.getUint32(4, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, HEAD_AT, headBytes));
  const { grid, rawFrom, curves } = JSON.parse(text) as Head;
  const { columns } = grid;
  let at = HEAD_AT + headBytes;
  const numbers = (): Float64Array => {
    const column = new Float64Array(buffer, at, columns);
    at += 8 * columns;
    return column;
  };
  const figures = curves.map(() => ({ min: numbers(), max: numbers(), mean: numbers(), last: numbers() }));
  return {
    grid,
    rawFrom,
    curves: curves.map((curve, i) => ({
      ...curve,
      ...(figures[i] as (typeof figures)[number]),
      quality: new Uint8Array(buffer, at + i * columns, columns),
    })),
  };
}
