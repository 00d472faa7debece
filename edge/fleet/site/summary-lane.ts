/** Sends the figures of the site to the hub: every ten seconds, and soon after an alert changes (rule CV2). */
import { isDeepStrictEqual } from "node:util";
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import type { SideChannel } from "../../contracts/fleet/side-channel.ts";
import {
  encodeSummary,
  type SiteFigures,
  type SiteSummary,
  SUMMARY_TOPIC,
  shortName,
} from "../../contracts/fleet/site-summary.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { SectionJobs } from "../../contracts/plant/section.ts";

const TURN_MS = 1_000;
const EVERY_MS = 10_000;
/** While alerts change all the time, as in a flood. */
const SOONEST_MS = 3_000;
/** The books are asked for at most this share of the time. */
const SHARE = 0.02;
/** But no figures are older than this at the hub: it draws those of half a minute as old. */
const LATEST_MS = 20_000;
/** Where an answer takes longer than that, as much time is left to others as it takes. */
const SLOWEST_SHARE = 0.5;

export interface SummaryParts {
  readonly channel: SideChannel;
  readonly site: Plant["site"];
  /** Figures of now. May reject. */
  readonly figures: () => Promise<SiteFigures>;
  readonly alerts: { subscribe(listener: () => unknown): () => void };
  readonly jobs: SectionJobs;
  readonly log: Logger;
  /** Monotonic milliseconds; those of the process unless given. */
  readonly elapsed?: () => number;
}

export class SummaryLane {
  readonly #parts: SummaryParts;
  readonly #place: Pick<SiteSummary, "name" | "location">;
  readonly #elapsed: () => number;
  readonly #job: { stop(): Promise<void> };
  readonly #unsubscribe: () => void;
  #isChanged = true;
  #askedMs = Number.NEGATIVE_INFINITY;
  #tookMs = 0;
  #isFailing = false;

  constructor(parts: SummaryParts) {
    this.#parts = parts;
    this.#place = placeOf(parts);
    this.#elapsed = parts.elapsed ?? (() => performance.now());
    this.#unsubscribe = parts.alerts.subscribe(() => {
      this.#isChanged = true;
    });
    this.#job = parts.jobs.start({ name: "summary for the hub", everyMs: TURN_MS, run: () => this.turn() });
  }

  /** Sends where it is due. */
  async turn(): Promise<void> {
    const waited = this.#elapsed() - this.#askedMs;
    const pause = Math.min(this.#tookMs / SHARE, Math.max(LATEST_MS, this.#tookMs / SLOWEST_SHARE));
    if (waited < Math.max(this.#isChanged ? SOONEST_MS : EVERY_MS, pause)) return;
    this.#askedMs = this.#elapsed();
    this.#isChanged = false;
    const summary = await this.#summary();
    this.#tookMs = this.#elapsed() - this.#askedMs;
    if (summary !== undefined) this.#parts.channel.send(SUMMARY_TOPIC, encodeSummary(summary));
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await this.#job.stop();
  }

  async #summary(): Promise<SiteSummary | undefined> {
    const { figures, log } = this.#parts;
    try {
      // Books that are slow answer for the moment at which they were asked.
      const at = Date.now();
      const known = await figures();
      this.#isFailing = false;
      return { at, ...this.#place, ...known };
    } catch (error) {
      if (!this.#isFailing) log.warn({ reason: reasonOf(error) }, "the hub gets no figures of this site now");
      this.#isFailing = true;
      return undefined;
    }
  }
}

/** Where the site is and what it is called, in names that the hub takes: it would drop the figures with longer ones. */
function placeOf({ site, log }: Pick<SummaryParts, "site" | "log">): Pick<SiteSummary, "name" | "location"> {
  const { name, location = null } = site;
  const short = {
    name: shortName(name),
    location: location?.place === undefined ? location : { ...location, place: shortName(location.place) },
  };
  if (!isDeepStrictEqual(short, { name, location }))
    log.warn({ site: short.name.en }, "a name of this site is longer than the hub takes, and is cut");
  return short;
}
