/**
 * The path of a running edge from arrival to alert: twin, detectors, followers of the log, alert book. Findings come
 * from detectors and from followers; further ones need no change here (E21 in docs/rules/evaluation.md).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { openAlertBook } from "../../alerts/alert-book.ts";
import { LiveRules } from "../../alerts/live-rules.ts";
import type { Journal } from "../../contracts/access/journal.ts";
import type { AlertView } from "../../contracts/alerts/alert.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Answers } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { type BuiltPlant, buildPlant } from "../../model/plant.ts";
import { createTwin } from "../../model/twin.ts";
import { createFlow, type Flow } from "../../pipeline/flow.ts";
import { type PlantConfig, plugins } from "../../plugins.ts";
import { Forecasts } from "../forecasts.ts";
import type { ArrivedSecond } from "../input/arrived.ts";
import { LinkPulse } from "../link-pulse.ts";
import { Occurrences, type Watched } from "../occurrences.ts";
import { EvaluatedFollowers } from "./followers.ts";
import { ThreadCpu } from "./thread-cpu.ts";

/** Closed alerts are kept to the end, because the evaluation needs all of them. */
const HISTORY = 1_000_000;
const SETTLE_EVERY_S = 60;

export interface HealthPathPlan {
  readonly config: PlantConfig;
  readonly built: BuiltPlant;
  readonly start: Micros;
  readonly log: Logger;
  /**
   * Names of the followers that take part, or all: without the events of controllers the record of some would seem to
   * contradict the tags.
   */
  readonly followers: "all" | readonly string[];
  /** Whether detectors judge samples; absent: they do. */
  readonly withDetectors?: boolean;
}

/** The plant of a config, with tags numbered in their order; no file of an edge is read or written. */
export function plantOf(config: PlantConfig): BuiltPlant {
  let size = 0;
  const numbered = {
    get size() {
      return size;
    },
    assign: (wanted: readonly unknown[]) => wanted.map(() => size++ as TagRef),
  };
  return buildPlant(config, numbered, plugins);
}

/** One edge that sees one run. */
export class HealthPath implements AsyncDisposable {
  readonly #plan: HealthPathPlan;
  readonly #folder: string;
  readonly #twin: ReturnType<typeof createTwin>;
  readonly #book: Awaited<ReturnType<typeof openAlertBook>>;
  readonly #flow: Flow;
  readonly #followers: EvaluatedFollowers | undefined;
  readonly #pulse: LinkPulse;
  readonly #occurrences: Occurrences;
  readonly #forecasts: Forecasts;
  readonly #cpu = new ThreadCpu();
  #now: Micros;
  #samples = 0;
  /** Version of the book that was last noted. */
  #noted = Number.NaN;

