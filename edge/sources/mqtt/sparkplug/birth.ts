import { Aliases } from "./aliases.ts";
import type { BirthReport } from "./birth-report.ts";
import { REBIRTH } from "./commands.ts";
import { MAX_METRICS_PER_NODE, type SparkplugDevice } from "./edge-node.ts";
import type { MetricSampler } from "./metric-sampler.ts";
import type { PayloadReader } from "./payload.ts";
import { numberOf } from "./values.ts";
import type { WantedMetric } from "./wanted-metric.ts";
import { DataType } from "./wire-value.ts";

/** Metric of NBIRTH and NDEATH that distinguishes the sessions of a node (Sparkplug B 3.0, 6.4.21). */
export const BDSEQ = "bdSeq";

/** Names, aliases and first values of the metrics of one NBIRTH or DBIRTH. */
export class Birth {
  readonly aliases = new Aliases();
  readonly metrics = new Map<string, WantedMetric>();
  /** bdSeq of a node's birth; NaN where it has none. */
  bdSeq = Number.NaN;
  /** Alias of a node's `Node Control/Rebirth`; undefined where it has none. */
  rebirthAlias: number | undefined;
  readonly #device: SparkplugDevice;
  readonly #sampler: MetricSampler;
  readonly #report: BirthReport;

  constructor(device: SparkplugDevice, sampler: MetricSampler, report: BirthReport) {
    this.#device = device;
    this.#sampler = sampler;
    this.#report = report;
  }

  /** Takes the reader's current metric. Throws RangeError when the birth has too many. */
  take(reader: PayloadReader): void {
    if (this.aliases.size + this.metrics.size >= 2 * MAX_METRICS_PER_NODE)
      throw new RangeError(`a birth has more than ${MAX_METRICS_PER_NODE} metrics`);
    const name = reader.name();
    const metric = this.#device.born(name, reader.datatype);
    if (reader.alias >= 0) this.aliases.set(reader.alias, metric);
    this.metrics.set(name, metric);
    this.#report.check(this.#device, metric, reader);
    this.#sampler.take(reader, metric);
  }

  /** Takes a metric of an NBIRTH, which also holds the node's session and its rebirth metric. */
  takeOfNode(reader: PayloadReader): void {
    const name = reader.name();
    if (name === BDSEQ) this.bdSeq = numberOf(reader, DataType.int64);
    else this.take(reader);
    if (name === REBIRTH && typeof reader.alias === "number" && reader.alias >= 0) this.rebirthAlias = reader.alias;
  }
}
