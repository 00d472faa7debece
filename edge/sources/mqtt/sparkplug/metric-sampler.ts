import { crc32 } from "node:zlib";
import { InexactNumbers } from "../../../batch/inexact-numbers.ts";
import type { SourceContext } from "../../../contracts/path/plugin.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import { isPlausibleMs } from "../message-time.ts";
import type { Outlet } from "../outlet.ts";
import { Status } from "../status.ts";
import { type ArrivedArray, waveformOf } from "../waveform.ts";
import { Aliases } from "./aliases.ts";
import { arrayNumbers, elementOf, elementText, isWideArray } from "./arrays.ts";
import { DataSetReader } from "./data-set-reader.ts";
import { MetricRun } from "./metric-run.ts";
import { type MessageTimes, MetricTimes } from "./metric-times.ts";
import { PayloadReader } from "./payload.ts";
import { SeenTimes } from "./seen-times.ts";
import { numberOf, statusOf, textOf, timeUsOf } from "./values.ts";
import { type BoundMetric, NO_ROW, NOT_PLAIN, type WantedMetric } from "./wanted-metric.ts";
import type { WireValue } from "./wire-value.ts";

/** Depth to which nested templates are entered. */
const MAX_DEPTH = 7;
/** Metrics of one run: enough to make its start negligible, few enough to hold room for. */
const METRICS_A_RUN = 64;

type Context = Pick<SourceContext, "counters" | "log" | "tags" | "simulated">;

