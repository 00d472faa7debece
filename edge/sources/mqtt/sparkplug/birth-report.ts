import type { Logger } from "pino";
import type { SparkplugDevice, WantedMetric } from "./edge-node.ts";
import { ucumOf } from "./eng-unit.ts";
import type { PayloadReader } from "./payload.ts";

/** Metrics named in one line of the log. */
const MAX_NAMED = 10;

/** Says once per device where its birth and the config disagree: metrics that are not there or not meant to be stored, and units that are others. Nothing is converted, nothing left out. */
export class BirthReport {
  readonly #log: Logger;
  #transient: string[] = [];
  #otherUnits: { metric: string; birth: string; config: string }[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Holds engineering unit and transience of the metric that the reader stands on against those of its tags. */
  check(device: SparkplugDevice, { bound }: WantedMetric, reader: PayloadReader): void {
    if (bound.length === 0 || device.isReported) return;
    if (reader.isTransient && this.#transient.length < MAX_NAMED) this.#transient.push(reader.name());
    const birth = reader.properties.engUnit();
    const unit = birth === "" ? undefined : ucumOf(birth);
    const tag = bound.find(({ tag: { type, unit: configured } }) => type === "number" && configured !== unit)?.tag;
    if (unit !== undefined && tag?.unit !== undefined && this.#otherUnits.length < MAX_NAMED) this.#otherUnits.push({ metric: reader.name(), birth, config: tag.unit });
  }

  /** The device's birth is complete. */
  complete(node: string, device: SparkplugDevice): void {
    const units = this.#otherUnits;
    const transient = this.#transient;
    this.#otherUnits = [];
    this.#transient = [];
    if (device.isReported) return;
    device.isReported = true;
    const missing = [...device.wanted.keys()].filter((name) => !device.metrics.has(name));
    if (missing.length > 0) this.#log.warn({ node, device: device.name, missing: missing.slice(0, MAX_NAMED), count: missing.length }, "tags are bound to metrics that the device does not have");
    if (transient.length > 0)
      this.#log.warn({ node, device: device.name, transient }, "the edge node marks these metrics as transient (is_transient); a tag is stored all the same, so take out what is not worth it");
    if (units.length > 0) this.#log.warn({ node, device: device.name, units }, "units of the birth differ from those of the tags; values are taken as they are, so correct the config");
  }
}
