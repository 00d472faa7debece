/** OPC UA values to columns. Runs in the worker. */
import { DataType, type DataValue, NodeId, type Variant, VariantArrayType } from "node-opcua-client";
import type { BatchBuilder } from "../../../batch/builder.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { TagRef, TagType } from "../../../contracts/plant/tag.ts";
import { type Conversion, conversionOf } from "../../../contracts/plant/unit-conversion.ts";
import { Overflows } from "../subscribe/overflows.ts";
import type { PlannedTarget } from "../subscribe/planned.ts";
import { describeVariant, type SentVariant } from "./describe-variant.ts";
import { nodeIdText } from "./node-id-text.ts";
import { microsOf } from "./source-times.ts";
import { stateNumberOf } from "./state-numbers.ts";
import {
  dimensionsOf,
  flatPlace,
  isAbsentOption,
  parseValuePath,
  type ValueStep,
  valueAt,
  wideTypeAt,
} from "./value-path.ts";
import { inexactStatus, wideNumber, wideText } from "./wide-integer.ts";

/** OPC 10000-4, 7.39: the tag's configured type cannot hold what the server sent. */
export const BAD_TYPE_MISMATCH = 0x80740000;

/** Overflow bit with InfoType DataValue (OPC 10000-4, 7.39): the server's queue dropped samples before this one. */
export const OVERFLOW = 0x480;

/** OPC 10000-4, 7.39: the unit of the server's numbers is unknown. */
const BAD_CONFIGURATION = 0x80890000;

/** OPC 10000-4, 7.39: servers send it as the last value of a deleted node. */
export const BAD_NODE_ID_INVALID = 0x80330000;
export const BAD_NODE_ID_UNKNOWN = 0x80340000;

/**
 * SemanticsChanged and StructureChanged (OPC 10000-4, 7.39.1): a property such as EngineeringUnits, or the data type,
 * has changed.
 */
const MEANING_CHANGED = 0xc000;

/** Text longer than this is cut: a tag is not a document. */
export const MAX_TEXT_LENGTH = 4096;

/** Decoder state of one tag: enough to distinguish a repeated sample from a new one in the same microsecond. */
export interface Target {
  readonly ref: TagRef;
  readonly type: TagType;
  readonly field: readonly ValueStep[] | undefined;
  /** Index into an array, one number per dimension; empty: the whole value. */
  readonly index: readonly number[];
  /** From the server's unit to the tag's; absent where they are the same, `unknown` without the server's unit. */
  conversion: Conversion | "unknown" | undefined;
  /** The tag's code by the server's value as text. */
  readonly codes: ReadonlyMap<string, number> | undefined;
  sourceTime: Micros;
  givenTime: Micros;
  value: number;
  text: string | undefined;
  status: number;
  isMismatched: boolean;
}

/** A sample that may be a repeat. */
export interface Draft {
  readonly time: Micros;
  readonly value: number;
  readonly text: string | undefined;
  readonly status: number;
  readonly flags: number;
}

export function targetOf(planned: PlannedTarget): Target {
  return {
    ref: planned.ref as TagRef,
    type: planned.type,
    field: planned.field === undefined ? undefined : parseValuePath(planned.field),
    index: planned.index ?? [],
    conversion:
      planned.unit === undefined ? undefined : (conversionOf(planned.unit.from, planned.unit.to) ?? "unknown"),
    codes: planned.codes === undefined ? undefined : new Map(Object.entries(planned.codes)),
    sourceTime: Number.NaN,
    givenTime: Number.NaN,
    value: Number.NaN,
    text: undefined,
    status: 0,
    isMismatched: false,
  };
}

export interface DecodeCounts {
  /** Samples that arrived, before anything is left out. */
  received: number;
  /** Repeated samples: same tag, time, value and status as one before. */
  repeated: number;
  /** Different samples of one tag in one microsecond; the later one moves on by 1 µs. */
  moved: number;
  /** Episodes in which a tag's value did not fit its type. */
  mismatched: number;
  /** Samples of 64-bit integers beyond 2^53, whose last digits a double cannot hold. */
  inexact: number;
}

