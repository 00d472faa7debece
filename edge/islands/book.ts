import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { listed } from "../contracts/plant/config-text.ts";
import type { ConfiguredIslands, IslandBook, IslandPreview } from "../contracts/production/island-book.ts";
import {
  type Island,
  type IslandChange,
  type IslandControl,
  type IslandDesk,
  type IslandSpan,
  type IslandState,
  type IslandsNow,
  machinesFor,
  type PlantIslands,
  sameIslands,
  spanAt,
  type WantedIslands,
} from "../contracts/production/islands.ts";
import { Listeners } from "../observe/listeners.ts";
import { previewOf, problemsOf } from "./judge.ts";
import { type IslandRecord, nowOf } from "./record.ts";

/** The plant has this long to report what it was asked for. */
const ANSWER_WITHIN_US = 15e6;
const NO_ANSWER = "The plant has not answered. It may still take the change: look at its controller.";
const ENDED =
  "The edge ended before the plant answered: whether the change was sent is not known. Look at the plant's " +
  "controller, and ask again if it does not have it.";

interface BookParts {
  readonly record: IslandRecord;
  readonly configured: ConfiguredIslands;
  readonly log: Logger;
  now(): Micros;
}

/** A plant that reports its islands itself. */
interface PlantSide {
  readonly source: string;
  readonly control: IslandControl | undefined;
  report: PlantIslands | undefined;
  /** The newest report, until the next tick. */
  waiting: PlantIslands | undefined;
  /** Reports that a newer one followed within the same second. */
  passedOver: number;
}

/** The islands in force, and their changes (docs/rules/islands.md). */
export class OpenIslandBook implements IslandBook, IslandDesk {
  readonly #record: IslandRecord;
  readonly #log: Logger;
  readonly #now: () => Micros;
  readonly #listeners: Listeners<[now: IslandsNow, change: IslandChange]>;
  readonly #openedAt: Micros;
  #configured: ConfiguredIslands;
  #plant: PlantSide | undefined;
  /** The newest version that this run of the edge has sent. */
  #sent = 0;

  constructor({ record, configured, log, now }: BookParts) {
    this.#record = record;
    this.#log = log;
    this.#now = now;
    this.#openedAt = now();
    this.#listeners = new Listeners("islands", log);
    this.#configured = configured;
    this.configure(configured);
  }

