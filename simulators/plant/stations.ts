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
import { Robot } from "./machines/robot.ts";
import { Switchboard, Transformer } from "./machines/substation.ts";
import { TendedCycle } from "./machines/tended-cycle.ts";
import { GantryLoader } from "./machines/tending.ts";
import { Buffer, type Intake, type Outlet, type Piece } from "./piece.ts";
import type { PowerTree } from "./power-tree.ts";
import type { Random } from "./random.ts";
import type { Stores } from "./stores.ts";
import { WorkCycle } from "./work-cycle.ts";

/** Places where pallets wait: three pallets of eight. */
const PALLET_BUFFER = 24;

/** The plant's machines, what joins them, and how pallets travel between them. */
export interface Stations {
  readonly machines: ReadonlyMap<string, Machine>;
  readonly loaders: readonly GantryLoader[];
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
  readonly machines: Map<string, Machine>;
  readonly buffers: Buffer[];
}

function contextOf(making: Making, id: string): MachineContext {
  return { around: making.around, random: making.random.fork(id) };
}

function buffer(making: Making, capacity: number): Buffer {
  const made = new Buffer(capacity);
  making.buffers.push(made);
  return made;
}

interface StationPlan<P extends Process> {
  readonly kind: string;
  readonly input: Outlet;
  readonly output: Intake;
  readonly batch?: number;
  readonly loadS: number;
  readonly workS: number;
  readonly process: (site: ProcessSite) => P;
  readonly judge?: (process: P, piece: Piece) => boolean;
}

/** A station that takes from `input`, works, and hands on to `output`. Its work takes `workS`, give or take 4 %. */
function station<P extends Process>(making: Making, id: string, plan: StationPlan<P>): P {
  const { random } = contextOf(making, id);
  let work: Work | undefined;
  const process = plan.process({ around: making.around, random, work: () => work as Work });
  const { judge } = plan;
  const cycle = new WorkCycle({
    input: plan.input,
    output: plan.output,
    batch: plan.batch ?? 1,
    loadS: plan.loadS,
    workS: () => plan.workS * (1 + 0.04 * random.normal()),
    ledger: making.around.ledger,
    ...(judge === undefined ? {} : { judge: (piece: Piece) => judge(process, piece) }),
  });
  work = cycle;
  making.machines.set(id, new ProcessStation(id, plan.kind, { around: making.around, work, process }));
  return process;
}

/** A station that a cobot loads. */
function tended(making: Making, id: string, plan: { readonly kind: string; readonly durationS: number; process(site: ProcessSite): Process & { judge(piece: Piece): boolean } }): TendedCycle {
  let work: TendedCycle | undefined;
  const process = plan.process({ around: making.around, random: contextOf(making, id).random, work: () => work as Work });
  work = new TendedCycle({ durationS: plan.durationS, ledger: making.around.ledger, judge: (piece) => process.judge(piece) });
  making.machines.set(id, new ProcessStation(id, plan.kind, { around: making.around, work, process }));
  return work;
}

function conveyor(making: Making, id: string, belts: readonly Belt[], output: Intake | null): void {
  making.machines.set(id, new Conveyor(id, { belts, output, context: contextOf(making, id) }));
}

function machining(making: Making): { readonly loaders: GantryLoader[]; readonly turnIn: Buffer; readonly turnOut: Buffer; readonly millIn: Buffer; readonly millOut: Buffer } {
  const turnIn = buffer(making, PALLET_BUFFER);
  const turnOut = buffer(making, PALLET_BUFFER);
  const millIn = buffer(making, PALLET_BUFFER);
  const millOut = buffer(making, PALLET_BUFFER);
  const loaders: GantryLoader[] = [];
  for (const id of ["CNC-101", "CNC-102", "CNC-103", "CNC-104"]) {
    const cnc = new Cnc(id, "lathe", contextOf(making, id));
    making.machines.set(id, cnc);
    loaders.push(new GantryLoader(cnc, { input: turnIn, output: turnOut, exchangeS: 7 }));
  }
  for (const cell of [1, 2, 3]) {
    const machines = [`CNC-20${cell}`, `CNC-20${cell + 3}`].map((id) => {
      const cnc = new Cnc(id, "machining-centre", contextOf(making, id));
      making.machines.set(id, cnc);
      return cnc;
    });
    const id = `ROB-0${cell}`;
    making.machines.set(id, new Robot(id, "robot", { machines, input: millIn, output: millOut, context: contextOf(making, id) }));
  }
  return { loaders, turnIn, turnOut, millIn, millOut };
}

