/** Composition of forecasts: the book that answers, stores and scores questions about futures. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ForecastBook } from "../contracts/forecast/forecasts.ts";
import type { GapRecord } from "../contracts/path/event-batch.ts";
import type { EventReader } from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { runApart } from "../futures/apart.ts";
import { Forecasts } from "../futures/book.ts";
import type { RecordedPlant } from "../futures/record-of-pieces.ts";
import { ForecastShelf } from "../futures/shelf.ts";
import type { Lost } from "../futures/task.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;
/** Losses in a span; beyond that what happened counts as unknown. */
const MOST_LOSSES = 1_000;
/** A loss that began before a span is found when it began at most this long before it. */
const REACH_US = 86_400e6;
/** A source notices missing events by the next one that it gets. */
const NOTICED_US = 60e6;

export interface FutureParts {
  readonly config: RecordedPlant;
  readonly dataDir: string;
  readonly historian: Pick<EventReader, "events">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): Micros;
}

/** Opens the forecasts of a data folder; those that were not answered before the last stop are answered now. */
export function openFutures(
  { config, dataDir, historian, jobs, log, now }: FutureParts,
  stop: StopStack,
): ForecastBook {
  const folder = join(dataDir, "futures");
  const own = log.child({ part: "forecasts" });
  const { shelf, forecasts } = ForecastShelf.open(folder, own);
  const description = describedBy(config);
  // A question about choices may run beside an answer, so each kind of task has a folder for its copy.
  const placeOf = (kind: string) => ({ dataDir, folder: join(folder, `copy-${kind}`) });
  for (const kind of ["answer", "choices", "score"]) rmSync(placeOf(kind).folder, { recursive: true, force: true });
  const book = new Forecasts({
    shelf,
    stored: forecasts,
    run: (task, options) => runApart({ ...task, place: placeOf(task.kind), description }, options),
    lostIn: (from, to) => lostIn(historian, from, to),
    log: own,
    now,
  });
  stop.add("forecasts", () => book.close());
  const job = jobs.start({ name: "forecasts", everyMs: EVERY_MS, run: () => book.tick() });
  stop.add("forecasts: job", () => job.stop());
  return book;
}

/** The parts of a config that forecasts read, as plain values that a thread can get. */
function describedBy({ site, assets, material, kpis }: RecordedPlant): RecordedPlant {
  const { timeZone, shifts } = site;
  const { ways, buffers, operations, scrap } = material;
  return structuredClone({
    site: { timeZone, shifts },
    assets: assets.map(({ assetUid, label, kind, capabilities }) => ({
      assetUid,
      label,
      kind,
      ...(capabilities === undefined ? {} : { capabilities }),
    })),
    material: { ways, buffers, operations, scrap },
    kpis: { ...kpis },
  });
}

/** Lost reports of whole sources and links, and events that a source says are missing. */
async function lostIn(
  historian: Pick<EventReader, "events">,
  from: Micros,
  to: Micros,
): Promise<readonly Lost[] | null> {
  const reach = { from: from - REACH_US, to: to + NOTICED_US, limit: MOST_LOSSES };
  const gaps = await historian.events({ ...reach, type: "gap.declared" });
  const missing = await historian.events({ ...reach, type: "events.missing" });
  if (gaps.length === MOST_LOSSES || missing.length === MOST_LOSSES) return null;
  return [
    ...gaps.flatMap(({ payload }) => {
      const gap = payload as unknown as GapRecord;
      return gap.tagUid === undefined ? [{ source: gap.source, from: gap.from, to: gap.to }] : [];
    }),
    ...missing.map(({ time, payload }) => ({
      source: String(payload["source"] ?? ""),
      from: time - NOTICED_US,
      to: time,
    })),
  ];
}
