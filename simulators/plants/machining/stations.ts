import type { Random } from "../../kernel/random.ts";
import type { Lane } from "./fleet/dispatcher.ts";
import type { Machine, MachineContext, Surroundings } from "./machine.ts";
import { Belt } from "./machines/belt.ts";
import { Chiller } from "./machines/chiller.ts";
import { Cnc } from "./machines/cnc.ts";
import { Compressor } from "./machines/compressor.ts";
import { Conveyor } from "./machines/conveyor.ts";
import { Deburring, Dryer, Washer } from "./machines/finishing.ts";
import { CoatingBooth, Packing, TestBench } from "./machines/finishing-line.ts";
import { Press, Tightening } from "./machines/joining.ts";
import { Oven } from "./machines/oven.ts";
import { type Process, type ProcessSite, ProcessStation, type Work } from "./machines/process-station.ts";
import { Cmm, LeakTester, Vision } from "./machines/quality.ts";
import { ReworkTable } from "./machines/rework-table.ts";
import { Robot } from "./machines/robot.ts";
import { Switchboard, Transformer } from "./machines/substation.ts";
import { TendedCycle } from "./machines/tended-cycle.ts";
import { GantryLoader } from "./machines/tending.ts";
import { unjudged, WorkCycle } from "./machines/work-cycle.ts";
import { Buffer, type Intake, type Outlet } from "./material/flow.ts";
import { Magazine, type PalletPool, sinkOf, sourceOf } from "./material/pallets.ts";
import { CoatingRouter, MeasuringRouter } from "./material/routers.ts";
import type { Stores } from "./material/stores.ts";
import type { PowerTree } from "./media/power-tree.ts";
import type { People } from "./people/people.ts";

/** Places where pallets wait: three pallets of eight. */
const PALLET_BUFFER = 24;
/** Scatter of the time of a work, and how often something jams for a moment. */
const WORK_SCATTER = 0.04;
const JAM_CHANCE = 0.006;
const JAM_S = [8, 45] as const;

/** The plant's machines, what joins them, and how pallets travel between them. */
export interface Stations {
  readonly machines: ReadonlyMap<string, Machine>;
  readonly loaders: readonly GantryLoader[];
  readonly reworkTables: readonly ReworkTable[];
  readonly buffers: readonly Buffer[];
  readonly lanes: readonly Lane[];
  readonly washer: Washer;
  readonly dryer: Dryer;
  readonly oven: Oven;
  readonly compressor: Compressor;
  readonly chiller: Chiller;
}

interface Making {
  readonly around: Surroundings;
  readonly random: Random;
  readonly people: People;
  readonly machines: Map<string, Machine>;
  readonly buffers: Buffer[];
}

function contextOf(making: Making, id: string): MachineContext {
  return { around: making.around, random: making.random.fork(id) };
}

function buffer(making: Making, id: string, capacity: number): Buffer {
  const made = new Buffer(id, capacity, making.around.book);
  making.buffers.push(made);
  return made;
}

function belt(
  making: Making,
  id: string,
  options: { readonly lengthM: number; readonly speedMS: number; readonly spacingM: number },
): Belt {
  const kind = id.startsWith("CNV") ? "conveyor" : "station";
  return new Belt({ ...options, place: { kind, id }, book: making.around.book });
}

interface StationPlan<P extends Process> {
  readonly kind: string;
  readonly operation: string;
  readonly input: Outlet;
  readonly output: Intake;
  readonly rework?: Intake;
  readonly batch?: number;
  readonly loadS: number;
  readonly workS: number;
  readonly staffed?: boolean;
  readonly process: (site: ProcessSite) => P;
}

