import type { Logger } from "pino";
import { isArray } from "./arrays.ts";
import type { SparkplugDevice } from "./edge-node.ts";
import { ucumOf } from "./eng-unit.ts";
import type { PayloadReader } from "./payload.ts";
import type { BoundMetric, WantedMetric } from "./wanted-metric.ts";
import { DataType } from "./wire-value.ts";

/** Metrics named in one log line. */
const MAX_NAMED = 10;
/** Types whose value is not a number. */
const TEXTS: ReadonlySet<number> = new Set([
  DataType.string,
  DataType.text,
  DataType.uuid,
  DataType.bytes,
  DataType.file,
]);

/**
 * Logs once per device where birth and config disagree: metrics that are missing, of another kind or not meant to be
 * stored, and other units. Values are neither converted nor dropped.
 */
export class BirthReport {
  readonly #log: Logger;
  #transient: string[] = [];
  #misfits: { metric: string; advice: string }[] = [];
  #otherUnits: { metric: string; birth: string; config: string }[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Compares the current metric's engineering unit and transience with its tags. */
  check(device: SparkplugDevice, { bound }: WantedMetric, reader: PayloadReader): void {
    if (bound.length === 0 || device.isReported) return;
    if (reader.isTransient && this.#transient.length < MAX_NAMED) this.#transient.push(reader.name());
    for (const one of bound) {
      const advice = adviceFor(one, reader);
      if (advice !== undefined && this.#misfits.length < MAX_NAMED)
        this.#misfits.push({ metric: reader.name(), advice });
    }
    const birth = reader.properties.engUnit();
    const unit = birth === "" ? undefined : ucumOf(birth);
    const tag = bound.find(({ tag: { type, unit: configured } }) => type === "number" && configured !== unit)?.tag;
    if (unit !== undefined && tag?.unit !== undefined && this.#otherUnits.length < MAX_NAMED)
      this.#otherUnits.push({ metric: reader.name(), birth, config: tag.unit });
  }

  /** The device's birth is complete. */
  complete(node: string, device: SparkplugDevice): void {
    const units = this.#otherUnits;
    const transient = this.#transient;
    const misfits = this.#misfits;
    this.#misfits = [];
    this.#otherUnits = [];
    this.#transient = [];
    if (device.isReported) return;
    device.isReported = true;
    const missing = [...device.wanted.keys()].filter((name) => !device.metrics.has(name));
    if (missing.length > 0)
      this.#log.warn(
        { node, device: device.name, missing: missing.slice(0, MAX_NAMED), count: missing.length },
        "tags are bound to metrics that the device does not have",
      );
    if (misfits.length > 0) this.#log.warn({ node, device: device.name, misfits }, "metrics do not match their tags");
    if (transient.length > 0)
      this.#log.warn(
        { node, device: device.name, transient },
        "the edge node marks these metrics as transient (is_transient); a tag is stored all the same, so " +
          "take out what is not worth it",
      );
    if (units.length > 0)
      this.#log.warn(
        { node, device: device.name, units },
        "units of the birth differ from those of the tags; values are taken as they are, so correct the config",
      );
  }
}

/** Advice where a tag cannot hold its metric (rule K10 in docs/rules/kinds.md); undefined where it can. */
function adviceFor({ tag, index, column, waveform }: BoundMetric, { datatype }: PayloadReader): string | undefined {
  const isWhole = index === undefined && column === undefined;
  if (datatype === DataType.template) return "a template: name its `member`";
  if (waveform !== undefined)
    return isArray(datatype) ? undefined : "no array: a waveform is an array of more than 16 numbers";
  if (isArray(datatype) !== (index !== undefined)) {
    if (index !== undefined) return "no array: take `index` out";
    if (tag.type !== "text")
      return (
        "an array: name its element by `index`, " +
        "or make the tag `type: waveform` for more than 16 numbers, or `type: text`"
      );
  }
  if ((datatype === DataType.dataSet) !== (column !== undefined))
    return column === undefined ? "a data set: name a cell by `column` and `row`" : "no data set: take `column` out";
  return isWhole && tag.type !== "text" && TEXTS.has(datatype) ? "text or bytes: make the tag `type: text`" : undefined;
}
