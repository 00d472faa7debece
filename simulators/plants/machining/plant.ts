import {
  type MeterReading,
  type PlantModel,
  type SafetyState,
  STEP_S,
  type StoreLevel,
  type Vehicle,
  type WireFault,
} from "../../kernel/contract.ts";
import type { MachineStateChanged, PlantEvent, TruthEvent } from "../../kernel/events.ts";
import { Conditions } from "../../kernel/faults/condition.ts";
import { Random } from "../../kernel/random.ts";
import type { Signal } from "../../kernel/signal.ts";
import { subscribe } from "../../kernel/subscribe.ts";
import { readScenario } from "../../scenario/read.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { wearFactorsOf } from "./faults/acceleration.ts";
import { FaultSchedule } from "./faults/schedule.ts";
import { Dispatcher } from "./fleet/dispatcher.ts";
import { vehicleSignals } from "./fleet/vehicle-signals.ts";
import { Instruments } from "./instruments.ts";
import { STATIONS } from "./layout.ts";
import type { Machine, Surroundings } from "./machine.ts";
import { Cnc } from "./machines/cnc.ts";
import { ProgramLibrary } from "./machines/cnc-program.ts";
import { MaterialBook } from "./material/book.ts";
import { Operations } from "./material/operations.ts";
import { PalletPool } from "./material/pallets.ts";
import { rackSignals } from "./material/store-signals.ts";
import { Stores } from "./material/stores.ts";
import { UtilityMeter } from "./media/meter.ts";
import { type MediaFlows, Metering } from "./media/metering.ts";
import { PowerTree } from "./media/power-tree.ts";
import { Supplies } from "./media/supplies.ts";
import { People } from "./people/people.ts";
import { SAFETY_CONTROLLERS, safetySignals } from "./people/safety-signals.ts";
import { Calendar } from "./planning/calendar.ts";
import { OrderBook } from "./planning/order-book.ts";
import { createStations, type Stations } from "./stations.ts";

export interface PlantOptions {
  readonly seed: number;
  readonly scenario: Scenario;
  /** Simulated time at the first step, ms UTC. */
  readonly startMs: number;
  /** How long the plant has worked before that, so that it starts in the middle of a shift. */
  readonly warmUpS?: number;
  /** Time of the scenario at the first step, seconds; negative for what lies before it. */
  readonly scenarioFromS?: number;
}

/** Steps of the model in a second: heat, media, faults and planning go by seconds. */
const STEPS_PER_S = Math.round(1 / STEP_S);

/** Binjiang Plant 1. Everything in it follows from seed, scenario and the steps. */
export class Plant implements PlantModel {
  readonly book: MaterialBook;
  readonly safety: SafetyState;
  readonly powerTree: PowerTree;
  readonly meters: readonly UtilityMeter[];
  readonly instruments: Instruments;
  readonly #around: Surroundings;
  readonly #startMs: number;
  readonly #scenarioFromS: number;
  readonly #people: People;
  readonly #stations: Stations;
  readonly #machines: readonly Machine[];
  readonly #orders: OrderBook;
  readonly #stores: Stores;
  readonly #dispatcher: Dispatcher;
  readonly #metering: Metering;
  readonly #supplies: Supplies;
  readonly #calendar: Calendar;
  readonly #faults: FaultSchedule;
  /** What was told of each machine last. */
  readonly #shownStates: MachineStateChanged[] = [];
  readonly #listeners = new Set<(event: PlantEvent) => void>();
  readonly #truthListeners = new Set<(event: TruthEvent) => void>();
  #steps = 0;