/** Appends what DataValues hold to a batch. One per connection. */
export class ValueDecoder {
  readonly counts: DecodeCounts = { received: 0, repeated: 0, moved: 0, mismatched: 0, inexact: 0 };
  /** Where the server's queues dropped samples. */
  readonly overflows: Overflows;
  /** Called once per episode of a tag whose value does not fit its type. */
  onMismatch: (target: Target, was: string) => void = () => {};
  /** Called for the first inexact sample of a tag, with all digits. */
  onInexact: (ref: TagRef, digits: string) => void = () => {};
  /** Called when the status of a sample reports that its node is gone. */
  onNodeGone: (ref: TagRef) => void = () => {};
  /** Called when the status of a sample reports that the meaning of the value has changed. */
  onMeaningChanged: () => void = () => {};
  readonly #namespaces: readonly string[];
  readonly #flags: number;
  readonly #inexact = new Set<TagRef>();
  #text: string | undefined;
  /** All digits of the integer, where a double cannot hold them. */
  #digits: string | undefined;

  /**
   * `since`: samples that are missing before a tag's first sample are not older than this. `flags`: added to every
   * sample.
   */
  constructor(
    namespaces: readonly string[],
    isSimulated: boolean,
    { since = 0, flags = 0 }: { readonly since?: Micros; readonly flags?: number } = {},
  ) {
    this.#namespaces = namespaces;
    this.#flags = flags | (isSimulated ? SampleFlag.simulated : 0);
    this.overflows = new Overflows(since);
  }

