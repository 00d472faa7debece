/** The thread of `actuals-apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeError } from "../../contracts/errors.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { ActualState, ScheduleActuals } from "../../contracts/schedule/actuals.ts";
import { recordedSoFar } from "../../futures/recorded-span.ts";
import { momentOf } from "../stored.ts";
import { actualsOf } from "./actuals.ts";
import type { ActualsMessage, ActualsTask } from "./actuals-apart.ts";

/** What a record with gaps can say: that a piece was not seen says nothing. */
const SEEN: ReadonlySet<ActualState> = new Set(["done", "begun"]);

const say = (message: ActualsMessage): void => parentPort?.postMessage(message);

function actualsIn({ dataDir, plan, schedule, operations, since, now, lost }: ActualsTask): ScheduleActuals {
  const nothing = { upTo: null, source: null, operations: [] };
  const recorded = recordedSoFar(dataDir, { from: since * 1_000, now: now * 1_000 }, lost);
  if (recorded === "forgotten") return { ...nothing, doubt: recorded };
  // Before its start nothing of it can have happened.
  if (recorded === "early") return { ...nothing, upTo: momentOf(Math.min(now, since)), doubt: null };
  const { history, doubt, source } = recorded;
  const upTo = recorded.upTo / 1_000;
  const operationOf = (machine: string): string | undefined =>
    operations.find(({ stations }) => stations.some((word) => matchesWord(word, machine)))?.id;
  const found = actualsOf({ plan, schedule }, history, { since, upTo }, operationOf);
  if (found.length === 0) return { ...nothing, upTo: momentOf(upTo), doubt: "foreign" };
  const sure = doubt === null ? found : found.filter(({ state }) => SEEN.has(state));
  return { upTo: momentOf(upTo), doubt, source, operations: sure };
}

try {
  say({ kind: "known", actuals: actualsIn(workerData as ActualsTask) });
} catch (error) {
  if (!(error instanceof EdgeError)) throw error;
  say({ kind: "failed", reason: error.message });
}
