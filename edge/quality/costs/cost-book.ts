/** The book of costs: follows completions of pieces, and adds up what each step and its bad pieces cost. */
import type { Logger } from "pino";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  type FollowerOutput,
  forgottenBefore,
  lastTickOf,
} from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { LocalizedText, TagTable } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { PieceEvent } from "../../contracts/production/material-event.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import type { CostQuestion, CostView } from "../../contracts/quality/costs.ts";
import type { HourState } from "../../contracts/quality/hour-publishing.ts";
import type { KeyFigurePlan } from "../../contracts/quality/key-figures.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { SharedWords } from "../words.ts";
import type { CostsConfig } from "./config.ts";
import { costView } from "./cost-answers.ts";
import { COUNTS, type CostCounts, type CostKey, CostStore, type PieceCost } from "./cost-store.ts";
import { HourlyFigures } from "./hourly-figures.ts";
import { costOf, Rates } from "./rates.ts";

const HOUR_US = 3600e6;
/** Pieces in memory; the file has the others. */
const MOST_PIECES = 4096;
/** Stations of one piece that are remembered. */
const MOST_STATIONS = 64;
const MOST_LETTERS = 200;
const FORGET_AT_ONCE = 10_000;
/** No piece is on its way for so long; the file keeps pieces longer, for reports that come late. */
const WAY_US = 90 * 86_400e6;
const KEPT_US = 92 * 86_400e6;

/** Plain data of the follower's plan. */
export interface CostPlan {
  readonly costs: CostsConfig;
  readonly keepDays: number;
  readonly figures: KeyFigurePlan;
  /** Which operation a station does, where it does not report one. */
  readonly operations: readonly {
    readonly stations: readonly string[];
    readonly id: string;
    readonly name: LocalizedText;
  }[];
}

interface BookOptions {
  readonly config: CostPlan;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: Pick<TagTable, "find">;
  readonly isSimulated: boolean;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
}

type Counters = { untimed: number; unrated: number };

export type CostAnswered = CostBook["answers"];

export class CostBook implements Follower {
  readonly name = "costs";
  readonly needs: FollowerNeeds = { tags: [], events: ["piece.completed"], waveforms: false };
  readonly answers = { costs: (question: CostQuestion): CostView => this.#costs(question) };
  readonly #options: BookOptions;
  readonly #store: CostStore;
  readonly #words: SharedWords;
  readonly #rates: Rates;
  readonly #read: ReturnType<typeof materialReader>;
  /** Sums that the file does not have yet, by key. */
  readonly #sums = new Map<string, readonly [CostKey, CostCounts]>();
  /** Least recently used first; null: it has ended. */
  readonly #pieces = new Map<string, PieceCost | null>();
  readonly #changed = new Map<string, Micros>();
  readonly #counters: Counters;
  readonly #figures: HourlyFigures;
  #mark: FollowerMark;
  #tickedAt: Micros;
  #forgetBefore: Micros = Number.NaN;

  constructor(options: BookOptions) {
    const { config, plant, tags, isSimulated, path, log, follows } = options;
    this.#options = options;
    this.#store = new CostStore(path, log, follows);
    this.#mark = this.#store.mark;
    this.#tickedAt = lastTickOf(this.#mark);
    this.#words = new SharedWords(this.#store.words());
    this.#rates = new Rates(config.costs);
    this.#read = materialReader(plant);
    this.#counters = { untimed: 0, unrated: 0, ...(this.#store.state("counters") as Counters | undefined) };
    const series = { plan: config.figures, tags, isSimulated, timeZone: plant.site.timeZone };
    const rows = (from: number, to: number) => this.#rowsOf(from, to);
    const pieceValue = (variant: string): number => this.#rates.value(variant);
    this.#figures = new HourlyFigures(
      { ...series, rows, pieceValue, wordOf: (code) => this.#words.wordOf(code) },
      this.#store.state("figures") as HourState | undefined,
    );
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.#store.note;
  }

  get waiting(): number {
    return this.#sums.size + this.#changed.size;
  }

  observe(): void {
    // It needs no samples.
  }

  take(event: EdgeEvent): void {
    const material = this.#read(event);
    if (material?.kind !== "piece.completed") return;
    if (material.piece.length <= MOST_LETTERS && material.place.length <= MOST_LETTERS) this.#completed(material);
  }

  tick(now: Micros): FollowerOutput | undefined {
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, this.#options.config.keepDays, this.#options.deletionTime);
    this.#tickedAt = now;
    const samples = this.#figures.tick(now);
    return samples === undefined ? undefined : { samples };
  }

  write(mark: FollowerMark): void {
    this.#store.write({
      words: this.#words.unwritten(),
      costs: this.#sums.values(),
      pieces: [...this.#changed].map(([piece, at]) => [piece, at, this.#pieces.get(piece) ?? null] as const),
      state: {
        position: mark.position,
        time: mark.time,
        counters: this.#counters,
        figures: this.#figures.state,
      },
    });
    this.#words.written();
    this.#sums.clear();
    this.#changed.clear();
    this.#shrink();
    this.#mark = mark;
    if (Number.isNaN(this.#forgetBefore)) return;
    this.#store.forget(Math.floor(this.#forgetBefore / HOUR_US), this.#tickedAt - KEPT_US, FORGET_AT_ONCE);
    this.#forgetBefore = Number.NaN;
  }

  close(): void {
    this.#store.close();
  }

  #completed(event: PieceEvent): void {
    const { piece, place, time, verdict = "good" } = event;
    const before = this.#pieceOf(piece, time);
    // A repeated report of the same completion.
    if (before?.done[place] === time) return;
    const rate = this.#rates.of(place);
    const workedUs = event.startTime === undefined ? Number.NaN : time - event.startTime;
    const cost = rate === undefined ? 0 : costOf(rate, workedUs);
    if (rate === undefined) this.#counters.unrated++;
    else if (rate.perHour > 0 && Number.isNaN(workedUs)) this.#counters.untimed++;
    const isAgain = before?.done[place] !== undefined;
    const kind = rate?.kind === "make" && isAgain ? "rework" : (rate?.kind ?? "make");
    const isRepeated = before?.isRepeated === true || isAgain || kind === "rework" || verdict === "rework";
    const now: PieceCost = {
      ...(isRepeated ? { isRepeated } : {}),
      made: (before?.made ?? 0) + (kind === "make" ? cost : 0),
      variant: event.variant ?? before?.variant ?? "",
      order: event.order ?? before?.order ?? "",
      done: Object.fromEntries([...Object.entries(before?.done ?? {}), [place, time]].slice(-MOST_STATIONS)),
    };
    const isEnd = verdict === "good" && this.#rates.isEnd(place);
    const sums = this.#sumsOf({ event, variant: now.variant, order: now.order });
    sums[kind === "make" ? "made" : kind] += cost;
    if (rate?.kind === "inspection") sums.inspected++;
    count(sums, { verdict, isAgain, isRepeated, isEnd });
    if (verdict === "scrap") sums.scrap += this.#rates.material(now.variant) + now.made;
    this.#figures.counted(time);
    this.#pieces.delete(piece);
    this.#pieces.set(piece, verdict === "scrap" || isEnd ? null : now);
    this.#changed.set(piece, time);
  }

  #sumsOf({ event, variant, order }: { readonly event: PieceEvent; readonly variant: string; readonly order: string }) {
    const { place, operation, time } = event;
    const done =
      operation ??
      this.#options.config.operations.find(({ stations }) => stations.some((word) => matchesWord(word, place)))?.id;
    const key: CostKey = {
      hour: Math.floor(time / HOUR_US),
      station: this.#words.codeOf(place),
      operation: this.#words.codeOf(done ?? ""),
      variant: this.#words.codeOf(variant),
      ofOrder: this.#words.codeOf(order),
    };
    const name = `${key.hour} ${key.station} ${key.operation} ${key.variant} ${key.ofOrder}`;
    const known = this.#sums.get(name);
    if (known !== undefined) return known[1];
    const counts = Object.fromEntries(COUNTS.map((count) => [count, 0])) as CostCounts;
    this.#sums.set(name, [key, counts]);
    return counts;
  }

