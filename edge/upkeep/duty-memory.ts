/** When each duty was last done, and since when it is known. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LastDone } from "../contracts/records/due-list.ts";
import { replacedIn, type WorkItem } from "../contracts/records/work-book.ts";
import { workState } from "../contracts/records/work-item.ts";
import type { Duty } from "./duties.ts";
import { KeptFile } from "./kept-file.ts";

const FILE = "plans.json";
/** Newest ends that are kept of each duty: a finish that is returned gives way to the one before. */
const KEPT_ENDS = 5;
/** Duties of plans that the config no longer has; beyond it those first seen longest ago are forgotten. */
const MOST_KEPT = 20_000;

interface End {
  readonly itemUid: string;
  readonly at: Micros;
  readonly how: "work-item" | "skipped" | "replaced";
}

interface Known {
  readonly firstSeen: Micros;
  /** Oldest first. */
  readonly ends: readonly End[];
}

type Kept = Readonly<Record<string, Known>>;

export class DutyMemory {
  readonly #file: KeptFile<Kept>;
  readonly #known: Map<string, Known>;
  readonly #duties: ReadonlyMap<string, Duty>;
  /** Duties that a replacement of a component counts for, by `assetUid component`. */
  readonly #byComponent: ReadonlyMap<string, readonly Duty[]>;

  private constructor(file: KeptFile<Kept>, kept: Kept, duties: readonly Duty[]) {
    this.#file = file;
    this.#known = new Map(Object.entries(kept));
    this.#duties = new Map(duties.map((duty) => [duty.key, duty]));
    this.#byComponent = Map.groupBy(
      duties.filter(({ plan }) => plan.replaces),
      ({ plan, asset }) => `${asset.assetUid} ${plan.component}`,
    );
  }

  /** Takes over what the kept work items say: a kill between their file and this one loses nothing. */
  static async open(
    { dir, log }: { readonly dir: string; readonly log: Logger },
    duties: readonly Duty[],
    { items, now }: { readonly items: Iterable<WorkItem>; readonly now: Micros },
  ): Promise<DutyMemory> {
    const file = new KeptFile<Kept>(join(dir, FILE), log);
    const memory = new DutyMemory(file, (await file.read()) ?? {}, duties);
    memory.#see(now);
    for (const item of [...items].reverse()) memory.take(item);
    await memory.save();
    return memory;
  }

  /** Takes over the present state of an item; the same item twice changes nothing. */
  take(item: WorkItem): void {
    const duty = item.schedule === undefined ? undefined : this.#duties.get(item.schedule.uid);
    if (duty !== undefined) this.#put(duty.key, item.itemUid, endOf(item));
    if (!isDone(item)) return;
    for (const { assetUid, component, at } of replacedIn(item))
      for (const replacing of this.#byComponent.get(`${assetUid} ${component}`) ?? [])
        if (replacing !== duty) this.#put(replacing.key, item.itemUid, { itemUid: item.itemUid, at, how: "replaced" });
  }

  /** The newest of what people did and what the config says; else the beginning. */
  lastOf({ key, said }: Duty): LastDone {
    const known = this.#known.get(key);
    const end = known?.ends.at(-1);
    if (said !== undefined && said.at > (end?.at ?? Number.NEGATIVE_INFINITY))
      return { at: said.at, how: "config", itemUid: null };
    if (end !== undefined) return { ...end };
    return { at: known?.firstSeen ?? 0, how: "first-seen", itemUid: null };
  }

  async save(): Promise<void> {
    await this.#file.save();
  }

  #see(now: Micros): void {
    const fresh = [...this.#duties.keys()].filter((key) => !this.#known.has(key));
    for (const key of fresh) this.#known.set(key, { firstSeen: now, ends: [] });
    for (const key of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) break;
      if (!this.#duties.has(key)) this.#known.delete(key);
    }
    if (fresh.length > 0) this.#change();
  }

  #put(key: string, itemUid: string, end: End | undefined): void {
    const known = this.#known.get(key);
    const before = known?.ends.find((one) => one.itemUid === itemUid);
    if (known === undefined || (before?.at === end?.at && before?.how === end?.how)) return;
    const others = known.ends.filter((one) => one.itemUid !== itemUid);
    const ends = (end === undefined ? others : [...others, end]).sort((a, b) => a.at - b.at).slice(-KEPT_ENDS);
    this.#known.set(key, { ...known, ends });
    this.#change();
  }

  #change(): void {
    this.#file.change(() => Object.fromEntries(this.#known));
  }
}

function isDone(item: WorkItem): boolean {
  const state = workState(item);
  return state === "finished" || state === "closed";
}

/** The end of a plan's own item: its finish, unless it was returned, or its rejection. */
function endOf(item: WorkItem): End | undefined {
  const { itemUid } = item;
  const newest = (kind: "finish" | "reject") => item.acts.findLast((act) => act.kind === kind)?.at ?? item.reportedAt;
  if (isDone(item)) return { itemUid, at: newest("finish"), how: "work-item" };
  return workState(item) === "rejected" ? { itemUid, at: newest("reject"), how: "skipped" } : undefined;
}
