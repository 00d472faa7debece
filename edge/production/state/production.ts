import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { matchesAsset, matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type {
  Figures,
  FiguresQuestion,
  LineFigures,
  OrderFigures,
  ProductionReader,
  Quantities,
  StateSpan,
  StopReason,
} from "../../contracts/production/production.ts";
import type { KpisConfig } from "./config.ts";
import { figuresOf } from "./figures.ts";
import { lineFiguresOf, type Pace } from "./line-figures.ts";
import type { StopMeaning } from "./losses.ts";
import type { Machine } from "./machine.ts";
import type { Changes, Completion, MachineRecord } from "./machine-record.ts";
import { ratio } from "./ratio.ts";
import { isSame, spansOf } from "./spans.ts";
import type { StateEngine } from "./state-engine.ts";
import { meaningOf, type ReasonSources, stopReasons } from "./stop-reasons.ts";
import { AROUND_US, unreportedParts } from "./unreported-parts.ts";
import type { WorkCalendar } from "./work-calendar.ts";

export interface ProductionOptions {
  readonly config: KpisConfig;
  readonly engine: StateEngine;
  readonly calendar: WorkCalendar;
}

/** Number of newest parts in the mean cycle time. */
const NEWEST = 32;
const WITHOUT_SHIFTS_US = 8 * 3600e6;
const LONGEST_STOP_US = 86_400e6;

/** Answers queries about machines and lines in a time range. */
export class Production {
  readonly machines: ProductionReader["machines"];
  readonly lines: readonly string[];
  readonly #options: ProductionOptions;

  constructor(options: ProductionOptions) {
    this.#options = options;
    this.machines = options.engine.machines.map(({ asset: { assetUid, label } }) => ({ assetUid, label }));
    this.lines = options.config.lines.map(({ id }) => id);
  }

  states(asset: AssetUid, from: Micros, to: Micros): readonly StateSpan[] {
    const machine = this.#machine(asset);
    return this.#spans(machine, this.#options.engine.recordOf(machine, from, to), { from, to });
  }

  stops(asset: AssetUid, from: Micros, to: Micros): readonly StopReason[] {
    const machine = this.#machine(asset);
    const sources = this.#reasonSources(machine, { from, to });
    return stopReasons(this.states(asset, from, to), sources);
  }

  figures(asset: AssetUid, question: FiguresQuestion): Figures {
    const machine = this.#machine(asset);
    const record = this.#options.engine.recordOf(machine, question.from, question.to);
    return this.#figures(machine, record, question);
  }

  line(name: string, question: FiguresQuestion): LineFigures {
    const { config, engine } = this.#options;
    const line = config.lines.find(({ id }) => id === name);
    if (line === undefined) throw new EdgeError("not-found", `there is no line ${name} in kpis.lines`);
    const machines = engine.machines.filter(({ asset }) =>
      line.stations.some((word) => matchesWord(word, asset.label)),
    );
    const last = machines.find(({ asset }) => asset.label === line.last);
    const done =
      last === undefined
        ? undefined
        : {
            figures: this.figures(last.asset.assetUid, question),
            spans: this.states(last.asset.assetUid, question.from, question.to),
            completions: this.#completions(last, question),
          };
    return lineFiguresOf({
      line: name,
      window: question,
      last: line.last,
      done,
      pace: this.#constraint(machines, line.constraint),
      machines: machines.map(({ asset }) => ({
        label: asset.label,
        spans: this.states(asset.assetUid, question.from, question.to),
      })),
    });
  }

  /** Finish times of the newest parts, by events, or else by the machine's counter; at most 32. */
  newestPieces({ assetUid }: Asset): readonly Micros[] {
    const { record } = this.#machine(assetUid);
    if (record.completions.length > 0) return record.completions.slice(-NEWEST).map(({ time }) => time);
    const counter = [record.stream("good"), record.stream("produced")].find(({ times }) => times.length > 0);
    return counter === undefined ? [] : stepsOf(counter).slice(-NEWEST);
  }

  /** The part of the current shift for which the machine's state is known, or else the last eight hours. */
  shiftWindow(assetUid: AssetUid, now: Micros): { readonly from: Micros; readonly to: Micros } {
    const shift = this.#options.calendar.site.shiftAt(now);
    const known = this.knownSince(this.#machine(assetUid).asset) ?? now;
    return { from: Math.min(now, Math.max(shift?.from ?? now - WITHOUT_SHIFTS_US, known)), to: now };
  }

  /** Time since which the machine's state is recorded; undefined if it is not. */
  knownSince({ assetUid }: Asset): Micros | undefined {
    return this.#machine(assetUid).record.stream("itemState").times[0];
  }

  orderFigures(from: Micros, to: Micros): OrderFigures {
    const { engine } = this.#options;
    const orders = engine.endedOrders(from, to);
    const withDue = orders.filter(({ due }) => due !== null);
    const onTime = withDue.filter(({ ended, due }) => ended <= (due as number)).length;
    const leads = orders.flatMap(({ started, ended }) => (started === null ? [] : [(ended - started) / 1e6]));
    return {
      ended: orders.length,
      onTime,
      onTimeRate: ratio(onTime, withDue.length),
      leadTimeS: ratio(
        leads.reduce((sum, lead) => sum + lead, 0),
        leads.length,
      ),
    };
  }

  #machine(asset: AssetUid): Machine {
    const machine = this.#options.engine.machine(asset);
    if (machine === undefined) throw new EdgeError("not-found", `there is no machine ${asset} whose state is read`);
    return machine;
  }

  #spans(
    machine: Machine,
    record: MachineRecord,
    { from, to }: { readonly from: Micros; readonly to: Micros },
  ): StateSpan[] {
    const { engine, calendar } = this.#options;
    const planned = calendar.planned(machine.asset, from, to);
    return spansOf(record, {
      from,
      to,
      table: machine.table,
      planned,
      lostAt: machine.lostAt,
      wordOf: (code) => engine.wordOf(code),
      variantOf: (order) => engine.variantOf(order),
    });
  }

  #reasonSources(machine: Machine, { from, to }: { readonly from: Micros; readonly to: Micros }): ReasonSources {
    const { engine, config } = this.#options;
    const { reasons: catalogue } = config;
    return { catalogue, alerts: engine.alertsOf(machine, from, to), given: engine.reasonsOf(machine, from, to) };
  }

  /** The meaning of a stop, by its reason; of one that began before the time, by that of the whole stop. */
  #meanings(machine: Machine, { from, to }: FiguresQuestion): (stop: StateSpan) => StopMeaning | undefined {
    if (this.#options.config.reasons.length === 0) return () => undefined;
    const sources = this.#reasonSources(machine, { from: from - LONGEST_STOP_US, to });
    const hasEarlier = [...sources.given.keys(), ...sources.alerts.map(({ raised }) => raised)].some((at) => at < from);
    return (stop) => meaningOf(hasEarlier && stop.from === from ? this.#whole(machine, stop) : stop, sources);
  }

  /** A stop with its beginning, at most a day before. */
  #whole(machine: Machine, stop: StateSpan): StateSpan {
    const window = { from: stop.from - LONGEST_STOP_US, to: stop.from };
    const record = this.#options.engine.recordOf(machine, window.from, window.to);
    const before = this.#spans(machine, record, window).at(-1);
    return before !== undefined && isSame(before, stop) ? { ...stop, from: before.from } : stop;
  }

  /** Reported completions and those known only from the machine's counter, in order of time. */
  #completions(machine: Machine, { from, to, order, variant }: FiguresQuestion): Completion[] {
    const { engine } = this.#options;
    const record = engine.recordOf(machine, from - AROUND_US, to + AROUND_US);
    const workAt = (time: Micros): Pick<Completion, "order" | "variant"> => {
      const code = record.stream("order").at(time);
      const name = Number.isNaN(code) ? "" : engine.wordOf(code);
      return { order: name, variant: engine.variantOf(name) };
    };
    const unreported = unreportedParts(record, { from, to, workAt });
    const reported = record.completions.filter(({ time }) => time >= from && time < to);
    const all = unreported.length === 0 ? reported : [...reported, ...unreported].sort((a, b) => a.time - b.time);
    return all.filter(
      (one) => (order === undefined || one.order === order) && (variant === undefined || one.variant === variant),
    );
  }

  #figures(machine: Machine, record: MachineRecord, question: FiguresQuestion): Figures {
    const { config } = this.#options;
    const { from, to, order, variant } = question;
    const all = this.#spans(machine, record, { from, to });
    const spans = all.filter(
      (span) => (order === undefined || span.order === order) && (variant === undefined || span.variant === variant),
    );
    const completions = this.#completions(machine, question);
    const counted = order === undefined && variant === undefined ? quantitiesByCounters(record, question) : undefined;
    const hasEvents = completions.length > 0 || counted === undefined;
    const quantities = hasEvents ? quantitiesOf(completions) : counted;
    return figuresOf({
      scope: machine.asset.label,
      assetUid: machine.asset.assetUid,
      from,
      to,
      spans,
      completions,
      quantities,
      partsFrom: hasEvents ? (completions.length > 0 || record.completions.length > 0 ? "events" : null) : "counters",
      idealOf: (name) => this.#idealOf(machine, name),
      taktS: config.taktS,
      lossModel: question.lossModel ?? config.lossModel,
      minorStopBelowS: config.minorStopBelowMin * 60,
      reasonOf: this.#meanings(machine, question),
    });
  }

  #idealOf({ asset }: Machine, variant: string): number | undefined {
    return this.#options.config.idealCycles.find(
      (entry) => matchesAsset(entry.of, asset) && (entry.variant === undefined || entry.variant === variant),
    )?.seconds;
  }

  /** Parallel machines share the work: their common pace is the ideal cycle divided by their number. */
  #constraint(machines: readonly Machine[], named: string | undefined): Pace | undefined {
    const { engine } = this.#options;
    const groups = new Map<string, Machine[]>();
    for (const machine of machines) {
      const entry = this.#options.config.idealCycles.findIndex(({ of }) => matchesAsset(of, machine.asset));
      if (entry >= 0) groups.set(String(entry), [...(groups.get(String(entry)) ?? []), machine]);
    }
    const paces = [...groups.values()].map((group) => ({
      labels: group.map(({ asset }) => asset.label),
      idealOf: (variant: string): number | undefined => {
        const ideal = this.#idealOf(group[0] as Machine, variant);
        return ideal === undefined ? undefined : ideal / group.length;
      },
      hasMade: (piece: string): boolean => group.some((machine) => engine.hasCompletion(machine, piece)),
    }));
    const chosen =
      named === undefined
        ? paces.toSorted((a, b) => (b.idealOf("") ?? 0) - (a.idealOf("") ?? 0))[0]
        : paces.find(({ labels }) => labels.includes(named));
    return chosen === undefined ? undefined : { ...chosen, label: chosen.labels.join(", ") };
  }
}