  private constructor(plan: HealthPathPlan, parts: Parts) {
    const { built, start } = plan;
    this.#plan = plan;
    this.#folder = parts.folder;
    this.#now = start;
    this.#twin = parts.twin;
    this.#book = parts.book;
    this.#flow = detection(plan, parts, () => this.#now);
    this.#followers = parts.followers;
    this.#pulse = new LinkPulse({ ...built, heard: (link) => this.#twin.heard(link) });
    this.#occurrences = new Occurrences(built.plant, (ref) => built.tags.at(ref));
    this.#forecasts = new Forecasts(this.#twin);
    parts.setClock(() => this.#now);
    this.#book.subscribe((alert, at) => {
      const shown = this.#occurrences.note(alert, at);
      if (shown !== undefined) this.#forecasts.begin({ ...alert, raisedAt: shown.raisedAt });
    });
  }

  static async open(plan: HealthPathPlan): Promise<HealthPath> {
    const folder = mkdtempSync(join(tmpdir(), "gemba-evaluate-"));
    let clock = (): Micros => plan.start;
    const { tags, links } = plan.built;
    const twin = createTwin({ tags, links, clock: () => clock() / 1000 });
    const book = await openAlertBook({
      dir: folder,
      edge: "evaluation",
      clock: () => clock(),
      log: plan.log,
      journal: NO_JOURNAL,
      historyLimit: HISTORY,
    });
    const { config, log } = plan;
    const means = { ...plan.built, config, twin, dir: folder, log, now: () => clock() };
    const followers = plan.followers.length === 0 ? undefined : await EvaluatedFollowers.open(means, plan.followers);
    const setClock = (to: () => Micros): void => {
      clock = to;
    };
    return new HealthPath(plan, { folder, twin, book, followers, setClock });
  }

  /** Takes everything that arrived in one second, then lets the second pass. Seconds come in order. */
  second(arrived: ArrivedSecond): void {
    const { at, batch } = arrived;
    this.#now = at;
    this.#samples += batch.length;
    this.#pulse.second(batch);
    this.#cpu.during(() => this.#work(arrived));
    this.#forecasts.second(at);
  }

  /**
   * Call it after each second. Notes the alerts of the second, because the book reports changes only once they are on
   * disk, at a time that depends on the disk. Kinds that an active alert names later come without a change of the
   * alert.
   */
  async breathe(): Promise<void> {
    const { version } = this.#book;
    const isNews = version !== this.#noted;
    if (!isNews && Math.round((this.#now - this.#plan.start) / 1e6) % SETTLE_EVERY_S !== 0) return;
    this.#noted = version;
    await this.#book.settled();
    if (isNews) for (const alert of this.#book.standing()) this.#occurrences.note(alert, this.#now);
  }

  #work(arrived: ArrivedSecond): void {
    const { at, batch, waveforms, conditions } = arrived;
    if (conditions.length > 0) this.#book.report(conditions);
    if (batch.length > 0 || waveforms.length > 0) this.#flow.committed(batch.length > 0 ? [batch] : [], waveforms);
    for (const { samples, findings } of this.#followers?.second(arrived) ?? []) {
      if (samples !== undefined) this.#flow.committed([samples]);
      if (findings !== undefined) this.#book.apply(findings);
    }
    this.#flow.tick();
    this.#book.tick(at);
  }

  /** Calls `listener` on every change of an alert from now on, which may be later than the second that led to it. */
  onAlert(listener: (alert: AlertView, at: Micros) => void): void {
    this.#book.subscribe(listener);
  }

  /** The answers of a follower that takes part. */
  answersOf(follower: string): Answers | undefined {
    return this.#followers?.answersOf(follower);
  }

  /** The results so far. */
  async watched(unknownSamples: number): Promise<Watched> {
    await this.#book.settled();
    const { plant } = this.#plan.built;
    return {
      occurrences: this.#occurrences.all,
      forecasts: this.#forecasts.all(this.#now),
      plant,
      from: this.#plan.start,
      to: this.#now,
      samples: this.#samples,
      hasSample: (tag) => !Number.isNaN(this.#twin.time(tag)),
      unknownSamples,
      isWhole: this.#plan.followers === "all",
      cpuUs: this.#cpu.us,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#followers?.close();
    await this.#book.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly folder: string;
  readonly twin: ReturnType<typeof createTwin>;
  readonly book: Awaited<ReturnType<typeof openAlertBook>>;
  readonly followers: EvaluatedFollowers | undefined;
  setClock(clock: () => Micros): void;
}

/** Twin and detectors in one flow, as in a running edge; a detector that fails ends the evaluation. */
function detection(
  { config, built, log, withDetectors }: HealthPathPlan,
  { twin, book }: Parts,
  clock: () => Micros,
): Flow {
  const { plant, tags } = built;
  const context = { plant, tags, links: () => twin.links(), log };
  const { detectors: section, assets } = config;
  const rules = new LiveRules({ section, assets, context, fixed: [], twin, book, log, clock });
  return createFlow({
    twin,
    detectors: withDetectors === false ? [] : rules.detectors,
    onFindings: (findings) => book.apply(findings),
    now: clock,
    onDetectorFailed: (_index, cause) => {
      throw new Error("a detector failed, so its findings are incomplete and the run is not judged", { cause });
    },
  });
}

const NO_JOURNAL: Journal = {
  record: () =>
    Promise.reject(new EdgeError("conflict", "an evaluation has no operator, so actions on alerts are refused")),
  missing: async (uids) => uids,
  read: async () => [],
};
