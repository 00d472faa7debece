/** Composition of reports: the maker for the API, and the scheduler that asks it. */
import type { Logger } from "pino";
import type { ReportMaker } from "../api/services/reports/reports.ts";
import type { FollowerHealth } from "../contracts/path/follower.ts";
import type { LoadReader } from "../contracts/production/load.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { PlantConfig } from "../plugins.ts";
import type { ReportParts } from "../reports/asked.ts";
import { reportMaker } from "../reports/maker.ts";
import { Scheduler } from "../reports/scheduler.ts";
import type { Shelf } from "../reports/shelf.ts";
import { ShiftBrief } from "../reports/shift-brief.ts";
import { type BadActorParts, openBadActorAdvice } from "./alerting/bad-actor-advice.ts";
import { openEnergyAdvice } from "./energy-advice.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;
const BRIEF_EVERY_MS = 60_000;
/** A book with more items to take over is catching up with the log. */
const MOST_BACKLOG = 1_000;

type Sources = Pick<ReportParts, "plant" | "tags" | "twin" | "events" | "now">;

interface OpenedParts extends Sources {
  readonly config: PlantConfig;
  readonly book: ReportParts["alerts"] & BadActorParts["book"];
  readonly events: ReportParts["events"] & BadActorParts["historian"];
  readonly tags: ReportParts["tags"] & BadActorParts["tags"];
  readonly work: NonNullable<ReportParts["work"]>;
  readonly advice: NonNullable<ReportParts["advice"]>;
  readonly production: {
    readonly readers: Pick<
      ReportParts,
      | "production"
      | "energy"
      | "material"
      | "componentHealth"
      | "costs"
      | "energyCosts"
      | "entries"
      | "quality"
      | "pieceEnergy"
    > & {
      readonly load: LoadReader;
    };
    health(): readonly FollowerHealth[];
  };
  readonly maintenance: Pick<ReportParts, "due">;
  readonly shelf: Shelf;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
}

/** Opens reports, the shift brief and recommendations on energy, after the books and upkeep. */
export function openReports(
  { config, book, work, advice, production, maintenance, shelf, jobs, log, ...rest }: OpenedParts,
  stop: StopStack,
): ReportMaker {
  const { plant, tags, twin, events, now } = rest;
  const isCurrent = (): boolean =>
    production.health().every(({ state, backlogItems }) => state === "running" && backlogItems <= MOST_BACKLOG);
  const sources = {
    ...production.readers,
    ...maintenance,
    plant,
    tags,
    twin,
    events,
    alerts: book,
    work,
    advice,
    isCurrent,
    now,
  };
  const maker = reportMaker(sources, shelf);
  const { viewer } = config.notify;
  const scheduler = new Scheduler({
    config: config.reports,
    site: plant.site,
    maker,
    shelf,
    isCurrent,
    ...(viewer === undefined ? {} : { viewer }),
    log: log.child({ part: "reports" }),
    now,
  });
  if (config.reports.schedules.length > 0) {
    const job = jobs.start({ name: "reports", everyMs: EVERY_MS, run: () => scheduler.tick() });
    stop.add("reports", async () => {
      await job.stop();
      await scheduler.idle();
    });
  }
  const brief = new ShiftBrief({ site: plant.site, maker, isCurrent, log: log.child({ part: "brief" }), now });
  const speaking = jobs.start({ name: "shift brief", everyMs: BRIEF_EVERY_MS, run: () => brief.tick() });
  stop.add("shift brief", () => speaking.stop());
  openEnergyAdvice({ production, advice, jobs, log, now }, stop);
  const alarms = { book, production: production.readers.production, historian: events };
  openBadActorAdvice({ config, ...alarms, advice, plant, tags, jobs, log, now }, stop);
  return maker;
}
