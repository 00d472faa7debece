/** Composition of recommendations: their book, and its changes as events of the log. */
import type { Logger } from "pino";
import { type OpenAdviceBook, openAdviceBook } from "../../advice/advice-book.ts";
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { Journal } from "../../contracts/access/journal.ts";
import type { AlertBook } from "../../contracts/alerts/alert.ts";
import { assetTypeOf } from "../../contracts/health/adaptation.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../../contracts/path/source.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { ADVICE_CHANGED, itemOf, outcomeOf, type Recommendation } from "../../contracts/records/advice-book.ts";
import { adviceState } from "../../contracts/records/recommendation.ts";
import type { WorkBook } from "../../contracts/records/work-book.ts";
import type { Jobs } from "../../observe/jobs.ts";
import type { StopStack } from "../stop-stack.ts";

const LOOK_EVERY_MS = 5_000;

interface AdviceParts {
  readonly dataDir: string;
  readonly plant: Pick<Plant, "assets">;
  readonly journal: Journal;
  readonly alerts: Pick<AlertBook, "find">;
  readonly work: Pick<WorkBook, "find" | "newestFirst">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  clock(): Micros;
}

interface OpenAdvice {
  readonly advice: OpenAdviceBook;
  /** From now on changes are events of the log, and new ones name their place in it. */
  recordIn(inlet: Pick<Inlet, "pushEvents"> & { readonly position: LogPosition }): void;
}

/** Opens the recommendations of the previous run. Throws EdgeError `disk`, `conflict`. */
export async function openAdvice(parts: AdviceParts, stop: StopStack): Promise<OpenAdvice> {
  const { dataDir, plant, journal, alerts, work, jobs, clock } = parts;
  const log = parts.log.child({ part: "recommendations" });
  let inlet: Parameters<OpenAdvice["recordIn"]>[0] | undefined;
  const types = new Map(plant.assets.map((asset) => [asset.assetUid as string, assetTypeOf(asset)] as const));
  const advice = await openAdviceBook({
    dir: dataDir,
    journal,
    log,
    known: { alert: (uid) => alerts.find(uid), item: (uid) => work.find(uid), items: () => work.newestFirst() },
    typeOf: (uid) => types.get(uid),
    position: () => inlet?.position,
  });
  stop.add("recommendations", () => advice.close());
  const early: EdgeEvent[] = [];
  advice.subscribe((one) => {
    const event = eventOf(one, clock());
    if (inlet === undefined) early.push(event);
    else inlet.pushEvents({ events: [event] });
  });
  const looking = jobs.start({ name: "recommendations", everyMs: LOOK_EVERY_MS, run: () => advice.tick(clock()) });
  stop.add("recommendations: job", () => looking.stop());
  return {
    advice,
    recordIn(given) {
      inlet = given;
      if (early.length > 0) given.pushEvents({ events: early.splice(0) });
    },
  };
}

/** A change as an event, without the names of people. */
function eventOf(advice: Recommendation, at: Micros): EdgeEvent {
  const { acts, proposedBy: _, about, ...facts } = advice;
  const state = adviceState(advice);
  return {
    eventUid: uuidv7(at / 1000),
    type: ADVICE_CHANGED,
    ...(about.assetUid === undefined ? {} : { assetUid: about.assetUid }),
    time: acts.at(-1)?.at ?? advice.proposedAt,
    receivedAt: at,
    schema: "recommendation/1",
    payload: { ...facts, about, state, itemUid: itemOf(advice) ?? null, outcome: outcomeOf(advice) ?? null },
  };
}
