import type { Logger } from "pino";
import type { Caller } from "../api/services/caller.ts";
import type { ReportMaker } from "../api/services/reports/reports.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Site } from "../contracts/plant/plant.ts";
import { periodAt } from "../contracts/reports/periods.ts";

/** Late data of the shift before have arrived by then. */
const AFTER_US = 10 * 60e6;
/** It reads what everybody may read who reads the plant. */
const CALLER: Caller = { kind: "local", origin: "brief" };

export interface ShiftBriefParts {
  readonly site: Site;
  readonly maker: Pick<ReportMaker, "make">;
  /** Whether the books have taken over everything in the log. */
  isCurrent(): boolean;
  readonly log: Logger;
  now(): Micros;
}

/** Makes the brief once in each shift, so that its advice is on record before anybody asks (rule BR9). */
export class ShiftBrief {
  readonly #parts: ShiftBriefParts;
  #madeFor: Micros | undefined;

  constructor(parts: ShiftBriefParts) {
    this.#parts = parts;
  }

  /** Call it once a minute. A brief that cannot be made is tried again. */
  async tick(): Promise<void> {
    const { site, maker, isCurrent, log, now } = this.#parts;
    const shift = periodAt(site, "brief", now());
    if (shift === undefined || shift.from === this.#madeFor || now() < shift.from + AFTER_US || !isCurrent()) return;
    try {
      await maker.make(CALLER, { kind: "brief", language: "zh" });
      this.#madeFor = shift.from;
    } catch (err) {
      log.warn({ err }, "the brief of the shift could not be made; it is tried again");
    }
  }
}
