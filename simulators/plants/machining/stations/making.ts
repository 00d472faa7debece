/** Creates stations, belts, buffers and robots and registers them in the plant. */
import type { Random } from "../../../kernel/random.ts";
import type { Machine, MachineContext, Surroundings } from "../machine.ts";
import { Belt } from "../machines/belt.ts";
import { Cnc } from "../machines/cnc.ts";
import { Conveyor } from "../machines/conveyor.ts";
import { type Process, type ProcessSite, ProcessStation, type Work } from "../machines/process-station.ts";
import { Robot } from "../machines/robot.ts";
import { TendedCycle } from "../machines/tended-cycle.ts";
import { unjudged, WorkCycle } from "../machines/work-cycle.ts";
import { Buffer, type Intake, type Outlet } from "../material/flow.ts";
import type { People } from "../people/people.ts";

/** Places where pallets wait: three pallets of eight. */
export const PALLET_BUFFER = 24;
/** Scatter of processing times, and frequency of short jams. */
const WORK_SCATTER = 0.04;
const JAM_CHANCE = 0.006;
const JAM_S = [8, 45] as const;

export interface Making {
  readonly around: Surroundings;
  readonly random: Random;
  readonly people: People;
  readonly machines: Map<string, Machine>;
  readonly buffers: Buffer[];
}

export function contextOf(making: Making, id: string): MachineContext {
  return { around: making.around, random: making.random.fork(id) };
}

export function buffer(making: Making, id: string, capacity: number): Buffer {
  const made = new Buffer(id, capacity, making.around.book);
  making.buffers.push(made);
  return made;
}

export function belt(
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
export function station<P extends Process>(making: Making, id: string, plan: StationPlan<P>): P {
  const { random } = contextOf(making, id);
  const { around } = making;
  let work: Work | undefined;
  const process = plan.process({
    around,
    random,
    condition: around.conditions.of(id),
    circumstance: around.circumstances.of(id),
    work: () => work as Work,
  });
  work = new WorkCycle({
    station: id,
    operation: plan.operation,
    input: plan.input,
    output: plan.output,
    ...(plan.rework === undefined ? {} : { rework: plan.rework }),
    batch: plan.batch ?? 1,
    loadS: plan.loadS,
    staffed: plan.staffed ?? false,
    workS: ([piece]) => {
      const ofPiece = random.at(`work ${piece?.id} ${piece?.reworked}`);
      const jamS = ofPiece.chance(JAM_CHANCE) ? ofPiece.between(...JAM_S) : 0;
      return plan.workS * (1 + WORK_SCATTER * ofPiece.normal()) + jamS;
    },
    finish: (piece) => process.finish?.(piece) ?? unjudged(),
    around,
  });
  making.machines.set(id, new ProcessStation(id, plan.kind, { around, work, process }));
  return process;
}

/** A station that a cobot loads. */
export function tended(
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
    circumstance: around.circumstances.of(id),
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

export function conveyor(making: Making, id: string, belts: readonly Belt[], output: Intake | null): void {
  making.machines.set(id, new Conveyor(id, { belts, output, context: contextOf(making, id) }));
}

export function robot(
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

export function cnc(making: Making, id: string, kind: "lathe" | "machining-centre"): Cnc {
  const machine = new Cnc(id, kind, contextOf(making, id));
  making.machines.set(id, machine);
  return machine;
}