  /** Bad values keep their status and lose their number, because OPC 10000-4 gives it no meaning. */
  decode(read: DataValue, targets: readonly Target[], into: BatchBuilder, receivedAt: Micros): void {
    const status = read.statusCode.value >>> 0;
    let time = microsOf(read.sourceTimestamp, read.sourcePicoseconds);
    let flags = this.#flags;
    if (Number.isNaN(time)) {
      time =
        read.sourceTimestamp === null || read.sourceTimestamp === undefined
          ? microsOf(read.serverTimestamp, read.serverPicoseconds)
          : Number.NaN;
      if (Number.isNaN(time)) time = receivedAt;
      flags |= SampleFlag.clockSuspect;
    }
    if ((status & OVERFLOW) === OVERFLOW) this.overflows.note(targets, time);
    const isBad = status >>> 30 >= 2;
    for (const target of targets) {
      this.counts.received++;
      this.#text = undefined;
      this.#digits = undefined;
      let value = Number.NaN;
      let ownStatus = status;
      if (!isBad && read.value !== undefined && read.value !== null && read.value.dataType !== DataType.Null) {
        const fits = this.#number(read.value, target);
        if (fits === undefined) ownStatus = this.mismatch(target, read.value);
        else {
          target.isMismatched = false;
          value = Number.isFinite(fits) ? fits : Number.NaN;
          if (this.#digits !== undefined && this.#text === undefined)
            ownStatus = this.inexact(target, this.#digits, status);
        }
      }
      this.land(target, { time, value, text: this.#text, status: ownStatus, flags }, into);
    }
  }

  /** The status of a sample whose value does not fit the tag; reported once per episode. */
  mismatch(target: Target, variant: SentVariant): number {
    if (!target.isMismatched) {
      target.isMismatched = true;
      this.counts.mismatched++;
      this.onMismatch(
        target,
        target.codes === undefined
          ? describeVariant(variant)
          : `${String(variant.value)}, which its \`map\` does not have`,
      );
    }
    return BAD_TYPE_MISMATCH;
  }

  /** The status of a sample whose number is not exact. */
  inexact({ ref }: Target, digits: string, status: number): number {
    this.counts.inexact++;
    if (!this.#inexact.has(ref)) {
      this.#inexact.add(ref);
      this.onInexact(ref, digits);
    }
    return inexactStatus(status);
  }

  /** Adds a sample of this target, unless it is a repeat. */
  land(target: Target, { time, value, text, status, flags }: Draft, into: BatchBuilder): void {
    let given = time;
    if (time === target.sourceTime) {
      if (Object.is(value, target.value) && status === target.status && text === target.text) {
        this.counts.repeated++;
        return;
      }
      given = target.givenTime + 1;
      this.counts.moved++;
    }
    if ((status & MEANING_CHANGED) !== 0) this.onMeaningChanged();
    if (status === BAD_NODE_ID_INVALID || status === BAD_NODE_ID_UNKNOWN) this.onNodeGone(target.ref);
    target.sourceTime = time;
    target.givenTime = given;
    target.value = value;
    target.status = status;
    target.text = text;
    const { ref, conversion } = target;
    if (text !== undefined) into.addText(ref, given, text, status, flags);
    else if (conversion === undefined) into.add(ref, given, value, status, flags);
    else if (conversion === "unknown") into.add(ref, given, Number.NaN, BAD_CONFIGURATION, flags);
    else into.add(ref, given, value * conversion.factor + conversion.offset, status, flags);
  }

  /** The number for a tag, NaN with `#text` set for text, undefined when the value does not fit the tag's type. */
  #number(variant: Variant, target: Target): number | undefined {
    let value: unknown = variant.value;
    let dataType = variant.dataType;
    if (variant.arrayType !== VariantArrayType.Scalar) {
      const elements = value as ArrayLike<unknown> | null;
      if (elements === null) return undefined;
      if (target.index.length === 0)
        return target.type === "text" && target.field === undefined ? this.#join(elements, dataType) : undefined;
      const dimensions = dimensionsOf(variant);
      const place = target.index.length === dimensions.length ? flatPlace(target.index, dimensions) : undefined;
      if (place === undefined) return undefined;
      value = elements[place];
    }
    if (target.field !== undefined) {
      if (dataType !== DataType.ExtensionObject) return undefined;
      // For a structure, the index applies to the array in its field.
      const path = variant.arrayType === VariantArrayType.Scalar ? [...target.field, ...target.index] : target.field;
      if (isAbsentOption(value, path)) return Number.NaN;
      dataType = DataType[wideTypeAt(value, path) ?? "Null"];
      value = valueAt(value, path);
    }
    return this.#part(value, dataType, target);
  }

  #part(value: unknown, dataType: DataType, target: Target): number | undefined {
    if (target.codes !== undefined) return target.codes.get(this.#plainText(value, dataType) ?? "");
    if (target.type !== "text") return this.#plainNumber(value, dataType);
    this.#text = this.#plainText(value, dataType);
    return this.#text === undefined && value !== null ? undefined : Number.NaN;
  }

  /** Text tags on arrays: one line an element, such as the block text of a CNC channel. */
  #join(elements: ArrayLike<unknown>, dataType: DataType): number | undefined {
    const lines: string[] = [];
    for (let i = 0; i < elements.length; i++) lines.push(this.#plainText(elements[i], dataType) ?? "");
    this.#text = lines.join("\n").slice(0, MAX_TEXT_LENGTH);
    return Number.NaN;
  }

  #plainNumber(value: unknown, dataType: DataType): number | undefined {
    if (typeof value === "number") return value;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (value instanceof Date) return microsOf(value, 0);
    if (isWide(dataType, value)) return this.#wideNumber(value, dataType === DataType.Int64);
    if (value instanceof NodeId && typeof value.value === "number")
      return stateNumberOf(this.#namespaces[value.namespace] ?? "", value.value);
    if (dataType === DataType.StatusCode) return (value as { readonly value: number }).value >>> 0;
    return undefined;
  }

  #wideNumber([high, low]: readonly [number, number], isSigned: boolean): number {
    const number = wideNumber(high, low, isSigned);
    if (!Number.isSafeInteger(number)) this.#digits = wideText(high, low, isSigned);
    return number;
  }

  #plainText(value: unknown, dataType: DataType): string | undefined {
    if (typeof value === "string") return value.slice(0, MAX_TEXT_LENGTH);
    if (value instanceof NodeId) return nodeIdText(value, this.#namespaces);
    if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.toISOString() : undefined;
    if (Buffer.isBuffer(value)) return value.toString("base64").slice(0, MAX_TEXT_LENGTH);
    if (value === null || value === undefined) return undefined;
    if (isWide(dataType, value)) return wideText(...value, dataType === DataType.Int64);
    const { text, name } = value as { text?: unknown; name?: unknown };
    if (typeof text === "string" || text === null) return (text ?? "").slice(0, MAX_TEXT_LENGTH);
    if (typeof name === "string") return name.slice(0, MAX_TEXT_LENGTH);
    const number = this.#plainNumber(value, dataType);
    return number === undefined ? undefined : typeof value === "boolean" ? String(value) : String(number);
  }
}

/** node-opcua represents 64-bit integers as two words, high and low. */
function isWide(dataType: DataType, value: unknown): value is readonly [number, number] {
  return (dataType === DataType.Int64 || dataType === DataType.UInt64) && Array.isArray(value);
}
