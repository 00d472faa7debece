/** Follows every meter by quarter of an hour, and the demand of each contract by minute. */

import type { Logger } from "pino";
import { ByTag } from "../../batch/by-tag.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  type FollowerOutput,
  forgottenBefore,
  lastTickOf,
} from "../../contracts/path/follower.ts";
import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { signalName, type TagRef, type TagTable } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { ShiftableLoad } from "../../contracts/production/load.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { scaleOf } from "../flow-now.ts";
import type { Contract, DemandConfig, TariffsConfig } from "./config.ts";
import { ContractDemand } from "./contract-demand.ts";
import { Prices } from "./cost.ts";
import { REMEMBERED_MIN } from "./demand-forecast.ts";
import { type DemandState, DemandWatch } from "./demand-watch.ts";
import { type LoadAnswered, loadAnswers } from "./load-answers.ts";
import { LoadMeter, type LoadMeterState, type Reading } from "./load-meter.ts";
import { electricityOfMachines, loadPointsOf } from "./load-points.ts";
import { keepHighest, type LoadRows, noRows } from "./load-rows.ts";
import { LoadStore } from "./load-store.ts";
import { MachineCount, type MachineState } from "./machine-quarter.ts";
import { OutdoorMean, type OutdoorState } from "./outdoor-mean.ts";
import { quarterOf } from "./quarter-count.ts";
import { openUtilities, type Utility } from "./utilities.ts";
import type { UtilityState } from "./utility-quarter.ts";

const MINUTE_US = 60e6;
const HOUR_US = 3600e6;
const UNKNOWN_VARIANT = "";
const MOST_LETTERS = 80;

export interface LoadBookOptions {
  readonly config: TariffsConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
}

type Bound = (time: Micros, value: number) => void;

export class LoadBook implements Follower {
  readonly name = "load";
  /** Its forecasts hold several thousand figures. */
  readonly writeEveryMs = 15_000;
  readonly needs: FollowerNeeds;
  readonly answers: LoadAnswered;
  readonly config: TariffsConfig;
  readonly prices: readonly Prices[];
  readonly store: LoadStore;
  readonly meters: readonly LoadMeter[];
  /** Those whose machines are listed, one for each machine. */
  readonly ofMachines: readonly LoadMeter[];
  readonly demands: readonly ContractDemand[];
  readonly #options: LoadBookOptions;
  /** By number of the point whose machine it is. */
  readonly #machines = new Map<number, MachineCount>();
  readonly utilities: readonly Utility[];
  readonly #outdoor: OutdoorMean;
  readonly #bound = new ByTag<readonly Bound[]>();
  readonly #read: ReturnType<typeof materialReader>;
  #changes: LoadRows = noRows();
  #mark: FollowerMark;
  #tickedAt: Micros;
  #forgetBefore: Micros = Number.NaN;

