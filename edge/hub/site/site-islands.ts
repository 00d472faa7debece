/** The islands of a site, by its file and the changes in its log since (rule HS8). */
import { EdgeError } from "../../contracts/errors.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { IslandBook } from "../../contracts/production/island-book.ts";
import { ISLANDS_CHANGED } from "../../islands/events.ts";
import { recordedIslands } from "../../islands/recorded.ts";
import { readCheckedLine } from "../../store/checked-line.ts";
import { ELSEWHERE } from "./elsewhere.ts";

const MOST_CHANGES = 1_000;

export class SiteIslands {
  #events: EdgeEvent[] = [];
  #book: IslandBook | undefined;

  /** @param file lines of the edge's record of islands; undefined where it has none */
  constructor(file: string | undefined, events: readonly EdgeEvent[]) {
    const records = (file ?? "").split("\n").map(readCheckedLine);
    const changes = records.filter((record) => typeof record === "object" && record !== null && "version" in record);
    this.#events = [...changes.map((payload) => ({ payload }) as unknown as EdgeEvent), ...events];
  }

  /** Present ones, and those of each time. */
  get book(): IslandBook {
    this.#book ??= { ...recordedIslands(this.#events), preview: refused, change: refused };
    return this.#book;
  }

  take(event: EdgeEvent): void {
    if (event.type !== ISLANDS_CHANGED) return;
    this.#events = [...this.#events, event].slice(-MOST_CHANGES);
    this.#book = undefined;
  }
}

function refused(): never {
  throw new EdgeError("conflict", ELSEWHERE);
}