/** Turns the reader's current metric into samples of its tags. */
export class MetricSampler {
  /** Metric values without a tag. */
  unmapped = 0;
  readonly #outlet: Outlet;
  readonly #baseFlags: number;
  readonly #times: MetricTimes;
  readonly #inexact: InexactNumbers;
  readonly #dataSet = new DataSetReader();
  /** One reader per level of nested templates, made when a config first goes that deep. */
  readonly #levels: PayloadReader[] = [];
  readonly #seen = new SeenTimes();
  readonly #run: MetricRun;
  #aliases = new Aliases();
  readonly #arrays: {
    readonly tag: Tag;
    readonly waveform: NonNullable<BoundMetric["waveform"]>;
    readonly array: ArrivedArray;
  }[] = [];
  #isBirth = false;
  #nowUs: Micros = 0;
  #payloadUs: Micros = 0;
  #time: Micros = 0;
  #flags = 0;

  constructor(outlet: Outlet, context: Context, times = new MetricTimes(context)) {
    this.#outlet = outlet;
    this.#baseFlags = context.simulated === true ? SampleFlag.simulated : 0;
    this.#times = times;
    this.#run = new MetricRun(this.#seen, times);
    this.#inexact = new InexactNumbers(context);
  }

  /** Begins a message, with the values that its metrics share. A birth adds the aliases of template members. */
  begin(
    message: MessageTimes & {
      readonly nowUs: Micros;
      readonly aliases: Aliases;
      readonly isBirth: boolean;
      readonly timestampMs: number;
    },
  ): void {
    this.#times.begin(message);
    this.#payloadUs = message.payloadUs;
    this.#nowUs = message.nowUs;
    this.#aliases = message.aliases;
    this.#isBirth = message.isBirth;
    this.#run.begin(message);
    // Left from a message that proved malformed.
    if (this.#arrays.length > 0) this.#arrays.length = 0;
  }

  /** Ends the message: arrays become waveforms, with the values of their siblings before or behind them. */
  end(): void {
    if (this.#arrays.length === 0) return;
    for (const { tag, waveform, array } of this.#arrays)
      this.#outlet.addWaveform(waveformOf(tag, waveform.timing, array, waveform.siblings));
    this.#arrays.length = 0;
  }

  /** Takes the next metrics that are plain numbers of data, all at once. */
  run(reader: PayloadReader): void {
    const { samples } = this.#outlet;
    let taken = METRICS_A_RUN;
    while (taken === METRICS_A_RUN) {
      taken = reader.runThrough(this.#run, samples.room(METRICS_A_RUN), METRICS_A_RUN);
      if (taken > 0) samples.wrote(taken, this.#baseFlags);
    }
  }

  take(reader: PayloadReader, metric: WantedMetric): void {
    const { plain, bound, members, siblingOf } = metric;
    if (plain !== NOT_PLAIN && reader.isPlain) this.#plain(reader, metric, plain);
    else if (bound.length === 0 && members.size === 0 && siblingOf.length === 0) this.unmapped++;
    else this.#metric(reader, metric, 0);
  }

  /** A good number for one tag: the common case. */
  #plain(reader: PayloadReader, metric: WantedMetric, ref: TagRef): void {
    const datatype = reader.datatype === 0 ? metric.datatype : reader.datatype;
    const value = numberOf(reader, datatype);
    this.#stamp(reader, metric, Number.isNaN(value) ? identityOf(reader, datatype) : value);
    if (Number.isFinite(value) && (reader.kind !== "long" || Number.isSafeInteger(value)))
      this.#outlet.samples.add(ref, this.#time, value, Status.good, this.#flags);
    else this.#number(ref, value, reader, { datatype });
  }

  #metric(reader: PayloadReader, metric: WantedMetric, level: number): void {
    if (metric.bound.length > 0 || metric.siblingOf.length > 0) {
      const datatype = reader.datatype === 0 ? metric.datatype : reader.datatype;
      this.#stamp(reader, metric, identityOf(reader, datatype));
      for (const bound of metric.bound) this.#sample(reader, datatype, bound);
      if (metric.siblingOf.length > 0) this.#noteSibling(reader, datatype, metric);
    }
    if (reader.kind === "template" && metric.members.size > 0) this.#members(reader, metric, level);
  }

  /** Takes the value of a waveform's sibling, unless it is Bad or missing. */
  #noteSibling(reader: PayloadReader, datatype: number, { siblingOf }: WantedMetric): void {
    if (statusOf(reader) >>> 30 >= 2) return;
    const value = reader.kind === "string" ? reader.text() : numberOf(reader, datatype);
    if (typeof value === "number" && Number.isNaN(value)) return;
    for (const { says, to } of siblingOf) to.note(says, this.#time, value);
  }

  /**
   * Enters a template, only as deep as tags need; deeper members are skipped by their length. An alias may lead back
   * to an enclosing template, hence the bound.
   */
  #members(parent: PayloadReader, { members }: WantedMetric, level: number): void {
    if (level === MAX_DEPTH) return;
    let reader = this.#levels[level];
    if (reader === undefined) {
      reader = new PayloadReader();
      this.#levels.push(reader);
    }
    if (!reader.openTemplate(parent)) return;
    while (reader.next()) {
      const member = reader.hasName ? members.get(reader.name()) : this.#aliases.get(reader.alias);
      if (member === undefined) continue;
      if (this.#isBirth) {
        member.datatype = reader.datatype;
        if (reader.alias >= 0) this.#aliases.set(reader.alias, member);
      }
      if (parent.isHistorical) reader.isHistorical = true;
      this.#metric(reader, member, level + 1);
    }
  }

  #stamp(reader: PayloadReader, metric: WantedMetric, value: number): void {
    this.#flags = this.#baseFlags | (reader.isHistorical ? SampleFlag.historical : 0);
    this.#time = timeUsOf(reader);
    if (!isPlausibleMs(this.#time / 1000, this.#nowUs / 1000)) this.#replaceTime(this.#nowUs);
    else if (!reader.isHistorical && this.#isStuck(metric, value)) this.#replaceTime(this.#payloadUs);
  }

  #isStuck(metric: WantedMetric, value: number): boolean {
    if (metric.row === NO_ROW) metric.row = this.#seen.add();
    return this.#times.isStuck(this.#seen, metric.row, this.#time, value);
  }

  #replaceTime(time: Micros): void {
    this.#time = time;
    this.#flags |= SampleFlag.clockSuspect;
  }

  #sample(reader: PayloadReader, datatype: number, bound: BoundMetric): void {
    const { ref, type } = bound.tag;
    if (bound.waveform !== undefined) this.#waveform(reader, datatype, bound);
    else if (reader.isNull) this.#add(ref, Number.NaN, Status.bad);
    else if (bound.column !== undefined) this.#cell(reader, bound, bound.column);
    else if (type === "text")
      this.#text(
        ref,
        bound.index === undefined ? textOf(reader, datatype) : textElement(reader, datatype, bound.index),
        statusOf(reader),
      );
    else if (bound.index === undefined) this.#number(ref, numberOf(reader, datatype), reader, { datatype });
    else this.#element(ref, element(reader, datatype, bound.index), reader, { datatype, index: bound.index });
  }

  #waveform(reader: PayloadReader, datatype: number, { tag, waveform }: BoundMetric): void {
    if (waveform === undefined) return;
    const points = reader.kind === "bytes" ? arrayNumbers(reader.bytes(), datatype) : undefined;
    this.#arrays.push({
      tag,
      waveform,
      array: { points, time: this.#time, receivedAt: this.#nowUs, status: statusOf(reader), flags: this.#flags },
    });
  }

  #cell(reader: PayloadReader, { tag, row }: BoundMetric, column: string): void {
    const dataSet = this.#dataSet;
    if (reader.kind !== "dataset" || !dataSet.find(reader.bytes(), row, column)) {
      this.#add(tag.ref, Number.NaN, Status.badTypeMismatch);
      return;
    }
    if (tag.type === "text") this.#text(tag.ref, textOf(dataSet, dataSet.datatype), statusOf(reader));
    else
      this.#number(tag.ref, numberOf(dataSet, dataSet.datatype), reader, {
        datatype: dataSet.datatype,
        holder: dataSet,
      });
  }

  #text(ref: TagRef, text: string | undefined, status: number): void {
    if (text === undefined) this.#add(ref, Number.NaN, Status.badTypeMismatch);
    else this.#outlet.samples.addText(ref, this.#time, text, status, this.#flags);
  }

  #number(
    ref: TagRef,
    value: number,
    reader: PayloadReader,
    { datatype, holder = reader }: { readonly datatype: number; readonly holder?: WireValue },
  ): void {
    if (Number.isFinite(value))
      this.#add(
        ref,
        value,
        holder.kind === "long"
          ? this.#inexact.statusOf(ref, value, {
              status: statusOf(reader),
              digits: () => textOf(holder, datatype) ?? "",
            })
          : statusOf(reader),
      );
    else
      this.#add(
        ref,
        Number.NaN,
        holder.kind === "float" || holder.kind === "double" ? Status.badOutOfRange : Status.badTypeMismatch,
      );
  }

  #element(
    ref: TagRef,
    value: number,
    reader: PayloadReader,
    { datatype, index }: { readonly datatype: number; readonly index: number },
  ): void {
    const digits = (): string => textElement(reader, datatype, index) ?? "";
    if (Number.isFinite(value))
      this.#add(
        ref,
        value,
        isWideArray(datatype)
          ? this.#inexact.statusOf(ref, value, { status: statusOf(reader), digits })
          : statusOf(reader),
      );
    else this.#add(ref, Number.NaN, Status.badTypeMismatch);
  }

  #add(ref: TagRef, value: number, status: number): void {
    this.#outlet.samples.add(ref, this.#time, value, status, this.#flags);
  }
}

/** A number to compare values by: the value itself, or a checksum of text or bytes. */
function identityOf(reader: PayloadReader, datatype: number): number {
  if (reader.kind === "string") return crc32(reader.text());
  return reader.kind === "bytes" || reader.kind === "dataset" ? crc32(reader.bytes()) : numberOf(reader, datatype);
}

function element(reader: PayloadReader, datatype: number, index: number): number {
  return reader.kind === "bytes" ? elementOf(reader.bytes(), datatype, index) : Number.NaN;
}

function textElement(reader: PayloadReader, datatype: number, index: number): string | undefined {
  return reader.kind === "bytes" ? elementText(reader.bytes(), datatype, index) : undefined;
}
