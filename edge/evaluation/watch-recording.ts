/**
 * Lets the product's detectors see a recording as a running edge would: same rules, same flow, same alert book, a
 * clock that follows the recording.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { openAlertBook } from "../alerts/alert-book.ts";
import { LiveRules } from "../alerts/live-rules.ts";
import type { Journal } from "../contracts/access/journal.ts";
import type { AlertView } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { SampleFlag } from "../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../contracts/plant/tag.ts";
import { ParquetRecording } from "../historian/recording/parquet-recording.ts";
import { type BuiltPlant, buildPlant } from "../model/plant.ts";
import { createTwin } from "../model/twin.ts";
import { createFlow } from "../pipeline/flow.ts";
import { type PlantConfig, plugins } from "../plugins.ts";
import { Forecasts, type JudgedForecast } from "./forecasts.ts";
import { LinkPulse } from "./link-pulse.ts";

/** Closed alerts are kept to the end, because the evaluation needs all of them. */
const HISTORY = 1_000_000;
const SETTLE_EVERY_S = 60;

/** One time that an alert was raised. */
export interface Occurrence {
  readonly rule: string;
  readonly assetUid: string;
  readonly label: string;
  readonly kind: AlertView["kind"];
  readonly annunciation: AlertView["annunciation"];
  /** Of the tag that made the detector speak, empty where no tag did. */
  readonly component: string;
  readonly signal: string;
  /** Where the stretch of time that was judged begins. */
  readonly since: Micros;
  /** When it was first shown, where it was hidden at first. */
  raisedAt: Micros;
  clearedAt: Micros | undefined;
  readonly message: string;
  /** Hidden by design all along. */
  isSuppressed: boolean;
}

export interface Watched {
  readonly occurrences: readonly Occurrence[];
  readonly forecasts: readonly JudgedForecast[];
  readonly plant: BuiltPlant["plant"];
  readonly from: Micros;
  readonly to: Micros;
  readonly samples: number;
  /** Whether the tag had a sample. */
  readonly hasSample: (tag: TagRef) => boolean;
  /** Samples of tags that the config does not have. */
  readonly unknownSamples: number;
  /** CPU time of twin, detectors and alert book, of the thread that they run in. */
  readonly cpuUs: number;
}

interface DetectionParts {
  readonly config: PlantConfig;
  readonly plant: BuiltPlant["plant"];
  readonly tags: BuiltPlant["tags"];
  readonly twin: ReturnType<typeof createTwin>;
  readonly book: Awaited<ReturnType<typeof openAlertBook>>;
  readonly log: Logger;
}