/** A station that takes from `input`, works, and hands on to `output`. */
function station<P extends Process>(making: Making, id: string, plan: StationPlan<P>): P {
  const { random } = contextOf(making, id);
  const { around } = making;
  let work: Work | undefined;
  const process = plan.process({ around, random, condition: around.conditions.of(id), work: () => work as Work });
  work = new WorkCycle({
    station: id,
    operation: plan.operation,
    input: plan.input,
    output: plan.output,
    ...(plan.rework === undefined ? {} : { rework: plan.rework }),
    batch: plan.batch ?? 1,
    loadS: plan.loadS,
    staffed: plan.staffed ?? false,
    workS: () =>
      plan.workS * (1 + WORK_SCATTER * random.normal()) + (random.chance(JAM_CHANCE) ? random.between(...JAM_S) : 0),
    finish: (piece) => process.finish?.(piece) ?? unjudged(),
    around,
  });
  making.machines.set(id, new ProcessStation(id, plan.kind, { around, work, process }));
  return process;
}

/** A station that a cobot loads. */
function tended(
  making: Making,
  id: string,
  plan: {
    readonly kind: string;
    readonly operation: string;
    readonly durationS: number;
    process(site: ProcessSite): Process;
  },
): TendedCycle {
  const { around } = making;
  let work: TendedCycle | undefined;
  const process = plan.process({
    around,
    random: contextOf(making, id).random,
    condition: around.conditions.of(id),
    work: () => work as Work,
  });
  work = new TendedCycle({
    station: id,
    operation: plan.operation,
    durationS: plan.durationS,
    around,
    finish: (piece) => process.finish?.(piece) ?? unjudged(),
  });
  making.machines.set(id, new ProcessStation(id, plan.kind, { around, work, process }));
  return work;
}

function conveyor(making: Making, id: string, belts: readonly Belt[], output: Intake | null): void {
  making.machines.set(id, new Conveyor(id, { belts, output, context: contextOf(making, id) }));
}

function robot(
  making: Making,
  id: string,
  options: {
    readonly kind: "robot" | "cobot";
    readonly machines: readonly (Cnc | TendedCycle)[];
    readonly input: Outlet;
    readonly output: Intake;
  },
): void {
  const { kind, ...rest } = options;
  making.machines.set(
    id,
    new Robot(id, kind, { ...rest, people: making.people, staffed: kind === "cobot", context: contextOf(making, id) }),
  );
}

function cnc(making: Making, id: string, kind: "lathe" | "machining-centre"): Cnc {
  const machine = new Cnc(id, kind, contextOf(making, id));
  making.machines.set(id, machine);
  return machine;
}

function machining(making: Making): {
  readonly loaders: GantryLoader[];
  readonly turnIn: Buffer;
  readonly turnOut: Buffer;
  readonly millIn: Buffer;
  readonly millOut: Buffer;
} {
  const [turnIn, turnOut, millIn, millOut] = ["BUF-TURN-IN", "BUF-TURN-OUT", "BUF-MILL-IN", "BUF-MILL-OUT"].map((id) =>
    buffer(making, id, PALLET_BUFFER),
  ) as [Buffer, Buffer, Buffer, Buffer];
  const loaders = ["CNC-101", "CNC-102", "CNC-103", "CNC-104"].map(
    (id) =>
      new GantryLoader(cnc(making, id, "lathe"), {
        input: turnIn,
        output: turnOut,
        exchangeS: 7,
        around: making.around,
      }),
  );
  for (const cell of [1, 2, 3]) {
    const machines = [`CNC-20${cell}`, `CNC-20${cell + 3}`].map((id) => cnc(making, id, "machining-centre"));
    robot(making, `ROB-0${cell}`, { kind: "robot", machines, input: millIn, output: millOut });
  }
  return { loaders, turnIn, turnOut, millIn, millOut };
}

interface Finishing {
  readonly deburrIn: Buffer;
  readonly leakOut: Buffer;
  readonly plainOut: Buffer;
  readonly washer: Washer;
  readonly dryer: Dryer;
  readonly table: ReworkTable;
}

