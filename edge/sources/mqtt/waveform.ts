import type { Says, SiblingValues } from "../../batch/sibling-values.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { Status } from "./status.ts";

/**
 * Arrays up to this length are spread over tags by element; longer ones are waveforms (rules K10 and K11 in
 * docs/rules/kinds.md).
 */
export const MAX_ARRAY_ELEMENTS = 16;
/** A longer waveform has a wrong rate. */
const LONGEST_S = 86_400;

/** Binding key of a waveform; `place` describes the texts in it. */
export function waveformKey<const P extends { readonly where: string; readonly pattern?: string }>({
  where,
  pattern,
}: P) {
  const place = (what: string) =>
    Type.String({
      minLength: 1,
      maxLength: 512,
      ...(pattern === undefined ? {} : { pattern }),
      description: `${where} for ${what}.`,
    });
  const timing = (what: string) =>
    Type.Optional(
      Type.Union([Type.Number({ exclusiveMinimum: 0 }), place(what.toLowerCase())], {
        description: `${what}: a number, or a text (${where}). Give rate or dt.`,
      }),
    );
  return {
    waveform: Type.Optional(
      Type.Object(
        {
          rate: timing("Points a second"),
          dt: timing("Seconds between two points"),
          stamp: Type.Union([Type.Literal("last-point"), Type.Literal("first-point")], {
            default: "last-point",
            description: "Which point the message's time belongs to.",
          }),
          context: Type.Object(
            {
              speed: Type.Optional(place("the shaft's speed in 1/min")),
              tool: Type.Optional(place("the tool")),
              program: Type.Optional(place("the program")),
              piece: Type.Optional(place("the workpiece")),
            },
            {
              additionalProperties: false,
              default: {},
              description: "The machine's state while the points were measured.",
            },
          ),
        },
        {
          additionalProperties: false,
          description:
            "For a tag of type waveform, an array of more than 16 numbers: how its points lie in time, and " +
            "what goes with them.",
        },
      ),
    ),
  };
}
export type WaveformTiming = NonNullable<Static<ReturnType<typeof waveformKey>["waveform"]>>;

/** The siblings that the config names, and their places. */
export function siblingsOf({ rate, dt, context }: WaveformTiming): readonly (readonly [says: Says, place: string])[] {
  return Object.entries({ rate, dt, ...context }).flatMap(([says, place]) =>
    typeof place === "string" ? [[says as Says, place] as const] : [],
  );
}

/** An array as it arrived. */
export interface ArrivedArray {
  /** Undefined where the value is not an array of numbers. */
  readonly points: Float32Array | undefined;
  /** Time of the point that the binding's `stamp` names. */
  readonly time: Micros;
  readonly receivedAt: Micros;
  readonly status: number;
  readonly flags: number;
}

/**
 * The block of rules K11 to K14: without points where the array is Bad, no array of more than 16 numbers, of unknown
 * distance or longer than a day.
 */
export function waveformOf(
  tag: Tag,
  { rate, dt, stamp }: WaveformTiming,
  { points: arrived, time, receivedAt, status, flags }: ArrivedArray,
  siblings: SiblingValues,
): WaveformBlock {
  const dtS =
    typeof dt === "number" ? dt : typeof rate === "number" ? 1 / rate : (siblings.distanceS(time) ?? Number.NaN);
  const isBad = status >>> 30 >= 2;
  const fits =
    !isBad && arrived !== undefined && arrived.length > MAX_ARRAY_ELEMENTS && arrived.length * dtS <= LONGEST_S;
  const points = fits ? arrived : new Float32Array(0);
  const lastsUs = Math.round(Math.max(0, points.length - 1) * (fits ? dtS : 0) * 1e6);
  return {
    tag: tag.ref,
    start: stamp === "last-point" ? time - lastsUs : time,
    receivedAt,
    dtS: fits ? dtS : 0,
    unit: tag.unit ?? "1",
    points,
    status: fits || isBad ? status : Status.badTypeMismatch,
    flags,
    context: siblings.context(stamp === "last-point" ? time : time + lastsUs),
  };
}
