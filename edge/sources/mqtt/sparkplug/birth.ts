import { Aliases } from "./aliases.ts";
import type { BirthReport } from "./birth-report.ts";
import { REBIRTH } from "./commands.ts";
import { MAX_METRICS_PER_NODE, type SparkplugDevice } from "./edge-node.ts";
import type { MetricSampler } from "./metric-sampler.ts";
import type { PayloadReader } from "./payload.ts";
import { numberOf } from "./values.ts";
import type { WantedMetric } from "./wanted-metric.ts";
import { DataType } from "./wire-value.ts";

/** Metric of NBIRTH and NDEATH that tells the sessions of a node apart (Sparkplug B 3.0, 6.4.21). */
export const BDSEQ = "bdSeq";

/** What one NBIRTH or DBIRTH gives to its device: names, aliases and first values of its metrics. */
export class Birth {
  readonly aliases = new Aliases();
  readonly metrics = new Map<string, WantedMetric>();
  /** Of a node; NaN where its birth has none. */
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

  /** Takes the metric on which the reader stands. Throws RangeError when the birth has too many. */
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

  /** The same of a node's own birth, which also says its session and how to ask for births. */
  takeOfNode(reader: PayloadReader): void {
    const name = reader.name();
    if (name === BDSEQ) this.bdSeq = numberOf(reader, DataType.int64);
    else this.take(reader);
    if (name === REBIRTH && typeof reader.alias === "number" && reader.alias >= 0) this.rebirthAlias = reader.alias;
  }
}