  /** Undefined: nobody reported it for long, or it has ended and comes back. */
  #pieceOf(piece: string, time: Micros): PieceCost | undefined {
    const known = this.#pieces.has(piece) ? (this.#pieces.get(piece) ?? undefined) : this.#store.piece(piece);
    if (known === undefined) return undefined;
    return time - Math.max(...Object.values(known.done)) > WAY_US ? undefined : known;
  }

  /** Forgets the least recently used pieces that the file has. */
  #shrink(): void {
    for (const piece of this.#pieces.keys()) {
      if (this.#pieces.size <= MOST_PIECES) return;
      this.#pieces.delete(piece);
    }
  }

  #costs(question: CostQuestion): CostView {
    const [from, to] = [Math.floor(question.from / HOUR_US), Math.ceil(question.to / HOUR_US) - 1];
    return costView(this.#rowsOf(from, to), {
      by: question.by,
      zone: this.#options.plant.site.timeZone,
      wordOf: (code) => this.#words.wordOf(code),
      pieceValue: (variant) => this.#rates.value(variant),
      titleOf: (operation) => this.#options.config.operations.find(({ id }) => id === operation)?.name ?? null,
      ...this.#counters,
      since: this.#since(),
    });
  }

  /** Rows of these hours, also those that are not in the file yet. */
  #rowsOf(from: number, to: number): readonly (readonly [CostKey, CostCounts])[] {
    const fresh = [...this.#sums.values()].filter(([{ hour }]) => hour >= from && hour <= to);
    return [...this.#store.costs(from, to), ...fresh];
  }

  #since(): Micros | null {
    const hours = [this.#store.firstHour() ?? [], [...this.#sums.values()].map(([{ hour }]) => hour)].flat(2);
    return hours.length === 0 ? null : Math.min(...hours) * HOUR_US;
  }
}

interface Completion {
  readonly verdict: "good" | "scrap" | "rework";
  /** The piece was at the station before. */
  readonly isAgain: boolean;
  readonly isRepeated: boolean;
  /** The way of the piece ends here, well. */
  readonly isEnd: boolean;
}

function count(sums: CostCounts, { verdict, isAgain, isRepeated, isEnd }: Completion): void {
  const isGood = verdict === "good";
  sums[isGood ? "good" : verdict === "scrap" ? "scrapped" : "reworked"]++;
  if (!isAgain) sums.first++;
  if (!isAgain && isGood) sums.firstGood++;
  if (isEnd) sums.ended++;
  if (isEnd || verdict === "scrap") sums.ends++;
  if (isEnd && !isRepeated) sums.cleanEnds++;
}
