/** A value that was read once, decoded as the edge does it and shown as text. */
import { type DataValue, StatusCodes, type Variant, VariantArrayType } from "node-opcua-client";
import { BatchBuilder } from "../../../batch/builder.ts";
import type { ProbedValue } from "../../../contracts/path/probe.ts";
import type { TagType } from "../../../contracts/plant/tag.ts";
import { targetOf, ValueDecoder } from "../decode/decode-value.ts";
import type { PlannedTarget } from "../subscribe/planned.ts";

/** The parts of a binding that decide how its value is decoded. */
export type ProbedTarget = Pick<PlannedTarget, "field" | "index" | "codes"> & { readonly type: TagType };

/** Exactly the sample of a running edge, by the same decoder. */
export function probedValue(answer: DataValue, planned: ProbedTarget, namespaces: readonly string[]): ProbedValue {
  if (planned.type === "waveform") return waveformValue(answer);
  const decoder = new ValueDecoder(namespaces, false);
  const into = new BatchBuilder();
  let mismatch: string | undefined;
  let digits: string | undefined;
  decoder.onMismatch = (_, was) => {
    mismatch = was;
  };
  decoder.onInexact = (_, all) => {
    digits = all;
  };
  const now = Date.now() * 1000;
  decoder.decode(answer, [targetOf({ ref: 0, ...planned })], into, now);
  const { values, statuses, texts } = into.finish(now);
  const status = nameOf(statuses[0] ?? 0);
  if (mismatch !== undefined)
    return { status, reason: `the value does not fit a tag of type ${planned.type}: ${mismatch}` };
  const number = values[0] as number;
  const plain = planned.type === "boolean" ? String(number !== 0) : String(number);
  const text = texts.get(0) ?? digits ?? (Number.isNaN(number) ? undefined : plain);
  return { status, ...(text === undefined ? {} : { value: text }) };
}

function waveformValue({ statusCode, value }: DataValue): ProbedValue {
  const status = statusCode.name;
  const points = pointsOf(value);
  if (statusCode.isBad() || points !== undefined)
    return { status, ...(points === undefined ? {} : { value: `${points} points` }) };
  return { status, reason: "the value does not fit a tag of type waveform: it is no array" };
}

function pointsOf(variant: Variant | null | undefined): number | undefined {
  if (variant?.arrayType === VariantArrayType.Scalar) return undefined;
  const length: unknown = (variant?.value as ArrayLike<unknown> | undefined)?.length;
  return typeof length === "number" ? length : undefined;
}

/** Among the exported codes is a function, which has a name and no value. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.values(StatusCodes).flatMap(({ value, name }) =>
    typeof value === "number" ? [[value >>> 0, name] as const] : [],
  ),
);
/** Without info bits. */
const CODE_BITS = 0xffff_0000;

function nameOf(status: number): string {
  return NAMES.get(status) ?? NAMES.get((status & CODE_BITS) >>> 0) ?? `0x${status.toString(16)}`;
}