/** After the transfer every twelfth piece is measured; all pass the camera. */
class MeasuringRouter implements Intake {
  #count = 0;
  readonly #sample: Buffer;
  readonly #all: Buffer;

  constructor(sample: Buffer, all: Buffer) {
    this.#sample = sample;
    this.#all = all;
  }

  get hasRoom(): boolean {
    return this.#all.hasRoom;
  }

  put(piece: Piece): void {
    this.#count++;
    const isSample = this.#count % 12 === 0 && this.#sample.hasRoom;
    (isSample ? this.#sample : this.#all).put(piece);
  }
}

function finishing(making: Making): { readonly deburrIn: Buffer; readonly leakOut: Buffer; readonly washer: Washer; readonly dryer: Dryer } {
  const deburrIn = buffer(making, PALLET_BUFFER);
  const washIn = buffer(making, 8);
  const dryIn = buffer(making, 8);
  const cmmIn = buffer(making, 2);
  const visionIn = buffer(making, 6);
  const leakIn = buffer(making, 6);
  const leakOut = buffer(making, PALLET_BUFFER);
  const transfer = new Belt({ lengthM: 10, speedMS: 0.25, spacingM: 0.8 });
  station(making, "DBR-01", { kind: "deburring", input: deburrIn, output: washIn, loadS: 3, workS: 12, process: (site) => new Deburring(site) });
  const washer = station(making, "WSH-01", { kind: "washer", input: washIn, output: dryIn, batch: 4, loadS: 6, workS: 52, process: (site) => new Washer(site) });
  const dryer = station(making, "DRY-01", { kind: "dryer", input: dryIn, output: transfer, batch: 4, loadS: 5, workS: 48, process: (site) => new Dryer(site) });
  conveyor(making, "CNV-01", [transfer], new MeasuringRouter(cmmIn, visionIn));
  station(making, "CMM-01", { kind: "cmm", input: cmmIn, output: visionIn, loadS: 12, workS: 88, process: (site) => new Cmm(site) });
  station(making, "VIS-01", { kind: "vision", input: visionIn, output: leakIn, loadS: 3, workS: 11, process: (site) => new Vision(site), judge: (vision, piece) => vision.judge(piece) });
  for (const id of ["LKT-01", "LKT-02"]) {
    station(making, id, { kind: "leak-tester", input: leakIn, output: leakOut, loadS: 4, workS: 27, process: (site) => new LeakTester(site), judge: (tester, piece) => tester.judge(piece) });
  }
  return { deburrIn, leakOut, washer, dryer };
}

function coating(making: Making): { readonly coatIn: Buffer; readonly coolOut: Buffer; readonly oven: Oven } {
  const coatIn = buffer(making, PALLET_BUFFER);
  const coolOut = buffer(making, PALLET_BUFFER);
  const chain = new Belt({ lengthM: 18, speedMS: 0.06, spacingM: 0.85 });
  const cooling = new Belt({ lengthM: 12, speedMS: 0.1, spacingM: 0.8 });
  station(making, "PCB-01", { kind: "coating-booth", input: coatIn, output: chain, loadS: 2.5, workS: 12.5, process: (site) => new CoatingBooth(site), judge: (booth, piece) => booth.judge(piece) });
  const oven = new Oven("OVN-01", { chain, output: cooling, context: contextOf(making, "OVN-01") });
  making.machines.set("OVN-01", oven);
  conveyor(making, "CNV-02", [cooling], coolOut);
  return { coatIn, coolOut, oven };
}

function assembly(making: Making): { readonly assemblyIn: Buffer; readonly packOut: Buffer } {
  const assemblyIn = buffer(making, PALLET_BUFFER);
  const testIn = buffer(making, 3);
  const packIn = buffer(making, 4);
  const packOut = buffer(making, PALLET_BUFFER);
  const first = new Belt({ lengthM: 8, speedMS: 0.22, spacingM: 0.9 });
  const second = new Belt({ lengthM: 10, speedMS: 0.22, spacingM: 0.9 });
  const toPacking = new Belt({ lengthM: 5, speedMS: 0.2, spacingM: 0.8 });
  const press = tended(making, "PRS-01", { kind: "press", durationS: 7.5, process: (site) => new Press(site) });
  const tightening = tended(making, "TGT-01", { kind: "tightening", durationS: 8.5, process: (site) => new Tightening(site) });
  making.machines.set("COB-01", new Robot("COB-01", "cobot", { machines: [press], input: assemblyIn, output: first, context: contextOf(making, "COB-01") }));
  making.machines.set("COB-02", new Robot("COB-02", "cobot", { machines: [tightening], input: first, output: second, context: contextOf(making, "COB-02") }));
  conveyor(making, "CNV-03", [first, second], testIn);
  station(making, "EOL-01", { kind: "test-bench", input: testIn, output: toPacking, loadS: 2.5, workS: 12.5, process: (site) => new TestBench(site), judge: (bench, piece) => bench.judge(piece) });
  conveyor(making, "CNV-04", [toPacking], packIn);
  station(making, "PCK-01", { kind: "packing", input: packIn, output: packOut, loadS: 3, workS: 12, process: (site) => new Packing(site) });
  return { assemblyIn, packOut };
}

/** Builds every station and joins them along the route of a piece. */
export function createStations(options: { readonly around: Surroundings; readonly random: Random; readonly stores: Stores; tree(): PowerTree }): Stations {
  const { around, random, stores, tree } = options;
  const making: Making = { around, random, machines: new Map(), buffers: [] };
  const { loaders, turnIn, turnOut, millIn, millOut } = machining(making);
  const { deburrIn, leakOut, washer, dryer } = finishing(making);
  const { coatIn, coolOut, oven } = coating(making);
  const { assemblyIn, packOut } = assembly(making);
  const compressor = new Compressor("CMP-01", contextOf(making, "CMP-01"));
  const chiller = new Chiller("CHL-01", contextOf(making, "CHL-01"));
  making.machines.set("CMP-01", compressor);
  making.machines.set("CHL-01", chiller);
  making.machines.set("TRF-01", new Transformer("TRF-01", tree, contextOf(making, "TRF-01")));
  making.machines.set("SWB-01", new Switchboard("SWB-01", tree, contextOf(making, "SWB-01")));
  const lanes: readonly Lane[] = [
    { from: { node: "N17", buffer: stores.raw }, to: { node: "N18", buffer: turnIn } },
    { from: { node: "N18", buffer: turnOut }, to: { node: "N4", buffer: millIn } },
    { from: { node: "N4", buffer: millOut }, to: { node: "N20", buffer: deburrIn } },
    { from: { node: "N6", buffer: leakOut }, to: { node: "N9", buffer: coatIn } },
    { from: { node: "N11", buffer: coolOut }, to: { node: "N12", buffer: assemblyIn } },
    { from: { node: "N14", buffer: packOut }, to: { node: "N16", buffer: stores.finished } },
  ];
  for (const lane of lanes) {
    // The shift before left a pallet and a half at every place.
    for (let count = 0; count < 12 && lane.to.buffer !== stores.finished; count++) {
      lane.to.buffer.put(stores.raw.take());
    }
  }
  return { machines: making.machines, loaders, buffers: making.buffers, lanes, washer, dryer, oven, compressor, chiller };
}
