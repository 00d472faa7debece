/** The stock of spare parts: every change is on record. */
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { NOT_STORED } from "../contracts/records/refusal-error.ts";
import type { AskedChange, SpareStock, SpareView, StockChange } from "../contracts/records/spares.ts";
import type { WorkItem } from "../contracts/records/work-book.ts";
import type { WorkAct } from "../contracts/records/work-item.ts";
import { Queue } from "../observe/queue.ts";
import type { SpareConfig } from "./config.ts";
import { type StockLine, StockLog } from "./stock-log.ts";

const MOST_WAITING = 100;
const BUSY = "Too many changes of stock are waiting. Try again in a few seconds.";

/** Changes that are kept one by one; beyond it the older half is put together, part by part. */
const MOST_CHANGES = 20_000;

interface StockOptions {
  /** Folder of upkeep in the data folder. */
  readonly dir: string;
  readonly spares: readonly SpareConfig[];
  readonly log: Logger;
  readonly mostChanges?: number;
}

export class Stock implements SpareStock {
  readonly #stockLog: StockLog;
  readonly #options: StockOptions;
  readonly #queue = new Queue(MOST_WAITING, BUSY);
  #changes: StockChange[] = [];
  /** Newest change of each part. */
  readonly #newest = new Map<string, StockChange>();
  #uids = new Map<string, StockChange>();
  /** Changes up to here are put together: work that was finished before was drawn. */
  #foldedTo: Micros = 0;

  private constructor(stockLog: StockLog, lines: readonly StockLine[], options: StockOptions) {
    this.#stockLog = stockLog;
    this.#options = options;
    for (const line of lines) this.#take(line);
  }

  /** Begins the stock of parts that are new in the config. Throws EdgeError `disk`, `conflict`. */
  static async open(options: StockOptions, now: Micros): Promise<Stock> {
    const { stockLog, changes } = await StockLog.open(options.dir, options.log);
    const stock = new Stock(stockLog, changes, options);
    for (const { part, onHand } of options.spares) {
      if (stock.#newest.has(part)) continue;
      const first = { changeUid: `config/${part}`, part, at: now, by: "config", delta: onHand, reason: "config" };
      await stock.#store({ ...first, itemUid: null });
    }
    return stock;
  }

  list(): readonly SpareView[] {
    return this.#options.spares.flatMap(({ part, name, minimum, leadDays = null }) => {
      const lastChange = this.#newest.get(part);
      if (lastChange === undefined) return [];
      const { onHand } = lastChange;
      return [{ part, name, onHand, minimum, leadDays, isLow: onHand < minimum, lastChange }];
    });
  }

  has(part: string): boolean {
    return this.#options.spares.some((spare) => spare.part === part);
  }

  onHand(): ReadonlyMap<string, number> {
    return new Map([...this.#newest].map(([part, { onHand }]) => [part, onHand]));
  }

  changes(limit: number, part?: string): readonly StockChange[] {
    const all = part === undefined ? this.#changes : this.#changes.filter((one) => one.part === part);
    return all.slice(-limit).reverse();
  }

  async change(asked: AskedChange, { by, at }: { readonly by: string; readonly at: Micros }): Promise<StockChange> {
    const { changeUid, part, delta, reason } = asked;
    return await this.#queue.run(async () => {
      if (!this.has(part)) throw new EdgeError("not-found", `there is no spare part ${part}`);
      const same = this.#uids.get(changeUid);
      if (same !== undefined) {
        if (same.part === part && same.delta === delta && same.by === by) return same;
        throw new EdgeError("conflict", "another change of stock has this changeUid; give a new one");
      }
      const onHand = this.#newest.get(part)?.onHand ?? 0;
      if (onHand + delta < 0 && delta < 0)
        throw new EdgeError("conflict", `only ${onHand} of ${part} are on hand; count them first`);
      return await this.#store({ changeUid, part, at, by, delta, reason, itemUid: null });
    });
  }

  /** Takes the parts that finished work used out of the stock, each finish once, however often it is reported. */
  async draw(items: Iterable<WorkItem>): Promise<void> {
    await this.#queue.run(
      async () => {
        for (const { itemUid, acts } of items)
          for (const act of acts)
            for (const change of drawnBy(act, itemUid)) {
              const { changeUid, part, at } = change;
              // Until the item was part of the uid, it was that of the act alone.
              const isEarlier = this.#uids.get(`${act.actUid}/${part}`)?.itemUid === itemUid;
              if (at > this.#foldedTo && !this.#uids.has(changeUid) && !isEarlier) await this.#store(change);
            }
      },
      { most: Number.POSITIVE_INFINITY },
    );
  }

  async close(): Promise<void> {
    await this.#queue.run(() => this.#stockLog.close(), { most: Number.POSITIVE_INFINITY });
  }

  /** On disk first. */
  async #store(line: StockLine): Promise<StockChange> {
    try {
      await this.#stockLog.append(line);
    } catch (err) {
      this.#options.log.error({ err }, "a change of stock cannot be written; it was refused");
      throw new EdgeError("unavailable", NOT_STORED);
    }
    const change = this.#take(line);
    if (this.#changes.length > (this.#options.mostChanges ?? MOST_CHANGES)) await this.#fold();
    return change;
  }

  #take({ isFolded, ...line }: StockLine): StockChange {
    const change = { ...line, onHand: (this.#newest.get(line.part)?.onHand ?? 0) + line.delta };
    this.#changes.push(change);
    this.#newest.set(line.part, change);
    this.#uids.set(line.changeUid, change);
    if (isFolded === true) this.#foldedTo = Math.max(this.#foldedTo, line.at);
    return change;
  }

  /** Puts the older half together. A disk that refuses is asked again at the next change. */
  async #fold(): Promise<void> {
    const half = this.#changes.length >> 1;
    const [older, newer] = [this.#changes.slice(0, half), this.#changes.slice(half)];
    const folded = [...Map.groupBy(older, ({ part }) => part)].map(([part, changes]): StockLine => {
      const { onHand: delta, at } = changes.at(-1) as StockChange;
      const changeUid = `folded/${part}/${at}`;
      return { changeUid, part, at, by: "edge", delta, reason: "earlier changes", itemUid: null, isFolded: true };
    });
    const lines = [...folded, ...newer.map(({ onHand: _, ...line }) => line)];
    try {
      await this.#stockLog.replace(lines);
    } catch (err) {
      this.#options.log.error({ err }, "the file of the stock cannot be rewritten; it is tried again");
      return;
    }
    this.#changes = [];
    this.#newest.clear();
    this.#uids = new Map();
    for (const line of lines) this.#take(line);
  }
}

/** The changes of stock by a finish, part by part. Two items may have acts with the same uid. */
function drawnBy({ kind, actUid, at, by, doneBy, done = "", parts = [] }: WorkAct, itemUid: string): StockLine[] {
  return [...Map.groupBy(kind === "finish" ? parts : [], ({ part }) => part)].map(([part, used]) => ({
    changeUid: `${itemUid}/${actUid}/${part}`,
    part,
    at,
    by: doneBy ?? by.name,
    delta: -used.reduce((sum, { quantity }) => sum + quantity, 0),
    reason: done,
    itemUid,
  }));
}