  get now(): IslandsNow {
    return nowOf(this.#record.changes, this.#record.spans);
  }

  get changes(): readonly IslandChange[] {
    return this.#record.changes;
  }

  get configured(): ConfiguredIslands {
    return this.#configured;
  }

  get plant(): IslandBook["plant"] {
    if (this.#plant === undefined) return undefined;
    const { source, control, passedOver } = this.#plant;
    return { source, mayWrite: control !== undefined, isOnline: control?.isOnline ?? false, passedOver };
  }

  at(time: Micros): IslandSpan | undefined {
    return spanAt(this.#record.spans, time);
  }

  machinesFor(variant: string, beside: readonly string[]): readonly string[] {
    return machinesFor(this.now.inForce.islands, variant, beside);
  }

  subscribe(changed: (now: IslandsNow, change: IslandChange) => void): () => void {
    return this.#listeners.add(changed);
  }

  /** Takes over what the config says. Its islands count until somebody has changed them (rule IS4). */
  configure(configured: ConfiguredIslands): void {
    this.#configured = configured;
    const { islands } = configured;
    const newest = this.#newest;
    const isConfigs = newest === undefined ? islands.length > 0 : newest.origin === "config" || islands.length === 0;
    if (!isConfigs || sameIslands(islands, this.now.inForce.islands)) return;
    this.#add({ origin: "config", islands, by: null, reason: null, state: "record" });
  }

  preview(islands: readonly Island[], seen: readonly string[]): IslandPreview {
    return previewOf({ before: this.now.inForce.islands, after: islands }, this.#configured.facts, seen);
  }

  change(wanted: WantedIslands, { by, seen }: { readonly by: string; readonly seen: readonly string[] }): IslandChange {
    const { islands, reason, version } = wanted;
    this.#takeReport();
    this.#demandFree(version);
    const problems = problemsOf(islands, this.#configured.facts, seen);
    if (problems.length > 0)
      throw new EdgeError(
        "bad-request",
        `these islands cannot be: ${listed(problems.map(({ message, remedy }) => `${message.en}; ${remedy.en}`)).en}`,
      );
    if (sameIslands(islands, this.now.inForce.islands))
      throw new EdgeError("conflict", "these islands are in force already; nothing was changed");
    const control = this.#writable();
    const state = control === undefined ? "record" : "asked";
    const change = this.#add({ origin: "person", islands, by, reason, state });
    if (control !== undefined) {
      this.#sent = change.version;
      control.send(requestOf(change), islands);
    }
    return change;
  }

  offer(source: string, control: IslandControl | undefined): void {
    if (this.#plant !== undefined && this.#plant.source !== source) {
      this.#log.warn({ source, first: this.#plant.source }, "two sources report islands; the first one counts");
      return;
    }
    const { report, waiting, passedOver = 0 } = this.#plant ?? {};
    this.#plant = { source, control, report, waiting, passedOver };
  }

  reported(source: string, report: PlantIslands): void {
    if (this.#plant?.source !== source) return;
    if (this.#plant.waiting !== undefined) this.#plant.passedOver++;
    this.#plant.waiting = report;
  }

  /**
   * Call it once a second: takes the newest report into account, because each change goes to the disk at once, and
   * makes a change unknown whose answer does not come.
   */
  tick(now: Micros): void {
    this.#takeReport();
    const { pending } = this.now;
    if (pending?.state !== "asked" || now < Math.max(pending.stateAt, this.#openedAt) + ANSWER_WITHIN_US) return;
    this.#settle(pending, "unknown", pending.version === this.#sent ? NO_ANSWER : ENDED);
    if (this.#plant !== undefined) this.#plant.waiting ??= this.#plant.report;
    this.#takeReport();
  }

  #takeReport(): void {
    const plant = this.#plant;
    if (plant?.waiting === undefined) return;
    plant.report = plant.waiting;
    // Where the disk refuses, it still waits, and the next tick tries again.
    this.#compare(plant.report);
    plant.waiting = undefined;
  }

  close(): void {
    this.#record.close();
  }

  get #newest(): IslandChange | undefined {
    return this.#record.changes.at(-1);
  }

  #demandFree(version: number): void {
    const { version: present, pending } = this.now;
    if (version !== present)
      throw new EdgeError(
        "conflict",
        `the islands have changed since: version ${version} was seen, and ${present} is there; look at them again`,
      );
    if (pending?.state === "asked")
      throw new EdgeError("conflict", `version ${pending.version} is asked for and not answered yet; wait for it`);
  }

  /** The controller to ask; undefined where the record is the truth of the edge alone. */
  #writable(): IslandControl | undefined {
    if (this.#plant === undefined) return undefined;
    const { source, control } = this.#plant;
    if (control === undefined)
      throw new EdgeError(
        "forbidden",
        `the islands of this plant are those of its controller, which ${source} may not write to. Change them there, ` +
          "or set writeBack: islands at the source",
      );
    if (!control.isOnline)
      throw new EdgeError("unavailable", `${source} is not connected, and nothing was sent; try again when it is`);
    return control;
  }

  #compare(report: PlantIslands): void {
    const { pending, inForce } = this.now;
    if (pending !== null && pending.state !== "refused") {
      if (sameIslands(report.islands, pending.islands)) {
        this.#settle(pending, "in-effect", null);
        return;
      }
      const { answer } = report;
      if (answer?.request === requestOf(pending) && !answer.accepted) this.#settle(pending, "refused", answer.reason);
      // A change that is asked for is answered first.
      else if (pending.state === "asked") return;
    }
    if (sameIslands(report.islands, inForce.islands)) return;
    const names = new Map(this.#record.changes.flatMap((one) => one.islands.map(({ id, name }) => [id, name])));
    const islands = report.islands.map((island) => ({
      ...island,
      name: names.get(island.id) ?? { zh: island.id, en: island.id },
    }));
    this.#add({ origin: "plant", islands, by: null, reason: null, state: "in-effect" });
  }

  #add(what: Pick<IslandChange, "origin" | "islands" | "by" | "reason" | "state">): IslandChange {
    const at = this.#now();
    const change = { version: this.now.version + 1, ...what, at, stateAt: at, said: null };
    this.#record.append(change);
    this.#listeners.notify(this.now, change);
    return change;
  }

  #settle(change: IslandChange, state: IslandState, said: string | null): void {
    const settled = { ...change, state, stateAt: this.#now(), said };
    this.#record.append(settled);
    this.#listeners.notify(this.now, settled);
  }
}

/** Name of the request to the plant: the same change has the same, also after a restart. */
function requestOf({ version, at }: IslandChange): string {
  return `gemba-${version}-${Math.floor(at / 1000)}`;
}
