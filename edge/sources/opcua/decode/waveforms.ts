/** Arrays of more than 16 numbers to waveform blocks (rules K10 to K16 in docs/rules/kinds.md). Runs in the worker. */
import { type DataValue, VariantArrayType } from "node-opcua-client";
import { SiblingValues } from "../../../batch/sibling-values.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import { MAX_ARRAY_ELEMENTS } from "../limits.ts";
import type { WaveformPart, WaveformPoints, WaveformSibling } from "../subscribe/planned.ts";
import { BAD_TYPE_MISMATCH } from "./decode-value.ts";
import { sourceTimeOf } from "./source-times.ts";
import { dimensionsOf, flatPlace } from "./value-path.ts";

/** A longer waveform, in seconds, has a wrong rate. */
const LONGEST_S = 86_400;

interface Waveform {
  readonly points: WaveformPoints;
  readonly siblings: SiblingValues;
  /** Source time and status of the newest array, to recognise a repeat. */
  stamp: Micros;
  status: number;
  isMismatched: boolean;
}

interface Arrived {
  readonly waveform: Waveform;
  readonly value: DataValue;
  readonly receivedAt: Micros;
}

/** Joins arrays with the values of their siblings. One per connection. */
export class WaveformAssembler {
  /** Called once per episode in which a waveform cannot be read. */
  onMismatch: (ref: number, why: string) => void = () => {};
  readonly #flags: number;
  readonly #waveforms = new Map<number, Waveform>();
  readonly #parts = new Map<number, WaveformPart>();
  /** Siblings written together with an array may follow it in the same response. */
  #arrived: Arrived[] = [];

  constructor(isSimulated: boolean) {
    this.#flags = isSimulated ? SampleFlag.simulated : 0;
  }

  /** Declares what notifications with this client handle carry. */
  expect(handle: number, part: WaveformPart): void {
    this.#parts.set(handle, part);
    if (part.says === "points")
      this.#waveforms.set(part.ref, {
        points: part,
        siblings: this.#waveforms.get(part.ref)?.siblings ?? new SiblingValues(),
        stamp: Number.NaN,
        status: 0,
        isMismatched: false,
      });
    else if (!this.#waveforms.has(part.ref))
      this.#waveforms.set(part.ref, {
        points: NO_POINTS,
        siblings: new SiblingValues(),
        stamp: Number.NaN,
        status: 0,
        isMismatched: false,
      });
  }

  /** False when the handle is not part of a waveform. */
  take(handle: number, value: DataValue, receivedAt: Micros): boolean {
    const part = this.#parts.get(handle);
    if (part === undefined) return false;
    const waveform = this.#waveforms.get(part.ref) as Waveform;
    if (part.says === "points") this.#arrived.push({ waveform, value, receivedAt });
    else note(waveform.siblings, part.says, { value, receivedAt });
    return true;
  }

  /** The blocks of one complete response. */
  finish(): readonly WaveformBlock[] {
    if (this.#arrived.length === 0) return NONE;
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived.flatMap((one) => this.#blockOf(one) ?? []);
  }

  #blockOf({ waveform, value, receivedAt }: Arrived): WaveformBlock | undefined {
    const { points: planned, siblings } = waveform;
    const sourceTime = sourceTimeOf(value);
    const stamp = Number.isNaN(sourceTime) ? receivedAt : sourceTime;
    const sent = value.statusCode.value >>> 0;
    if (stamp === waveform.stamp && sent === waveform.status) return undefined;
    waveform.stamp = stamp;
    waveform.status = sent;
    const dtS = planned.dtS ?? siblings.distanceS(stamp);
    const read = sent >>> 30 >= 2 ? "" : pointsOf(value, planned.row ?? []);
    const why = typeof read === "string" ? read : troubleOf(read, dtS);
    if (why === undefined) waveform.isMismatched = false;
    else if (why !== "" && !waveform.isMismatched) {
      waveform.isMismatched = true;
      this.onMismatch(planned.ref, why);
    }
    const points = why === undefined ? new Float32Array(read as ArrayLike<number>) : new Float32Array(0);
    const lastsUs = Math.round(Math.max(0, points.length - 1) * (dtS ?? 0) * 1e6);
    return {
      tag: planned.ref as TagRef,
      start: planned.stamp === "last-point" ? stamp - lastsUs : stamp,
      receivedAt,
      dtS: points.length === 0 ? 0 : (dtS as number),
      unit: planned.unit,
      points,
      status: why === undefined || why === "" ? sent : BAD_TYPE_MISMATCH,
      flags: this.#flags | (Number.isNaN(sourceTime) ? SampleFlag.clockSuspect : 0),
      context: siblings.context(planned.stamp === "last-point" ? stamp : stamp + lastsUs),
    };
  }
}

const NONE: readonly WaveformBlock[] = [];

/** Placeholder until the points' own item is known: a server may lack it. */
const NO_POINTS: WaveformPoints = { says: "points", ref: -1, unit: "1", stamp: "last-point" };

/** The numbers of an array, or of one row of a matrix; or the reason why there are none. */
function pointsOf({ value }: DataValue, row: readonly number[]): ArrayLike<number> | string {
  const all: unknown = value?.value;
  if (value === null || value === undefined || value.arrayType === VariantArrayType.Scalar || !isNumbers(all))
    return "the value is no array of numbers; make the tag a number, boolean or text";
  const dimensions = dimensionsOf(value);
  if (row.length !== dimensions.length - 1) {
    const index =
      dimensions.length === 1
        ? "take index out"
        : `name one row by \`index\` with ${dimensions.length - 1} of its places`;
    return `the value has ${dimensions.length} dimensions (${dimensions.join(" x ")}); ${index}`;
  }
  if (row.length === 0) return all;
  const from = flatPlace(row, dimensions);
  return from === undefined
    ? `the matrix of ${dimensions.join(" x ")} has no row ${row.join(", ")}`
    : Array.prototype.slice.call(all, from, from + (dimensions.at(-1) ?? 0));
}

/** Why these points are not a waveform. */
function troubleOf(points: ArrayLike<number>, dtS: number | undefined): string | undefined {
  if (points.length <= MAX_ARRAY_ELEMENTS)
    return `the array has ${points.length} elements; up to ${MAX_ARRAY_ELEMENTS} are number tags with an index`;
  if (dtS !== undefined && points.length * dtS > LONGEST_S)
    return `${points.length} points ${dtS} s apart last longer than a day; check rate or dt`;
  if (dtS === undefined)
    return "the server has not given rate or dt; check its path, or write a number into the config";
  return undefined;
}

/** 64-bit integers arrive as pairs and are not measured points. */
function isNumbers(points: unknown): points is ArrayLike<number> {
  return (
    (ArrayBuffer.isView(points) || Array.isArray(points)) &&
    typeof (points as unknown as ArrayLike<unknown>)[0] === "number"
  );
}

function note(
  siblings: SiblingValues,
  says: WaveformSibling["says"],
  { value, receivedAt }: { value: DataValue; receivedAt: Micros },
): void {
  const said: unknown = value.value?.value;
  if (value.statusCode.value >>> 30 >= 2) return;
  const time = sourceTimeOf(value);
  siblings.note(
    says,
    Number.isNaN(time) ? receivedAt : time,
    typeof said === "object" ? (said as { readonly text?: unknown } | null)?.text : said,
  );
}
