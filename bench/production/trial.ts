/** One run of the plant with the edge's books beside it, compared with the truth. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KpisConfig } from "../../edge/production/state/config.ts";
import type { PlantEvent } from "../../simulators/kernel/events.ts";
import { readScenario } from "../../simulators/scenario/read.ts";
import { Books, type Item } from "./books.ts";
import { type InjectionFigures, Injections } from "./injections.ts";
import { comparePlaces, type PlaceFigures } from "./places.ts";
import { PlantStream } from "./plant-stream.ts";
import type { DemoPlant } from "./plant-tags.ts";
import { compareStates, type StateFigures } from "./states.ts";
import { TruePlaces } from "./true-places.ts";
import { TrueStates } from "./true-states.ts";

export interface TrialOptions {
  readonly scenario: string;
  readonly seed: number;
  readonly hours: number;
  /** Shares of piece events that are lost and that come twice. */
  readonly lost: number;
  /** Events of pieces already in the plant are missing, as when an edge joins a running plant. */
  readonly isStartUnknown?: boolean;
  /** Injected contradictions; 0 for a run that compares places. */
  readonly injected: number;
  /** Times that a second set of books is killed. */
  readonly kills: number;
}

export interface TrialFigures {
  readonly options: TrialOptions;
  readonly places: PlaceFigures;
  readonly states: StateFigures;
  readonly injections: InjectionFigures;
  /** Mismatches without an injection or loss. */
  readonly falseMismatches: number;
  readonly falseKinds: readonly string[];
  readonly sameAfterKills: boolean | undefined;
  readonly events: number;
  readonly usPerEvent: number;
  readonly counters: Books["twin"]["counters"];
}

const WRITE_EVERY_MS = 5_000;