  constructor(options: LoadBookOptions) {
    const { config, plant, tags, path, log, follows } = options;
    this.#options = options;
    this.config = config;
    this.store = new LoadStore(path, log, follows);
    this.#mark = this.store.mark;
    this.#tickedAt = lastTickOf(this.#mark);
    this.prices = config.contracts.map((contract) => new Prices(contract, plant.site.timeZone));
    const points = loadPointsOf(plant, tags);
    const codes = this.store.codes(points.map(({ asset }) => asset.assetUid));
    this.meters = points.map((point) => {
      const code = codes.get(point.asset.assetUid) as number;
      return new LoadMeter(point, code, this.#state<LoadMeterState>(`meter ${code}`));
    });
    this.ofMachines = electricityOfMachines(this.meters);
    this.#outdoor = new OutdoorMean(this.#state<OutdoorState>("outdoor"));
    for (const meter of this.meters) this.#bindMeter(meter);
    this.#bindOutdoor();
    this.utilities = openUtilities({
      ...options,
      stateOf: (uid) => this.#state<UtilityState>(`utility ${uid}`),
      bind: (ref, take) => this.#bind(ref, (_time, value) => take(value)),
      now: () => this.#tickedAt,
    });
    this.demands = config.contracts.flatMap((contract) =>
      contract.demand === undefined ? [] : [this.#openDemand(contract, contract.demand)],
    );
    this.#read = materialReader(plant);
    this.needs = { tags: [...this.#bound.keys()] as TagRef[], events: ["piece.completed"], waveforms: false };
    this.answers = loadAnswers(this);
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.store.note;
  }

  get waiting(): number {
    const { quarters, machines, minutes } = this.#changes;
    return quarters.length + machines.length + minutes.length;
  }

  get timeZone(): string {
    return this.#options.plant.site.timeZone;
  }

  /** Newest log time. */
  get now(): Micros {
    return this.#tickedAt;
  }

  get unwritten(): LoadRows {
    return this.#changes;
  }

  observe(samples: SampleBatch): void {
    for (let at = 0; at < samples.length; at++) {
      const bound = this.#bound.get(samples.tags[at] as number);
      if (bound === undefined || qualityOf(samples.statuses[at] as number) === "bad") continue;
      const value = samples.values[at] as number;
      if (!Number.isFinite(value)) continue;
      for (const take of bound) take(samples.times[at] as number, value);
    }
  }

  take(event: EdgeEvent): void {
    const piece = this.#read(event);
    if (piece?.kind !== "piece.completed") return;
    const { variant = UNKNOWN_VARIANT, place } = piece;
    for (const { code, point } of this.meters)
      if (point.machine?.label === place) this.#machines.get(code)?.complete(variant.slice(0, MOST_LETTERS));
  }

  tick(now: Micros): FollowerOutput | undefined {
    const { config, deletionTime } = this.#options;
    const before = this.#tickedAt;
    this.#tickedAt = now;
    for (const machine of this.#machines.values()) machine.pass(now);
    for (const { count } of this.utilities) count.pass(now);
    if (Number.isNaN(before)) return undefined;
    if (Math.floor(now / HOUR_US) !== Math.floor(before / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, config.keepDays, deletionTime);
    if (quarterOf(now) !== quarterOf(before)) this.#endQuarter(quarterOf(before));
    const findings = this.#minutes(before, now);
    return findings.length === 0 ? undefined : { findings };
  }

  write(mark: FollowerMark): void {
    this.store.write({
      ...this.#changes,
      state: {
        position: mark.position,
        time: mark.time,
        outdoor: this.#outdoor.state,
        ...Object.fromEntries(this.meters.map((meter) => [`meter ${meter.code}`, meter.state])),
        ...Object.fromEntries([...this.#machines].map(([code, { state }]) => [`machine ${code}`, state])),
        ...Object.fromEntries(this.utilities.map(({ asset, count }) => [`utility ${asset.assetUid}`, count.state])),
        ...Object.fromEntries(this.demands.map((one) => [`demand ${one.contract.id}`, one.watch.state])),
        ...Object.fromEntries(this.demands.map((one) => [`counted ${one.contract.id}`, one.counted])),
      },
    });
    this.#changes = noRows();
    this.#mark = mark;
    if (Number.isNaN(this.#forgetBefore)) return;
    this.store.forget(this.#forgetBefore, this.#tickedAt - 2 * REMEMBERED_MIN * MINUTE_US);
    this.#forgetBefore = Number.NaN;
  }

  close(): void {
    this.store.close();
  }

  /** Machines whose work can wait and that work now, the largest first. */
  shiftable({ demand }: Contract): readonly ShiftableLoad[] {
    const words = demand?.canShift ?? [];
    return this.ofMachines
      .flatMap(({ code, point: { machine } }): ShiftableLoad[] => {
        const present = this.#machines.get(code)?.present;
        if (machine === undefined || present?.isExecuting !== true || !(present.kW > 0)) return [];
        const { assetUid, label } = machine;
        return words.some((word) => matchesWord(word, label)) ? [{ assetUid, label, kW: present.kW }] : [];
      })
      .sort((a, b) => b.kW - a.kW);
  }

  #endQuarter(start: Micros): void {
    for (const [point, machine] of this.#machines) this.#changes.machines.push({ point, start, ...machine.take() });
    for (const { asset, count } of this.utilities)
      this.#changes.utilities.push({ uid: asset.assetUid, start, ...count.take() });
    const mean = this.#outdoor.take();
    if (!Number.isNaN(mean)) this.#changes.outdoor.push({ start, mean });
  }

  /** Takes the minutes that ended in (before, now]. */
  #minutes(before: Micros, now: Micros): readonly Finding[] {
    const findings: Finding[] = [];
    const first = Math.max(Math.floor(before / MINUTE_US) + 1, Math.floor(now / MINUTE_US) - REMEMBERED_MIN);
    for (let minute = first; minute * MINUTE_US <= now; minute++) {
      const to = minute * MINUTE_US;
      for (const demand of this.demands) {
        const { id } = demand.contract;
        const { kW, window } = demand.minute(to);
        this.#changes.minutes.push({ contract: id, to, kW });
        if (window !== undefined) keepHighest(this.#changes.windows, { contract: id, ...window });
        findings.push(...demand.findings(to, this.shiftable(demand.contract)));
      }
    }
    return findings;
  }

  #openDemand(contract: Contract, demand: DemandConfig): ContractDemand {
    const { id } = contract;
    const state = this.#state<DemandState>(`demand ${id}`);
    const minutes = this.store.minutes(id, REMEMBERED_MIN).map(({ kW }) => kW);
    const now = this.#tickedAt - (this.#tickedAt % MINUTE_US);
    const watch = new DemandWatch(demand, this.#options.plant.site.timeZone, {
      now,
      minutes,
      ...(state === undefined ? {} : { state }),
    });
    const meters = this.meters.filter(({ point }) => contract.meters.includes(point.asset.label));
    return new ContractDemand({
      contract,
      demand,
      watch,
      meters,
      counted: this.#state<number>(`counted ${id}`) ?? Number.NaN,
    });
  }

  #bindMeter(meter: LoadMeter): void {
    const { code, point } = meter;
    const { counter, rate, reactive, machine } = point;
    const count = machine === undefined ? undefined : this.#openMachine(code);
    const bind = (ref: TagRef | undefined, what: Reading): void => {
      if (ref === undefined) return;
      this.#bind(ref, (time, value) => {
        const rows = what === "reactive" ? this.#changes.reactive : this.#changes.quarters;
        for (const quarter of meter.read(what, time, value)) rows.push({ ...quarter, point: code });
        if (what === "rate" && point.medium === "electricity") count?.setPower(value * scaleOf(rate), this.#tickedAt);
        else count?.heard(this.#tickedAt);
      });
    };
    bind(counter?.ref, "counter");
    bind(rate?.ref, "rate");
    bind(reactive?.ref, "reactive");
    if (machine !== undefined) this.#bind(machine.state.ref, (_time, value) => count?.setState(value, this.#tickedAt));
  }

  #openMachine(code: number): MachineCount {
    const machine = new MachineCount(this.config.idleMin, this.#state<MachineState>(`machine ${code}`));
    this.#machines.set(code, machine);
    return machine;
  }

  #bindOutdoor(): void {
    const { outdoor } = this.config;
    const asset = this.#options.plant.assets.find(({ label }) => label === outdoor?.asset);
    const own = asset === undefined ? [] : this.#options.tags.ofAsset(asset.assetUid);
    const tag = own.find((one) => signalName(one) === outdoor?.signal);
    if (tag !== undefined) this.#bind(tag.ref, (_time, value) => this.#outdoor.read(value));
  }

  #bind(ref: TagRef, take: Bound): void {
    this.#bound.set(ref, [...(this.#bound.get(ref) ?? []), take]);
  }

  #state<Of>(name: string): Of | undefined {
    return this.store.state(name) as Of | undefined;
  }
}
