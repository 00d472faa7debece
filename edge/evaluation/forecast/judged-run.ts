/** Runs of the simulated plant as the forecasts see them: by the reports of its controllers alone (rule FK30). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlantDescription } from "../../contracts/forecast/description.ts";
import type { PlantHistory } from "../../contracts/forecast/history.ts";
import { replaceFileSync } from "../../store/replace-file.ts";
import type { PlantRun, RunOrder } from "../input/plant-run.ts";
import { drawnScenario } from "./drawn-scenarios.ts";
import { RunHistory } from "./run-history.ts";

/** Nothing but events is wanted of the run: one tag, as rarely as possible. */
const SAMPLES = { tags: [], everyS: 300 } as const;

export interface Means {
  readonly description: PlantDescription;
  readonly stream: Stream;
}

type Stream = (order: RunOrder) => Promise<PlantRun>;

type Run = Pick<RunOrder, "scenario" | "seed" | "hours">;

/**
 * What controllers reported of a run of a scenario, or of one that is drawn by the run's seed, in which more may happen
 * (rule FK36).
 */
export async function historyOf(
  { description, stream }: Means,
  order: Run,
  more: Parameters<typeof drawnScenario>[3] = [],
): Promise<PlantHistory> {
  const text = drawnScenario(order.scenario, description, order, more);
  if (text === undefined) return reportsOf(stream, order);
  const folder = mkdtempSync(join(tmpdir(), "gemba-forecast-"));
  const scenario = join(folder, `${order.scenario}.yaml`);
  try {
    replaceFileSync(scenario, text);
    return await reportsOf(stream, { ...order, scenario });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reportsOf(stream: Stream, order: Run): Promise<PlantHistory> {
  await using run = await stream({ ...order, without: [], waveforms: false, only: SAMPLES });
  const history = new RunHistory();
  for await (const { reports } of run.blocks()) for (const { event } of reports) history.take(event);
  return history.history;
}