  constructor(options: PlantOptions) {
    const { seed, scenario, startMs, warmUpS = 2400 } = options;
    const random = new Random(seed);
    this.#startMs = startMs;
    this.#scenarioFromS = options.scenarioFromS ?? 0;
    this.#steps = -Math.round(warmUpS / STEP_S);
    const nowMs = (): number => this.#around.nowMs;
    const tell = (event: PlantEvent): void => this.#tell(event);
    this.book = new MaterialBook(nowMs, tell);
    const orders = new OrderBook({
      plan: scenario.orders,
      variants: scenario.variants,
      random: random.fork("orders"),
      startMs,
      nowMs,
      tell,
    });
    this.#orders = orders;
    const operations = new Operations({ orders, nowMs, tell, tellTruth: (event) => this.#tellTruth(event) });
    this.#around = {
      nowMs: startMs - 1000 * warmUpS,
      hallCel: 24,
      airBar: 7.1,
      voltageV: 231,
      gridHz: 50,
      sagged: false,
      workTime: "working",
      calendar: scenario.calendar,
      isIdle: (station) => this.#calendar.isIdleAt(station, this.#around.nowMs),
      wear: scenario.wear,
      wearFactors: wearFactorsOf(scenario),
      conditions: new Conditions(),
      book: this.book,
      operations,
      programs: new ProgramLibrary(),
      scrap: (piece) => {
        this.book.scrap(piece);
        operations.counted(piece.order);
      },
      tell,
    };
    const around = this.#around;
    this.#calendar = new Calendar(scenario.calendar);
    this.#people = new People(around, random.fork("people"));
    this.safety = this.#people;
    const pool = new PalletPool();
    this.#stores = new Stores({
      book: this.book,
      orders,
      pool,
      random: random.fork("stores"),
      conditions: around.conditions,
      nowMs,
      tell,
    });
    this.#stations = createStations({
      around,
      random,
      stores: this.#stores,
      pool,
      people: this.#people,
      tree: () => this.powerTree,
    });
    this.#machines = [...this.#stations.machines.values()];
    this.#dispatcher = new Dispatcher(this.#stations.lanes, around, random.fork("fleet"));
    this.powerTree = new PowerTree(this.#stations.machines);
    this.#supplies = new Supplies({
      stations: this.#stations,
      around,
      tree: this.powerTree,
      random: random.fork("grid"),
    });
    this.#metering = new Metering({
      machines: this.#stations.machines,
      tree: this.powerTree,
      flows: this.#supplies.flows,
      around,
    });
    const ofMeters = random.fork("meters");
    this.meters = STATIONS.filter(({ kind }) => kind === "meter").map(
      ({ id }) => new UtilityMeter(id, { random: ofMeters.fork(id), around, read: () => this.#metering.read(id) }),
    );
    this.#faults = new FaultSchedule(scenario.faults, around.conditions, (event) => this.#tellTruth(event));
    this.instruments = new Instruments(
      new Map([
        ...this.#machines.map(({ id, signals }) => [id, signals] as const),
        ...this.meters.map(({ id, signals }) => [id, signals] as const),
        ...this.vehicles.map((vehicle) => [vehicle.id, vehicleSignals(vehicle)] as const),
        [SAFETY_CONTROLLERS.id, safetySignals(this.safety.devices)],
        ...this.stores.map(({ id }) => [id, rackSignals(id, () => this.#stores.level(id))] as const),
      ]),
    );
    const unknown = this.instruments.unknown(scenario.faults);
    if (unknown.length > 0) throw new Error(unknown.join("\n"));
    this.#fill();
    while (this.#steps < 0) this.step();
    this.#faults.listen();
  }

  /** The shift before left two pallets at every place. */
  #fill(): void {
    const before = { kind: "outside", id: "shift-before" } as const;
    for (const [at, { to }] of this.#stations.lanes.entries()) {
      if (to === this.#stores.finished || (at > 0 && to === this.#stations.lanes[at - 1]?.to)) continue;
      for (let count = 0; count < 2; count++) {
        const pallet = this.#stores.take(before);
        for (const piece of at === 0 ? [] : pallet.pieces) piece.order.started++;
        to.put(pallet, before);
      }
    }
  }

  get nowMs(): number {
    return this.#around.nowMs;
  }

  get vehicles(): readonly Vehicle[] {
    return this.#dispatcher.vehicles;
  }

  get stores(): readonly StoreLevel[] {
    return this.#stores.levels;
  }

  /** Every machine by its station id. */
  get machines(): ReadonlyMap<string, Machine> {
    return this.#stations.machines;
  }

  get flows(): Readonly<MediaFlows> {
    return this.#supplies.flows;
  }

  /** Pieces anywhere inside the plant, counted where they are. */
  get insideCount(): number {
    let count = this.#stores.pieceCount + this.#dispatcher.pieceCount;
    for (const buffer of this.#stations.buffers) count += buffer.ready;
    for (const table of this.#stations.reworkTables) count += table.count;
    for (const machine of this.#machines) count += machine.pieceCount;
    return count;
  }

  get wireFaults(): readonly WireFault[] {
    return this.#faults.wire;
  }

  onEvent(listener: (event: PlantEvent) => void, signal?: AbortSignal): void {
    subscribe(this.#listeners, listener, signal);
  }

  /** What nobody in the plant can know. */
  onTruth(listener: (event: TruthEvent) => void, signal?: AbortSignal): void {
    subscribe(this.#truthListeners, listener, signal);
  }

  #tell(event: PlantEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #tellTruth(event: TruthEvent): void {
    for (const listener of this.#truthListeners) listener(event);
  }

  /** How everything stands now, as the events that would lead here: for who begins to listen. */
  snapshot(): readonly PlantEvent[] {
    const timeMs = this.nowMs;
    const orders = this.#orders.open.map((order): PlantEvent => ({ type: "order-changed", timeMs, ...order.asEvent }));
    const states = this.#machines.map(
      ({ id: station, itemState: state, mode, cause }): PlantEvent => ({
        type: "machine-state",
        timeMs,
        station,
        state,
        mode,
        cause,
      }),
    );
    return [...orders, ...this.book.snapshot(), ...states];
  }

  meter(id: string): MeterReading {
    return this.#metering.read(id);
  }

  signals(id: string): readonly Signal[] {
    const machine = this.#stations.machines.get(id);
    if (machine === undefined) throw new Error(`the plant has no machine ${id}`);
    return machine.signals;
  }

  /** Steps until the next one would lie behind `untilMs`. */
  advanceTo(untilMs: number): void {
    while (this.#startMs + 1000 * STEP_S * (this.#steps + 1) <= untilMs) this.step();
  }

  step(): void {
    const around = this.#around;
    this.#steps++;
    around.nowMs = this.#startMs + this.#steps * 1000 * STEP_S;
    const isSecond = this.#steps % STEPS_PER_S === 0;
    // The run begins with the scenario's present, told when everybody listens.
    if (this.#steps === 1) this.#faults.step(this.#scenarioFromS, this.#startMs);
    if (isSecond) this.#beginSecond();
    this.#people.step(STEP_S);
    for (const loader of this.#stations.loaders) loader.step(STEP_S);
    for (const machine of this.#machines) machine.step(STEP_S);
    for (const table of this.#stations.reworkTables) table.step(STEP_S);
    this.#dispatcher.step(STEP_S);
    this.#supplies.step(STEP_S);
    this.powerTree.step(STEP_S, { chargingW: this.#dispatcher.chargingW, voltageV: around.voltageV });
    if (isSecond) this.#endSecond();
    this.#tellStates();
  }

  get #scenarioS(): number {
    return this.#scenarioFromS + this.#steps / STEPS_PER_S;
  }

  #beginSecond(): void {
    const around = this.#around;
    if (this.#steps !== 0) this.#faults.step(this.#scenarioS, around.nowMs);
    around.workTime = this.#calendar.at(around.nowMs);
    this.instruments.slow(around.conditions);
    this.#supplies.environment();
    this.#people.slow();
    this.#dispatcher.slow();
    this.#stores.slow();
  }

  #endSecond(): void {
    for (const machine of this.#machines) machine.slow(1);
    this.#supplies.slow(1);
    this.#metering.slow(1);
    for (const meter of this.meters) meter.slow(1);
    if (this.#truthListeners.size > 0 && this.#steps >= 0) this.#tellSecond();
  }

  /** Where people are each second, how long parts last each minute. */
  #tellSecond(): void {
    const timeMs = this.nowMs;
    this.#tellTruth({
      type: "people",
      timeMs,
      at: Object.fromEntries(
        this.#people.people.filter(({ present }) => present).map(({ id, x, y }) => [id, [round(x), round(y)] as const]),
      ),
    });
    if ((this.#steps / STEPS_PER_S) % 60 !== 0) return;
    const ofS: Record<string, number | null> = this.#faults.remainingS(this.#scenarioS);
    for (const machine of this.#machines) {
      if (!(machine instanceof Cnc)) continue;
      for (const tool of machine.magazine.tools)
        ofS[`${machine.id}/tool-${tool.spec.number}`] = Math.round(
          tool.remainingS(this.#around.wear * machine.condition.wearFactor),
        );
    }
    this.#tellTruth({ type: "remaining-life", timeMs, ofS });
  }

  #tellStates(): void {
    for (let at = 0; at < this.#machines.length; at++) {
      const { id: station, itemState: state, mode, cause } = this.#machines[at] as Machine;
      const shown = this.#shownStates[at];
      if (shown !== undefined && shown.cause === cause && shown.state === state && shown.mode === mode) continue;
      const event: MachineStateChanged = { type: "machine-state", timeMs: this.nowMs, station, state, mode, cause };
      this.#shownStates[at] = event;
      this.#tell(event);
    }
  }
}

function round(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}

/** Builds the plant in the middle of a shift: machines hold pieces, buffers are part full, vehicles are on their way. A scenario can be named (`demo`). */
export function createPlant(options: Omit<PlantOptions, "scenario"> & { readonly scenario: Scenario | string }): Plant {
  const { scenario } = options;
  return new Plant({ ...options, scenario: typeof scenario === "string" ? readScenario(scenario) : scenario });
}