export async function runTrial(demo: DemoPlant, options: TrialOptions): Promise<TrialFigures> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-production-"));
  try {
    return new Trial(demo, options, folder).run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Trial {
  readonly #demo: DemoPlant;
  readonly #options: TrialOptions;
  readonly #stream: PlantStream;
  readonly #places = new TruePlaces();
  readonly #states: TrueStates;
  readonly #injections: Injections;
  readonly #kpis: KpisConfig;
  readonly #fromMs: number;
  /**
   * Compared time: without the first minute, in which the edge still learns the clocks, and without the last moments,
   * whose messages are incomplete.
   */
  readonly #window: { readonly fromMs: number; readonly toMs: number };
  readonly #open: (dir: string) => Books;

  constructor(demo: DemoPlant, options: TrialOptions, folder: string) {
    const scenario = readScenario(options.scenario);
    this.#demo = demo;
    this.#options = options;
    this.#fromMs = scenario.startMs;
    this.#window = { fromMs: this.#fromMs + 60_000, toMs: this.#fromMs + options.hours * 3600e3 - 2000 };
    this.#states = new TrueStates(scenario.calendar, this.#window);
    this.#injections = new Injections(options.injected, { fromMs: this.#fromMs, lengthMs: options.hours * 3600e3 });
    this.#stream = new PlantStream(demo, {
      scenario,
      seed: options.seed,
      lost: options.lost,
      onTruth: (event) => this.#happened(event),
      heard: this.#injections,
    });
    this.#kpis = {
      ...demo.config.kpis,
      breaks: scenario.calendar.breaks.map(({ afterS, lastsS }) => ({ afterMin: afterS / 60, lastsMin: lastsS / 60 })),
    };
    this.#open = (name) => new Books(demo, { dir: join(folder, name), kpis: this.#kpis });
  }

  run(): TrialFigures {
    const { hours, kills } = this.#options;
    const { plant } = this.#stream;
    this.#stream.begin({ hasAll: this.#options.isStartUnknown !== true });
    const books = this.#open("through");
    let other = kills === 0 ? undefined : this.#open("killed");
    const endMs = this.#fromMs + hours * 3600e3;
    const killAt = new Set(
      Array.from({ length: kills }, (_, at) => Math.round((endMs - this.#fromMs) / 1000 / (kills + 1.37)) * (at + 1)),
    );
    let recent: { item: Item; number: number }[] = [];
    let number = 0;
    let cpu = 0;
    let events = 0;
    for (let second = 1; plant.nowMs < endMs; second++) {
      const due = this.#stream.second();
      const before = process.cpuUsage();
      for (const [at, item] of due.entries()) books.take(item, number + at);
      const used = process.cpuUsage(before);
      cpu += used.user + used.system;
      events += due.filter((item) => "event" in item).length;
      books.tick((plant.nowMs - 2000) * 1000);
      this.#injections.look(books, plant.nowMs);
      if (other !== undefined) {
        for (const [at, item] of due.entries()) {
          other.take(item, number + at);
          recent.push({ item, number: number + at });
        }
        other.tick((plant.nowMs - 2000) * 1000);
        if (killAt.has(second)) other = this.#killed(other, recent);
      }
      number += due.length;
      if ((second * 1000) % WRITE_EVERY_MS === 0) {
        books.write(number);
        if (other !== undefined && second % 2 === 1) other.write(number);
        if (second % 2 === 1) recent = [];
      }
    }
    books.write(number);
    other?.write(number);
    return this.#figures(books, { other, events, cpu });
  }

  #figures(
    books: Books,
    { other, events, cpu }: { readonly other: Books | undefined; readonly events: number; readonly cpu: number },
  ): TrialFigures {
    const options = this.#options;
    const { fromMs, toMs } = this.#window;
    this.#states.end();
    const window = { from: fromMs * 1000, to: toMs * 1000 };
    const mismatches = books.reconciliation.mismatches.filter(({ foundAt }) => foundAt > window.from);
    const figures = {
      options,
      places: comparePlaces(this.#places, books.twin, { fromMs: this.#fromMs + 1000, toMs }),
      states: compareStates(this.#states, books.production, { ...window, kpis: this.#kpis, plant: this.#demo.plant }),
      injections: this.#injections.figures,
      falseMismatches: options.injected === 0 && options.lost === 0 ? mismatches.length : 0,
      falseKinds: mismatches
        .slice(0, 40)
        .map(
          ({ kind, place, record, observed, since, endedAt }) =>
            `${kind} ${place}: ${record.en} | ${observed.en} ${since / 1000 - this.#fromMs} to ` +
            `${(endedAt ?? 0) / 1000 - this.#fromMs}`,
        ),
      sameAfterKills:
        other === undefined ? undefined : stateOf(books, this.#places, window) === stateOf(other, this.#places, window),
      events,
      usPerEvent: cpu / events,
      counters: books.twin.counters,
    };
    books.close();
    other?.close();
    return figures;
  }

  /** Drops what is in memory; later items of the log are handed over again. */
  #killed(books: Books, recent: readonly { readonly item: Item; readonly number: number }[]): Books {
    books.close();
    const opened = this.#open("killed");
    const from = opened.positions;
    for (const { item, number } of recent) if (number >= Math.min(...from)) opened.take(item, number, from);
    return opened;
  }

  #happened(event: PlantEvent): void {
    this.#places.take(event);
    this.#states.take(event);
  }
}

/** Everything the books hold, as text. */
function stateOf(books: Books, truth: TruePlaces, window: { readonly from: number; readonly to: number }): string {
  const pieces = [...truth.pieces.keys()].map((id) => books.twin.piece(id));
  const figures = books.production.machines.map(({ assetUid }) => [
    books.production.figures(assetUid, window),
    books.production.states(assetUid, window.from, window.to),
  ]);
  return JSON.stringify([
    pieces,
    figures,
    books.twin.orders.all().toSorted((a, b) => (a.order < b.order ? -1 : 1)),
    books.twin.counters,
  ]);
}
