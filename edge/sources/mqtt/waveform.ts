import { type Static, Type } from "typebox";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { Tag, TagType } from "../../contracts/tag.ts";
import type { WaveformBlock } from "../../contracts/waveform-block.ts";
import { Status } from "./status.ts";

/** Arrays up to this length are spread over tags by element; longer ones are waveforms (rules K10 and K11 in docs/rules/kinds.md). */
export const MAX_ARRAY_ELEMENTS = 16;
/** Longer ones have a wrong rate. */
const LONGEST_S = 86_400;

/** How the points of a waveform lie in time. */
const WaveformTiming = Type.Object(
  {
    rate: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: "Points a second." })),
    dt: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: "Seconds between two points. Give rate or dt." })),
    stamp: Type.Union([Type.Literal("last-point"), Type.Literal("first-point")], { default: "last-point", description: "Which point the message's time belongs to." }),
  },
  { additionalProperties: false, description: "For a tag of type waveform, an array of more than 16 numbers: how its points lie in time." },
);
export type WaveformTiming = Static<typeof WaveformTiming>;

/** Schema of the binding key that all formats with waveforms share. */
export const waveformKey = { waveform: Type.Optional(WaveformTiming) };

/** What the schema cannot say: `waveform` belongs to a tag of that type, and to a whole array. */
export function waveformProblems(timing: WaveformTiming | undefined, type: TagType): readonly string[] {
  if (timing === undefined) return type === "waveform" ? ["a tag of type waveform needs its distance in time: add `waveform: { rate: 25600 }`, or `dt` in seconds"] : [];
  if (type !== "waveform") return [`a tag of type ${type} has no waveform: take it out, or make the tag \`type: waveform\``];
  return (timing.rate === undefined) === (timing.dt === undefined) ? ["give either rate (points a second) or dt (seconds between points)"] : [];
}

/** An array as it arrived. */
export interface ArrivedArray {
  /** Undefined where the value is no array of numbers. */
  readonly points: Float32Array | undefined;
  /** Of the point that the binding's `stamp` names. */
  readonly time: Micros;
  readonly receivedAt: Micros;
  readonly status: number;
  readonly flags: number;
}

/** The block of rules K11, K12 and K14: without points where the array is Bad, no array of more than 16 numbers, or longer than a day. */
export function waveformOf(tag: Tag, { rate, dt, stamp }: WaveformTiming, { points: arrived, time, receivedAt, status, flags }: ArrivedArray): WaveformBlock {
  const dtS = dt ?? 1 / (rate as number);
  const isBad = status >>> 30 >= 2;
  const fits = !isBad && arrived !== undefined && arrived.length > MAX_ARRAY_ELEMENTS && arrived.length * dtS <= LONGEST_S;
  const points = fits ? arrived : new Float32Array(0);
  const lastsUs = stamp === "last-point" ? Math.max(0, points.length - 1) * dtS * 1e6 : 0;
  return {
    tag: tag.ref,
    start: Math.round(time - lastsUs),
    receivedAt,
    dtS: fits ? dtS : 0,
    unit: tag.unit ?? "1",
    points,
    status: fits || isBad ? status : Status.badTypeMismatch,
    flags,
    context: {},
  };
}
