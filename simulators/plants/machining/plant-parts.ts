/** The parts of the plant, joined in the order of their dependencies. */
import type { PlantEvent, TruthEvent } from "../../kernel/events.ts";
import { Random } from "../../kernel/random.ts";
import { type Scenario, USUAL_WEATHER } from "../../scenario/scenario.ts";
import { FaultSchedule } from "./faults/schedule.ts";
import { Dispatcher } from "./fleet/dispatcher.ts";
import { DoubleReleases } from "./fleet/double-releases.ts";
import { vehicleSignals } from "./fleet/vehicle-signals.ts";
import { Instruments } from "./instruments.ts";
import { GAS_DETECTORS, STATIONS } from "./layout.ts";
import type { Surroundings } from "./machine.ts";
import { MaterialBook } from "./material/book.ts";
import { Operations } from "./material/operations.ts";
import { PalletPool } from "./material/pallets.ts";
import { rackSignals } from "./material/store-signals.ts";
import { Stores } from "./material/stores.ts";
import { GasDetector } from "./media/gas-detector.ts";
import { GasSpread } from "./media/gas-spread.ts";
import { UtilityMeter } from "./media/meter.ts";
import { Metering } from "./media/metering.ts";
import { PowerTree } from "./media/power-tree.ts";
import { Supplies } from "./media/supplies.ts";
import { Weather } from "./media/weather.ts";
import { NuisanceSchedule } from "./nuisances/schedule.ts";
import { Crossings } from "./people/crossings.ts";
import { NearMisses } from "./people/near-misses.ts";
import { People } from "./people/people.ts";
import { SAFETY_CONTROLLERS, safetySignals } from "./people/safety-signals.ts";
import { Calendar } from "./planning/calendar.ts";
import { Islands } from "./planning/islands.ts";
import { JobOrders } from "./planning/job-orders.ts";
import { OrderBook } from "./planning/order-book.ts";
import { createStations, type Stations } from "./stations.ts";
import { createSurroundings } from "./surroundings.ts";

interface PartsOptions {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly startMs: number;
  /** Simulated time at which the scenario begins, ms UTC. */
  readonly scenarioMs: number;
  /** Simulated time at which the plant begins to work, ms UTC: the start less the warm-up. */
  readonly beginMs: number;
  report(event: PlantEvent): void;
  reportTruth(event: TruthEvent): void;
}

interface Production {
  readonly around: Surroundings;
  readonly calendar: Calendar;
  readonly book: MaterialBook;
  readonly orders: OrderBook;
  readonly people: People;
  readonly nearMisses: NearMisses;
  readonly stores: Stores;
  readonly stations: Stations;
  readonly dispatcher: Dispatcher;
  readonly doubleReleases: DoubleReleases;
}

interface Utilities {
  readonly powerTree: PowerTree;
  readonly supplies: Supplies;
  readonly metering: Metering;
  readonly meters: readonly UtilityMeter[];
  readonly gasSpread: GasSpread;
  readonly gasDetectors: readonly GasDetector[];
}

export interface PlantParts extends Production, Utilities {
  readonly faults: FaultSchedule;
  readonly nuisances: NuisanceSchedule;
  readonly instruments: Instruments;
}

export function createParts(options: PartsOptions): PlantParts {
  const { seed, scenario, beginMs, scenarioMs, report, reportTruth } = options;
  const random = new Random(seed);
  let utilities: Utilities | undefined;
  const production = createProduction(options, random, () => (utilities as Utilities).powerTree);
  utilities = createUtilities(production, random, scenario);
  const { around, calendar } = production;
  const faults = new FaultSchedule(scenario.faults, {
    conditions: around.conditions,
    random: random.at("faults"),
    truth: reportTruth,
  });
  const instruments = instrumentsOf(production, utilities);
  // Utility meters and batteries have their own error already.
  const measuring = [...production.stations.machines.keys(), ...utilities.gasDetectors.map(({ id }) => id)];
  instruments.calibrate(measuring, random.at("instruments"));
  const nuisances = new NuisanceSchedule({
    scenario,
    calendar,
    circumstances: around.circumstances,
    instruments,
    random: random.at("nuisances"),
    beginMs,
    scenarioMs,
    report,
    reportTruth,
  });
  return { ...production, ...utilities, faults, nuisances, instruments };
}

