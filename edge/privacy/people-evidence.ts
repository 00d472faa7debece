import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { AlertView } from "../contracts/alerts/alert.ts";
import { reasonOf } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { KeptPositions, PeopleEvidence } from "../contracts/plant/people.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { LIVE_RISK_RULES } from "../contracts/safety/live-risk.ts";
import { makePrivateFolder } from "../store/private-folder.ts";
import { replaceFileSync } from "../store/replace-file.ts";
import type { Way } from "./tracked-people.ts";

/** Span of evidence before and after a safety alert was raised. */
const AROUND_US = 30_000_000;
/** People who never came closer than this to the asset are left out. */
const NEAR_M = 20;
/** Files that are kept at most, whatever `evidenceDays` is. */
const MOST_FILES = 2_000;
/** Maximum alerts that wait for their second half minute; the alerts of a flood concern the same moments. */
const MOST_WAITING = 100;
const CLEAN_EVERY_US = 3600e6;
const DAY_MS = 86_400_000;

export interface EvidenceOptions {
  /** Its own folder, created with the first file. */
  readonly dir: string;
  readonly days: number;
  /** The time by which evidence is old, µs UTC; undefined while nothing is. By default the time of the tick. */
  readonly deletionTime?: (() => Micros | undefined) | undefined;
  ways(from: Micros, to: Micros): readonly Way[];
  /** Position of an asset, fixed or last reported; undefined where it is unknown. */
  placeOf(asset: AssetUid): readonly [x: number, y: number] | undefined;
  readonly log: Logger;
}

/**
 * Keeps where people were half a minute before and after a safety alert, without names, for some days. One file per
 * occurrence, so that one can be erased alone.
 */
export class FileEvidence implements PeopleEvidence {
  readonly #options: EvidenceOptions;
  readonly #waiting = new Map<
    string,
    { readonly alert: AlertView; readonly place: readonly [number, number] | undefined }
  >();
  #cleanedAt = Number.NEGATIVE_INFINITY;

  constructor(options: EvidenceOptions) {
    this.#options = options;
  }

  /** Takes a changed alert. Alerts that are not about safety, or older than the memory of people, keep nothing. */
  hear(alert: AlertView, nowUs: Micros): void {
    const { kind, rule, raisedAt, occurrenceUid } = alert;
    if (
      this.#options.days === 0 ||
      kind !== "safety" ||
      // Live risk is advisory and may come often: it must not make the edge keep where people were (rule P9).
      rule.startsWith(LIVE_RISK_RULES) ||
      Math.abs(nowUs - raisedAt) > AROUND_US ||
      this.#waiting.size >= MOST_WAITING
    )
      return;
    if (this.#waiting.has(occurrenceUid) || existsSync(this.#path(alert))) return;
    this.#waiting.set(occurrenceUid, { alert, place: this.#options.placeOf(alert.assetUid) });
  }

  /**
   * Writes complete occurrences and erases old ones. Call it about once a second, before the memory of people
   * forgets.
   */
  tick(nowUs: Micros): void {
    for (const [occurrenceUid, { alert }] of this.#waiting)
      if (nowUs >= alert.raisedAt + AROUND_US) this.#keep(occurrenceUid);
    if (nowUs - this.#cleanedAt < CLEAN_EVERY_US && nowUs >= this.#cleanedAt) return;
    this.#cleanedAt = nowUs;
    this.#clean(nowUs);
  }

  /** Keeps the existing part for alerts whose half minute is not over. */
  close(): void {
    for (const occurrenceUid of [...this.#waiting.keys()]) this.#keep(occurrenceUid);
  }

  read(alertUid: string): readonly KeptPositions[] {
    const { dir } = this.#options;
    if (!existsSync(dir)) return [];
    const files = readdirSync(dir).filter((name) => name.startsWith(`${alertUid}_`) && name.endsWith(".json"));
    return files.flatMap((name) => this.#readOne(join(dir, name))).sort((a, b) => a.at - b.at);
  }

  /** A file that cannot be read does not hide the others. */
  #readOne(path: string): readonly KeptPositions[] {
    try {
      const kept = JSON.parse(readFileSync(path, "utf8")) as KeptPositions;
      if (typeof kept.at === "number" && Array.isArray(kept.people)) return [kept];
      throw new Error("it holds no positions");
    } catch (error) {
      this.#options.log.error({ path, reason: reasonOf(error) }, "positions around a safety alert cannot be read");
      return [];
    }
  }

  #keep(occurrenceUid: string): void {
    const waiting = this.#waiting.get(occurrenceUid);
    this.#waiting.delete(occurrenceUid);
    if (waiting === undefined) return;
    const { alert, place } = waiting;
    const people = this.#options
      .ways(alert.raisedAt - AROUND_US, alert.raisedAt + AROUND_US)
      .filter((way) => place === undefined || comesNear(way, place));
    if (people.length === 0) return;
    const kept: KeptPositions = { alertUid: alert.alertUid, occurrenceUid, at: alert.raisedAt, people };
    const path = this.#path(alert);
    try {
      makePrivateFolder(this.#options.dir);
      replaceFileSync(path, JSON.stringify(kept), { mode: 0o600 });
    } catch (error) {
      this.#options.log.warn(
        { alertUid: alert.alertUid, reason: reasonOf(error) },
        "positions around a safety alert could not be kept",
      );
    }
  }

  #clean(nowUs: Micros): void {
    const { dir, days, deletionTime = () => nowUs } = this.#options;
    const oldMs = (deletionTime() ?? 0) / 1000 - days * DAY_MS;
    if (!existsSync(dir)) return;
    const files = readdirSync(dir).map((name) => ({
      path: join(dir, name),
      writtenMs: statSync(join(dir, name)).mtimeMs,
    }));
    files.sort((a, b) => b.writtenMs - a.writtenMs);
    for (const [place, { path, writtenMs }] of files.entries())
      if (place >= MOST_FILES || writtenMs < oldMs) rmSync(path, { force: true });
  }

  #path({ alertUid, occurrenceUid }: AlertView): string {
    return join(this.#options.dir, `${alertUid}_${occurrenceUid}.json`);
  }
}

function comesNear({ x, y }: Way, [px, py]: readonly [number, number]): boolean {
  return x.some((one, i) => Math.hypot(one - px, (y[i] as number) - py) <= NEAR_M);
}
