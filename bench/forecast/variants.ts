import { compile } from "../../edge/forecast/model/compile.ts";
import { PlantRun } from "../../edge/forecast/model/plant-run.ts";
import { startState } from "../../edge/forecast/model/start-state.ts";
import { Crew } from "../../edge/forecast/study/run/crew.ts";
import type { RunTask, StudyStart } from "../../edge/forecast/study/run/study-plant.ts";
import { type Change, changed } from "../../edge/forecast/whatif/changes.ts";
import { runSeed } from "../../edge/forecast/whatif/run-seed.ts";

const WORKERS = 2;
const REPLICATIONS = 20;
/** The baseline takes as long for each run, so few of them are enough. */
const PLAIN_REPLICATIONS = 5;

/** Variants of the demo plant as studies have them: vehicles, buffers, speeds, machines, sequences. */
const VARIANTS: readonly (readonly Change[])[] = [
  [],
  [{ kind: "vehicles", add: 2 }],
  [{ kind: "vehicles", add: -1 }],
  [{ kind: "capacity", places: "BUF-MILL-IN", pieces: 32 }],
  [{ kind: "speed", machines: "CNC-20*", factor: 1.1 }],
  [{ kind: "out", machines: "CNC-101", fromH: 1, hours: 4 }],
  [{ kind: "sequence", by: "variant" }],
  [
    { kind: "vehicles", add: 1 },
    { kind: "speed", machines: "CNC-10*", factor: 1.2 },
  ],
];

/** Variants an hour at 20 replications on two cores. */
export interface Rates {
  /** By CPU time, because other programs share the machine; and as the clock saw it. */
  readonly cpu: number;
  readonly clock: number;
}

/** As a study runs them: in threads, a replication compiled once for all variants of a task. */
export async function studied(start: StudyStart): Promise<Rates> {
  await using crew = new Crew(start, WORKERS);
  const all = [...VARIANTS.keys()];
  const taskOf = (replication: number, variants: readonly number[]): RunTask => {
    return { replication, variants, changes: variants.map((variant) => VARIANTS[variant] as readonly Change[]) };
  };
  const tasks = (from: number, until: number): readonly RunTask[] =>
    Array.from({ length: until - from }, (_, at) => [
      taskOf(from + at, all.slice(0, 4)),
      taskOf(from + at, all.slice(4)),
    ]).flat();
  const signal = new AbortController().signal;
  // Threads load and compile their program once in a study.
  await crew.run(tasks(REPLICATIONS, REPLICATIONS + 2), () => {}, signal);
  return await rates(REPLICATIONS, () => crew.run(tasks(0, REPLICATIONS), () => {}, signal));
}

/** The baseline: one run after the other in one thread, each compiled and started anew; counted for two cores. */
export async function plainly({ sources, snapshot, horizonS, seed }: StudyStart): Promise<Rates> {
  const { cpu, clock } = await rates(PLAIN_REPLICATIONS, async () => {
    for (const changes of VARIANTS)
      for (let replication = 0; replication < PLAIN_REPLICATIONS; replication++) {
        const errorSeed = runSeed(seed, replication);
        const plan = compile(sources, { at: snapshot.at, horizonS, errorSeed });
        const made = changed({ plan, start: startState(snapshot, sources, plan, true).state }, changes, "");
        new PlantRun(made.plan, made.start, errorSeed).run(horizonS);
      }
  });
  return { cpu, clock: clock * WORKERS };
}

async function rates(replications: number, work: () => Promise<void>): Promise<Rates> {
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  const variants = (VARIANTS.length * replications) / REPLICATIONS;
  return {
    cpu: (3600 * WORKERS * variants) / ((user + system) / 1e6),
    clock: (3600 * variants) / ((performance.now() - begun) / 1000),
  };
}