/** One time for each counted part; a step of several parts is spread over its time. */
function stepsOf({ times, values }: Changes): Micros[] {
  const from = Math.max(1, times.length - NEWEST);
  return Array.from({ length: times.length - from }, (_, at) => from + at).flatMap((at) => {
    const grown = (values[at] as number) - (values[at - 1] as number);
    const [before, time] = [times[at - 1] as number, times[at] as number];
    return grown > 0
      ? Array.from({ length: Math.min(NEWEST, grown) }, (_, n) => before + ((time - before) * (n + 1)) / grown)
      : [];
  });
}

function quantitiesOf(completions: readonly Completion[]): Quantities {
  const of = (verdict: string): number => completions.filter((one) => one.verdict === verdict).length;
  return { PQ: completions.length, GQ: of("good"), SQ: of("scrap"), RQ: of("rework") };
}

/**
 * Increments of counters; a counter that falls was reset and counts on from its new value. Undefined if none was read.
 */
function quantitiesByCounters(record: MachineRecord, { from, to }: FiguresQuestion): Quantities | undefined {
  const [produced, good, scrapped] = ["produced", "good", "scrapped"].map((name) =>
    grown(record.stream(name as "produced"), from, to),
  ) as [number, number, number];
  if (Number.isNaN(produced) && Number.isNaN(good)) return undefined;
  const SQ = Number.isNaN(scrapped) ? 0 : scrapped;
  const GQ = Number.isNaN(good) ? Math.max(0, produced - SQ) : good;
  const PQ = Number.isNaN(produced) ? GQ + SQ : produced;
  return { PQ, GQ, SQ, RQ: Math.max(0, PQ - GQ - SQ) };
}

function grown(counter: Changes, from: Micros, to: Micros): number {
  const { times, values } = counter;
  if (times.length === 0) return Number.NaN;
  let sum = 0;
  let last = Number.NaN;
  for (let at = Math.max(0, counter.indexAt(from)); at < times.length && (times[at] as number) < to; at++) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    if (value > last) sum += value - last;
    last = value;
  }
  return sum;
}