function finishing(making: Making): Finishing {
  const deburrIn = buffer(making, "BUF-DEBURR-IN", PALLET_BUFFER);
  const washIn = buffer(making, "BUF-WASH-IN", 8);
  const dryIn = buffer(making, "BUF-DRY-IN", 8);
  const cmmIn = buffer(making, "BUF-CMM-IN", 2);
  const visionIn = buffer(making, "BUF-VISION-IN", 6);
  const leakIn = buffer(making, "BUF-LEAK-IN", 6);
  const leakOut = buffer(making, "BUF-LEAK-OUT", PALLET_BUFFER);
  const plainOut = buffer(making, "BUF-PLAIN-OUT", PALLET_BUFFER);
  const transfer = belt(making, "CNV-01", { lengthM: 10, speedMS: 0.25, spacingM: 0.8 });
  const table = new ReworkTable("RWK-01", {
    operation: "OP35",
    workS: 240,
    output: visionIn,
    around: making.around,
    random: making.random.fork("RWK-01"),
  });
  station(making, "DBR-01", {
    kind: "deburring",
    operation: "OP30",
    input: deburrIn,
    output: washIn,
    loadS: 3,
    workS: 12,
    process: (site) => new Deburring(site),
  });
  const washer = station(making, "WSH-01", {
    kind: "washer",
    operation: "OP40",
    input: washIn,
    output: dryIn,
    batch: 4,
    loadS: 6,
    workS: 52,
    process: (site) => new Washer(site),
  });
  const dryer = station(making, "DRY-01", {
    kind: "dryer",
    operation: "OP50",
    input: dryIn,
    output: transfer,
    batch: 4,
    loadS: 5,
    workS: 48,
    process: (site) => new Dryer(site),
  });
  conveyor(making, "CNV-01", [transfer], new MeasuringRouter(cmmIn, visionIn));
  station(making, "CMM-01", {
    kind: "cmm",
    operation: "OP55",
    input: cmmIn,
    output: visionIn,
    loadS: 12,
    workS: 88,
    staffed: true,
    process: (site) => new Cmm(site),
  });
  station(making, "VIS-01", {
    kind: "vision",
    operation: "OP60",
    input: visionIn,
    output: leakIn,
    rework: table,
    loadS: 3,
    workS: 11,
    process: (site) => new Vision(site),
  });
  const routed = new CoatingRouter(leakOut, plainOut);
  for (const id of ["LKT-01", "LKT-02"])
    station(making, id, {
      kind: "leak-tester",
      operation: "OP70",
      input: leakIn,
      output: routed,
      loadS: 4,
      workS: 27,
      process: (site) => new LeakTester(site),
    });
  return { deburrIn, leakOut, plainOut, washer, dryer, table };
}

function coating(making: Making): { readonly coatIn: Buffer; readonly coolOut: Buffer; readonly oven: Oven } {
  const coatIn = buffer(making, "BUF-COAT-IN", PALLET_BUFFER);
  const coolOut = buffer(making, "BUF-COOL-OUT", PALLET_BUFFER);
  const chain = belt(making, "OVN-01", { lengthM: 18, speedMS: 0.06, spacingM: 0.85 });
  const cooling = belt(making, "CNV-02", { lengthM: 12, speedMS: 0.1, spacingM: 0.8 });
  station(making, "PCB-01", {
    kind: "coating-booth",
    operation: "OP80",
    input: coatIn,
    output: chain,
    loadS: 2.5,
    workS: 12.5,
    process: (site) => new CoatingBooth(site),
  });
  const oven = new Oven("OVN-01", { chain, output: cooling, context: contextOf(making, "OVN-01") });
  making.machines.set("OVN-01", oven);
  conveyor(making, "CNV-02", [cooling], coolOut);
  return { coatIn, coolOut, oven };
}

