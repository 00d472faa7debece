/** Makes reports when they are due: each period once, also over restarts (rules RP12 to RP14). */
import type { Logger } from "pino";
import type { Caller } from "../api/services/caller.ts";
import type { ReportMaker } from "../api/services/reports/reports.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { filledIn } from "../contracts/plant/filled-in.ts";
import type { Site } from "../contracts/plant/plant.ts";
import { siteCalendar } from "../contracts/plant/time-zone.ts";
import type { ReportDocument } from "../contracts/reports/document.ts";
import type { MadeReport } from "../contracts/reports/made.ts";
import { periodFrom, type ReportPeriod } from "../contracts/reports/periods.ts";
import type { ReportsConfig, ScheduleConfig } from "./config.ts";
import type { Shelf } from "./shelf.ts";
import { reportTexts } from "./texts.ts";

const MINUTE_US = 60e6;
const DAY_US = 86_400e6;
/** Periods that ended while the edge was off are made later, this far back; older ones are left out. */
const MOST_BACK_US = 31 * DAY_US;
/** Books that catch up with the log are waited for at most this long, and then the report says so. */
const WAIT_FOR_BOOKS_US = 3_600e6;
/** A report that cannot be made is tried again after the first time, and given up after the second. */
const AGAIN_AFTER_US = MINUTE_US;
const GIVE_UP_AFTER_US = DAY_US;

/** Reports are read as anybody may who may read the plant. */
const CALLER: Caller = { kind: "local", origin: "schedule" };

export interface SchedulerParts {
  readonly config: ReportsConfig;
  readonly site: Site;
  readonly maker: ReportMaker;
  readonly shelf: Pick<Shelf, "cursorOf" | "add" | "pass">;
  /** Whether the books have taken over everything in the log. */
  isCurrent(): boolean;
  /** Address of the viewer for links. */
  readonly viewer?: string;
  readonly log: Logger;
  now(): Micros;
}

export class Scheduler {
  readonly #parts: SchedulerParts;
  /** When a schedule is looked at again. */
  readonly #nextAt = new Map<string, Micros>();
  #working: Promise<void> | undefined;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /** Makes what is due, one report after the other; returns at once while one is being made. */
  tick(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    const { config, log, now } = this.#parts;
    for (const schedule of config.schedules) {
      if ((this.#nextAt.get(schedule.id) ?? 0) > now()) continue;
      try {
        const dueAt = await this.#make(schedule);
        this.#nextAt.set(schedule.id, Math.min(dueAt, now() + DAY_US / 24));
      } catch (error) {
        this.#nextAt.set(schedule.id, now() + AGAIN_AFTER_US);
        log.warn({ schedule: schedule.id, err: error }, "a report could not be made; it is tried again");
      }
    }
  }

  /** Makes the oldest period that is due; resolves with the time at which the schedule is due next. */
  async #make(schedule: ScheduleConfig): Promise<Micros> {
    const { site, shelf, now, log, isCurrent } = this.#parts;
    let cursor = await shelf.cursorOf(schedule.id, now());
    if (cursor < now() - MOST_BACK_US) {
      log.warn({ schedule: schedule.id, since: cursor }, "reports of more than a month ago are left out");
      cursor = now() - MOST_BACK_US;
    }
    const period = periodFrom(site, schedule.kind, cursor);
    if (period === undefined) return now() + DAY_US;
    const dueAt = dueOf(schedule, period, site);
    if (dueAt > now()) return dueAt;
    if (!isCurrent() && now() < dueAt + WAIT_FOR_BOOKS_US) return now() + MINUTE_US;
    try {
      await this.#put(schedule, period);
    } catch (error) {
      if (!isHopeless(error) && now() < dueAt + GIVE_UP_AFTER_US) throw error;
      log.error({ schedule: schedule.id, err: error }, "a report is given up; the schedule goes on");
      await shelf.pass(schedule.id, period.to);
    }
    // The next period may be due already.
    return now();
  }

  async #put(schedule: ScheduleConfig, { from, to }: ReportPeriod): Promise<void> {
    const { maker, shelf, config, viewer, log } = this.#parts;
    const { id, kind, language, format, asset, area, channel } = schedule;
    const question = {
      kind,
      language,
      range: { from, to },
      ...(asset === undefined ? {} : { asset }),
      ...(area === undefined ? {} : { area }),
      ...(viewer === undefined ? {} : { viewer }),
    };
    const document = await maker.make(CALLER, question);
    const { body, type } = await maker.render(document, format);
    const report: MadeReport = {
      uid: `${id}@${to}`,
      schedule: id,
      kind,
      language,
      title: titleOf(document),
      spanText: document.spanText,
      notes: document.notes,
      ...(document.summary === undefined ? {} : { summary: document.summary }),
      from,
      to,
      madeAt: document.madeAt,
      file: `${id}-${new Date(from / 1000).toISOString().slice(0, 16).replaceAll(/[-:]/g, "")}.${format}`,
      type,
      ...(channel === undefined ? {} : { channel }),
    };
    await shelf.add(report, body, config.keep);
    log.info({ schedule: id, file: report.file }, "a report was made");
  }
}

/** Site and title as one line. */
function titleOf({ site, title, language }: ReportDocument): string {
  return filledIn(reportTexts, language)("title.of", { title: site, subject: title });
}

/** Another try would end in the same way: the config names what the plant no longer has. */
function isHopeless(error: unknown): boolean {
  return error instanceof EdgeError && (error.code === "not-found" || error.code === "bad-request");
}

/** When the report of a period is due. */
export function dueOf({ at, afterMin }: ScheduleConfig, { to }: ReportPeriod, site: Site): Micros {
  if (at === undefined) return to + afterMin * MINUTE_US;
  const calendar = siteCalendar(site);
  // The first such time of day that is not before the end, or the one to which clocks jump over it.
  const first = Math.ceil(to / MINUTE_US) * MINUTE_US;
  let before = calendar.localText(first - MINUTE_US).slice(0, 16);
  for (let time = first; time < first + 2 * DAY_US; time += MINUTE_US) {
    const local = calendar.localText(time).slice(0, 16);
    const wanted = `${local.slice(0, 10)}T${at}`;
    if (local === wanted || (before < wanted && wanted < local)) return time;
    before = local;
  }
  throw new EdgeError("bad-config", `there is no ${at} by the site's clocks`);
}
