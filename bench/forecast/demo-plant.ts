import { streamPlant } from "../../edge/cli/demo/stream-plant.ts";
import { PACKAGE_DIR } from "../../edge/cli/options.ts";
import { loadConfig } from "../../edge/config/load.ts";
import type { PlantHistory } from "../../edge/contracts/forecast/history.ts";
import { historyOf, type Means } from "../../edge/evaluation/forecast/judged-run.ts";
import { learn } from "../../edge/forecast/learn/learn.ts";
import { compile, type Sources } from "../../edge/forecast/model/compile.ts";
import { flowOf } from "../../edge/forecast/model/flow.ts";
import type { ModelPlan, StartState } from "../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../edge/forecast/model/plant-run.ts";
import { snapshotAt } from "../../edge/forecast/model/snapshot-at.ts";
import { startState } from "../../edge/forecast/model/start-state.ts";
import type { StudyStart } from "../../edge/forecast/study/run/study-plant.ts";
import { describedBy } from "../../edge/futures/record-of-pieces.ts";
import { plugins } from "../../edge/plugins.ts";

const HOURS = 5;
const AT_H = 4;
const HORIZON_S = 8 * 3600;
/** Runs and forks of one measurement. */
const TIMES = 5;

/** The demo plant after some hours of learning. */
export class DemoPlant {
  readonly #history: PlantHistory;
  readonly #sources: Sources;

  private constructor(history: PlantHistory, sources: Sources) {
    this.#history = history;
    this.#sources = sources;
  }

  static async watched(): Promise<DemoPlant> {
    const description = await loadConfig(`${PACKAGE_DIR}/config/demo`, plugins);
    const stream: Means["stream"] = (order) => streamPlant(order, new AbortController().signal);
    const known = await historyOf({ description, stream }, { scenario: "healthy", seed: 1, hours: HOURS });
    const flow = flowOf(description);
    return new DemoPlant(known, { description: describedBy(description), flow, learnt: learn(known, flow) });
  }

  replicationMs(): number {
    const { plan, state } = this.#fork();
    return cpuMs((seed) => void new PlantRun(plan, state, seed).run(HORIZON_S));
  }

  /** Eight hours ahead, as a study starts. */
  studyStart(): StudyStart {
    const snapshot = snapshotAt(this.#history, this.#sources.flow, this.#at);
    return { sources: this.#sources, snapshot, horizonS: HORIZON_S, seed: 1 };
  }

  forkMs(): number {
    return cpuMs(() => void this.#fork());
  }

  get #at(): number {
    return this.#history.from + AT_H * 3600e6;
  }

  #fork(): { readonly plan: ModelPlan; readonly state: StartState } {
    const at = this.#at;
    const snapshot = snapshotAt(this.#history, this.#sources.flow, at);
    const plan = compile(this.#sources, { at, horizonS: HORIZON_S });
    return { plan, state: startState(snapshot, this.#sources, plan, true).state };
  }
}

/** CPU time of one, because other programs share the machine. */
function cpuMs(work: (time: number) => void): number {
  const before = process.cpuUsage();
  for (let time = 0; time < TIMES; time++) work(time);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / TIMES;
}