/** Throws EdgeError when the folder holds no recording. */
export async function watchRecording(
  plan: { config: PlantConfig; dir: string; start: Micros; end: Micros; log: Logger },
  signal: AbortSignal,
): Promise<Watched> {
  const { config, dir, start, end, log } = plan;
  const { plant, tags, links } = buildPlant(config, numbered(), plugins);
  const folder = mkdtempSync(join(tmpdir(), "gemba-evaluate-"));
  await using recording = await ParquetRecording.open({
    dir,
    tags: tags.all(),
    start,
    end,
    flags: SampleFlag.simulated,
  });
  let now = start;
  let samples = 0;
  const cpu = new ThreadCpu();
  const twin = createTwin({ tags, links, clock: () => now / 1000 });
  const book = await openAlertBook({
    dir: folder,
    edge: "evaluation",
    clock: () => now,
    log,
    journal: NO_JOURNAL,
    historyLimit: HISTORY,
  });
  try {
    const flow = detection({ config, plant, tags, twin, book, log }, () => now);
    const occurrences = new Occurrences(plant, (ref) => tags.at(ref));
    const forecasts = new Forecasts(twin);
    book.subscribe((alert) => {
      const shown = occurrences.note(alert, now);
      if (shown !== undefined) forecasts.begin({ ...alert, raisedAt: shown.raisedAt });
    });
    const pulse = new LinkPulse({ tags, links, heard: (link) => twin.heard(link) });
    for await (const { at, batch } of recording.seconds()) {
      if (signal.aborted) break;
      now = at;
      samples += batch.length;
      pulse.second(batch);
      const begun = cpu.now();
      if (batch.length > 0) flow.committed([batch]);
      flow.tick();
      book.tick(now);
      cpu.add(begun);
      forecasts.second(now);
      if (Math.round((at - start) / 1e6) % SETTLE_EVERY_S === 0) await book.settled();
    }
    await book.settled();
    return {
      occurrences: occurrences.all,
      forecasts: forecasts.all(now),
      plant,
      from: start,
      to: now,
      samples,
      hasSample: (tag) => !Number.isNaN(twin.time(tag)),
      unknownSamples: recording.unknown,
      cpuUs: cpu.us,
    };
  } finally {
    await book.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function failed(cause: unknown): never {
  throw new Error("a detector failed; what it would have found is unknown, so nothing is judged", { cause });
}

/** Tags numbered as they come: nothing of an edge's is read or written. */
function numbered(): Parameters<typeof buildPlant>[1] {
  let size = 0;
  return {
    get size() {
      return size;
    },
    assign: (wanted) => wanted.map(() => size++ as TagRef),
  };
}

const NO_JOURNAL: Journal = {
  record: () => Promise.reject(new EdgeError("conflict", "nobody acts in an evaluation")),
  has: () => false,
  missing: async (uids) => uids,
  read: async () => [],
};

class ThreadCpu {
  us = 0;

  now(): number {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  }

  add(begun: number): void {
    this.us += this.now() - begun;
  }
}

/** Every occurrence of every alert, as the book reports it. */
export class Occurrences {
  readonly all: Occurrence[] = [];
  readonly #byUid = new Map<string, Occurrence>();
  readonly #labels: ReadonlyMap<string, string>;
  readonly #tagOf: (ref: TagRef) => Tag | undefined;

  constructor(plant: BuiltPlant["plant"], tagOf: (ref: TagRef) => Tag | undefined) {
    this.#labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
    this.#tagOf = tagOf;
  }

  /** The occurrence when it is a new one that is shown, or one that comes out of hiding. */
  note(alert: AlertView, at: Micros): Occurrence | undefined {
    const known = this.#byUid.get(alert.occurrenceUid);
    if (known !== undefined) {
      known.clearedAt = alert.clearedAt;
      if (!known.isSuppressed || alert.suppressedBy !== undefined || alert.clearedAt !== undefined) return undefined;
      known.isSuppressed = false;
      known.raisedAt = at;
      return known;
    }
    const { rule, assetUid, kind, annunciation, raisedAt, clearedAt, evidence, message, suppressedBy } = alert;
    const tag = evidence[0] === undefined ? undefined : this.#tagOf(evidence[0].tag);
    const occurrence: Occurrence = {
      rule,
      assetUid,
      label: this.#labels.get(assetUid) ?? assetUid,
      kind,
      annunciation,
      component: tag?.component ?? "",
      signal: tag?.signal ?? "",
      since: evidence[0]?.from ?? raisedAt,
      raisedAt,
      clearedAt,
      message: message.en,
      isSuppressed: suppressedBy !== undefined,
    };
    this.#byUid.set(alert.occurrenceUid, occurrence);
    this.all.push(occurrence);
    return occurrence.isSuppressed ? undefined : occurrence;
  }
}

/** Twin and detectors in one flow, as in a running edge; a detector that fails ends the evaluation. */
function detection(parts: DetectionParts, clock: () => Micros): ReturnType<typeof createFlow> {
  const { config, plant, tags, twin, book, log } = parts;
  const context = { plant, tags, links: () => twin.links(), log };
  const { detectors: section, assets } = config;
  const rules = new LiveRules({ section, assets, context, fixed: [], twin, book, log, clock });
  return createFlow({
    twin,
    detectors: rules.detectors,
    onFindings: (findings) => book.apply(findings),
    now: clock,
    onDetectorFailed: (_index, err) => failed(err),
  });
}