function createProduction(options: PartsOptions, random: Random, tree: () => PowerTree): Production {
  const { scenario, startMs, beginMs, report, reportTruth } = options;
  const { variants, orders: plan } = scenario;
  const calendar = new Calendar(scenario.calendar);
  const nowMs = (): number => around.nowMs;
  const book = new MaterialBook(nowMs, report);
  const orders = new OrderBook({ plan, variants, random: random.fork("orders"), startMs, nowMs, report });
  const jobs = new JobOrders({ variants, nowMs, report });
  const islands = new Islands(variants);
  const operations = new Operations({ orders, jobs, nowMs, report, reportTruth });
  const around = createSurroundings({ scenario, calendar, book, operations, jobs, islands, nowMs: beginMs, report });
  const { conditions } = around;
  const ofPeople = random.fork("people");
  const vehicles = () => dispatcher.vehicles;
  const people = new People(around, ofPeople, new Crossings(vehicles));
  const nearMisses = new NearMisses({
    ...{ people: () => people.people, vehicles, conditions },
    random: ofPeople.at("near misses"),
  });
  const pool = new PalletPool();
  const stores = new Stores({ book, orders, islands, pool, random: random.fork("stores"), conditions, nowMs, report });
  const stations = createStations({ around, random, stores, pool, people, tree });
  const dispatcher = new Dispatcher(stations.lanes, around, random.fork("fleet"));
  const doubleReleases = new DoubleReleases({ vehicles, conditions, random: random.at("double releases") });
  return { around, calendar, book, orders, people, nearMisses, stores, stations, dispatcher, doubleReleases };
}

function createUtilities({ around, stations }: Production, random: Random, scenario: Scenario): Utilities {
  const { machines } = stations;
  const powerTree = new PowerTree(machines);
  const { weather: plan = USUAL_WEATHER, calendar } = scenario;
  const weather = new Weather(plan, { random: random.at("weather"), zone: calendar.zone });
  const isWeatherFelt = plan.isFelt;
  const supplies = new Supplies({
    ...{ stations, around, weather, isWeatherFelt },
    tree: powerTree,
    random: random.fork("grid"),
  });
  const metering = new Metering({ machines, tree: powerTree, flows: supplies.flows, around });
  const ofMeters = random.fork("meters");
  const meters = STATIONS.filter(({ kind }) => kind === "meter").map(
    ({ id }) => new UtilityMeter(id, { random: ofMeters.fork(id), around, read: () => metering.read(id) }),
  );
  const gasSpread = new GasSpread(around.conditions);
  const gasDetectors = GAS_DETECTORS.map(({ id }) => new GasDetector(id, { spread: gasSpread, around }));
  return { powerTree, supplies, metering, meters, gasSpread, gasDetectors };
}

function instrumentsOf({ stations, dispatcher, people, stores }: Production, utilities: Utilities): Instruments {
  const { meters, gasDetectors } = utilities;
  return new Instruments(
    new Map([
      ...[...stations.machines.values(), ...meters].map(({ id, signals }) => [id, signals] as const),
      ...dispatcher.vehicles.map((vehicle) => [vehicle.id, vehicleSignals(vehicle)] as const),
      [SAFETY_CONTROLLERS.id, safetySignals(people.devices)],
      ...stores.levels.map(({ id }) => [id, rackSignals(id, () => stores.level(id))] as const),
      ...gasDetectors.map(({ id, signals }) => [id, signals] as const),
    ]),
  );
}
