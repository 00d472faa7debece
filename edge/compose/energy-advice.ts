/** Recommendations on wasted energy, once an hour from the last week's loads. */
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LoadReader } from "../contracts/production/load.ts";
import type { AdviceBook, NewAdvice } from "../contracts/records/advice-book.ts";
import { tuningAdvice } from "../energy/tariff/tuning.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 3_600_000;
const WEEK_US = 7 * 86_400e6;
/** With less history, a week-end looks like a waste and a Monday like none. */
const LEAST_US = 2 * 86_400e6;

interface AdviceParts {
  readonly production: { readonly readers: { readonly load: LoadReader } };
  readonly advice: Pick<AdviceBook, "note">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): Micros;
}

/** The recommendations of a time: none while there is less than two days of history. */
export async function adviceAt(
  load: Pick<LoadReader, "since" | "idle" | "utilities">,
  at: Micros,
): Promise<readonly NewAdvice[]> {
  const since = await load.since();
  if (since === null || at - since < LEAST_US) return [];
  const from = Math.max(since, at - WEEK_US);
  const [idle, utilities] = [await load.idle(from, at), await load.utilities(from, at)];
  return tuningAdvice({ idle, utilities }, { from, to: at, now: at });
}

export function openEnergyAdvice({ production, advice, jobs, log, now }: AdviceParts, stop: StopStack): void {
  const { load } = production.readers;
  const part = log.child({ part: "energy advice" });
  const job = jobs.start({
    name: "energy advice",
    everyMs: EVERY_MS,
    async run() {
      if (!load.isCurrent) return;
      const at = now();
      const found = await adviceAt(load, at);
      if (found.length > 0) await advice.note(found, at).catch((err: unknown) => part.warn({ err }, "not stored"));
    },
  });
  stop.add("energy advice", () => job.stop());
}