function assembly(making: Making): {
  readonly assemblyIn: Buffer;
  readonly packOut: Buffer;
  readonly table: ReworkTable;
} {
  const assemblyIn = buffer(making, "BUF-ASSEMBLY-IN", PALLET_BUFFER);
  const testIn = buffer(making, "BUF-TEST-IN", 3);
  const packIn = buffer(making, "BUF-PACK-IN", 4);
  const packOut = buffer(making, "BUF-PACK-OUT", PALLET_BUFFER);
  const first = belt(making, "CNV-03", { lengthM: 8, speedMS: 0.22, spacingM: 0.9 });
  const second = belt(making, "CNV-03", { lengthM: 10, speedMS: 0.22, spacingM: 0.9 });
  const toPacking = belt(making, "CNV-04", { lengthM: 5, speedMS: 0.2, spacingM: 0.8 });
  const table = new ReworkTable("RWK-02", {
    operation: "OP115",
    workS: 180,
    output: testIn,
    around: making.around,
    random: making.random.fork("RWK-02"),
  });
  const press = tended(making, "PRS-01", {
    kind: "press",
    operation: "OP100",
    durationS: 7.5,
    process: (site) => new Press(site),
  });
  const tightening = tended(making, "TGT-01", {
    kind: "tightening",
    operation: "OP110",
    durationS: 8.5,
    process: (site) => new Tightening(site),
  });
  robot(making, "COB-01", { kind: "cobot", machines: [press], input: assemblyIn, output: first });
  robot(making, "COB-02", { kind: "cobot", machines: [tightening], input: first, output: second });
  conveyor(making, "CNV-03", [first, second], testIn);
  station(making, "EOL-01", {
    kind: "test-bench",
    operation: "OP120",
    input: testIn,
    output: toPacking,
    rework: table,
    loadS: 2.5,
    workS: 12.5,
    staffed: true,
    process: (site) => new TestBench(site),
  });
  conveyor(making, "CNV-04", [toPacking], packIn);
  station(making, "PCK-01", {
    kind: "packing",
    operation: "OP130",
    input: packIn,
    output: packOut,
    loadS: 3,
    workS: 12,
    staffed: true,
    process: (site) => new Packing(site),
  });
  return { assemblyIn, packOut, table };
}

interface StationsOptions {
  readonly around: Surroundings;
  readonly random: Random;
  readonly stores: Stores;
  readonly pool: PalletPool;
  readonly people: People;
  tree(): PowerTree;
}

/** Builds every station and joins them along the route of a piece. */
export function createStations(options: StationsOptions): Stations {
  const { around, random, stores, tree, people } = options;
  const making: Making = { around, random, people, machines: new Map(), buffers: [] };
  const { loaders, turnIn, turnOut, millIn, millOut } = machining(making);
  const { deburrIn, leakOut, plainOut, washer, dryer, table: first } = finishing(making);
  const { coatIn, coolOut, oven } = coating(making);
  const { assemblyIn, packOut, table: second } = assembly(making);
  const compressor = new Compressor("CMP-01", contextOf(making, "CMP-01"));
  const chiller = new Chiller("CHL-01", contextOf(making, "CHL-01"));
  making.machines.set("CMP-01", compressor);
  making.machines.set("CHL-01", chiller);
  making.machines.set("TRF-01", new Transformer("TRF-01", tree, contextOf(making, "TRF-01")));
  making.machines.set("SWB-01", new Switchboard("SWB-01", tree, contextOf(making, "SWB-01")));
  const { book } = around;
  const at = (id: string) => ({ magazine: new Magazine(`PAL-${id}`, options.pool, book), book });
  const [turning, milling, deburring, coated, assembled] = [
    "TURNING",
    "MILLING",
    "FINISHING",
    "COATING",
    "ASSEMBLY",
  ].map(at) as [
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
  ];
  const toAssembly = sinkOf("N12", assemblyIn, assembled);
  const lanes: readonly Lane[] = [
    { from: stores, to: sinkOf("N18", turnIn, turning) },
    { from: sourceOf("N18", turnOut, turning), to: sinkOf("N4", millIn, milling) },
    { from: sourceOf("N4", millOut, milling), to: sinkOf("N20", deburrIn, deburring) },
    { from: sourceOf("N6", leakOut, deburring), to: sinkOf("N9", coatIn, coated) },
    { from: sourceOf("N6", plainOut, deburring), to: toAssembly },
    { from: sourceOf("N11", coolOut, coated), to: toAssembly },
    { from: sourceOf("N14", packOut, assembled), to: stores.finished },
  ];
  return {
    machines: making.machines,
    loaders,
    reworkTables: [first, second],
    buffers: making.buffers,
    lanes,
    washer,
    dryer,
    oven,
    compressor,
    chiller,
  };
}
