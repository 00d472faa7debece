/** Gives a run of pieces to the product's book of causes, by seconds, and compares its rankings with the truth. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { BatchBuilder } from "../../batch/builder.ts";
import { edgeUidOf } from "../../compose/alerting/alerting.ts";
import type { Follower } from "../../contracts/path/follower.ts";
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";
import { signalName, type Tag } from "../../contracts/plant/tag.ts";
import type { CauseView, DefectView } from "../../contracts/quality/causes.ts";
import type { BuiltPlant } from "../../model/plant.ts";
import { type PlantConfig, plugins } from "../../plugins.ts";
import type { PieceRun, TrueCause } from "./piece-run.ts";

/** A cause must be known at this time after the judgement of the n-th piece that it spoiled. */
const KNOWN_AFTER_MS = 300_000;
const KNOWN_AT_PIECE = 10;

export interface JudgedRun {
  readonly kind: string;
  /** Place of the true cause in the ranking when it must be known, from 1; null: not in it, or no cause was named. */
  readonly place: number | null;
  /** Named as cause then, best first. */
  readonly named: readonly string[];
  /** Seconds from the tenth spoiled piece until the true cause was first; null: it never was within the time. */
  readonly knownAfterS: number | null;
  /** Classes in which a cause was named without one. */
  readonly falseClasses: readonly string[];
}

export interface JudgeMeans {
  readonly config: PlantConfig;
  readonly built: Pick<BuiltPlant, "plant" | "tags">;
  readonly log: Logger;
}

/** Undefined: the cause spoiled fewer than ten pieces, so that there is nothing to know. */
export async function judgeRun(run: PieceRun, means: JudgeMeans): Promise<JudgedRun | undefined> {
  const { truth } = run;
  const tenthMs = truth?.spoiledMs[KNOWN_AT_PIECE - 1] ?? Number.POSITIVE_INFINITY;
  if (truth !== undefined && tenthMs === Number.POSITIVE_INFINITY) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "gemba-causes-"));
  const book = await openBook(means, folder);
  try {
    const key = keyOf(truth);
    const falseClasses = new Set<string>();
    let knownMs = Number.NaN;
    for (const ms of seconds(run, means, book, tenthMs + KNOWN_AFTER_MS)) {
      const named = defectsOf(book).flatMap(({ key: of, ranking }) => {
        const [first] = ranking?.causes ?? [];
        return first === undefined ? [] : [{ of, first }];
      });
      for (const { of } of named) if (of !== key || ms < (truth?.beginMs ?? 0)) falseClasses.add(of);
      const own = named.find(({ of }) => of === key)?.first;
      const isKnown = truth !== undefined && own !== undefined && isCause(own, truth.cause);
      if (!isKnown) knownMs = Number.NaN;
      else if (Number.isNaN(knownMs)) knownMs = ms;
    }
    const causes = defectsOf(book).find((one) => one.key === key)?.ranking?.causes ?? [];
    const at = truth === undefined ? -1 : causes.findIndex((cause) => isCause(cause, truth.cause));
    return {
      kind: truth?.kind ?? NO_CAUSE,
      place: at < 0 ? null : at + 1,
      named: causes.slice(0, 3).map(({ sentence }) => sentence.en),
      knownAfterS: Number.isNaN(knownMs) ? null : Math.max(0, Math.round((knownMs - tenthMs) / 1000)),
      falseClasses: [...falseClasses],
    };
  } finally {
    book.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kind of a run in which nothing is wrong. */
export const NO_CAUSE = "none";

function keyOf(truth: PieceRun["truth"]): string {
  const { operation = "", feature = "", side = "" } = truth?.defect ?? {};
  return [operation, feature, side].filter((word) => word !== "").join(" ");
}

function defectsOf({ answers }: Follower): readonly DefectView[] {
  const ask = answers?.["defects"] as (() => readonly DefectView[]) | undefined;
  return ask?.() ?? [];
}

function isCause({ candidate, level, side }: CauseView, truth: TrueCause): boolean {
  const { kind, operation, name } = candidate;
  if (kind !== truth.kind || operation !== truth.operation || name !== truth.name) return false;
  return side === "is" ? level === truth.level : truth.level === "";
}

async function openBook({ config, built, log }: JudgeMeans, folder: string): Promise<Follower> {
  const plugin = plugins.followers.find(({ name }) => name === "causes") as (typeof plugins.followers)[number];
  const { openFollower } = (await import(plugin.module.href)) as FollowerModule<unknown>;
  return openFollower(plugin.plan(config).own, {
    plant: built.plant,
    tags: built.tags,
    path: join(folder, "causes.db"),
    follows: { uid: "evaluation", uidOfFolder: undefined },
    log,
    deletionTime: () => undefined,
    isSimulated: true,
    edgeUid: edgeUidOf("evaluation"),
    linkOf: () => "",
  });
}

/** Passes on the run until its end or `endMs`, and stops at each minute and at the end, ms. */
function* seconds(
  { startMs, reports, samples }: PieceRun,
  { built }: JudgeMeans,
  book: Follower,
  endMs: number,
): Generator<number> {
  const tagOf = tagFinder(built);
  const lastMs = Math.min(endMs, (reports.at(-1)?.timeMs ?? startMs) + 60_000);
  const batch = new BatchBuilder();
  let [report, sample] = [0, 0];
  for (let ms = startMs - 120_000; ms <= lastMs; ms += 1000) {
    book.tick(ms * 1000);
    const receivedAt = (ms + 500) * 1000;
    for (; sample < samples.length && (samples[sample]?.timeMs ?? 0) < ms + 1000; sample++) {
      const { station, signal, timeMs, value } = samples[sample] as PieceRun["samples"][number];
      const tag = tagOf(station, signal);
      if (tag !== undefined) batch.add(tag.ref, Math.round(timeMs * 1000), value, 0, SampleFlag.simulated);
    }
    if (batch.length > 0) book.observe(batch.finish(receivedAt));
    for (; report < reports.length && (reports[report]?.timeMs ?? 0) < ms + 1000; report++) {
      const { type, timeMs, piece, payload } = reports[report] as PieceRun["reports"][number];
      book.take({
        eventUid: `report-${report}`,
        type,
        time: Math.round(timeMs * 1000),
        receivedAt,
        ...(piece === undefined ? {} : { pieceId: piece }),
        schema: `${type}/1`,
        payload,
      });
    }
    if (ms % 60_000 === 0) yield ms;
  }
  yield lastMs;
}

function tagFinder({ plant, tags }: JudgeMeans["built"]): (station: string, signal: string) => Tag | undefined {
  const uids = new Map(plant.assets.map(({ label, assetUid }) => [label, assetUid]));
  const known = new Map<string, Tag | undefined>();
  return (station, signal) => {
    const key = `${station} ${signal}`;
    if (!known.has(key)) {
      const uid = uids.get(station);
      const own = uid === undefined ? [] : tags.ofAsset(uid);
      known.set(
        key,
        own.find((tag) => signalName(tag) === signal),
      );
    }
    return known.get(key);
  };
}
