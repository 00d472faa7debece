/** Upkeep at work: counts meters, knows what is due, and reports what has fallen due as a work item. */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { ExpectedLife } from "../contracts/health/expected-life.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { Zone } from "../contracts/plant/time-zone.ts";
import type { MaterialReader } from "../contracts/production/material.ts";
import type { DueEntry, DueReader, StopRate } from "../contracts/records/due-list.ts";
import type { NewWorkItem, WorkBook } from "../contracts/records/work-book.ts";
import { isOpenWork } from "../contracts/records/work-item.ts";
import { dangerOf, inspectionOf } from "../contracts/safety/loop-facts.ts";
import type { MaintenanceConfig } from "./config.ts";
import { dueList, isPrediction } from "./due-list.ts";
import { type Assessed, assessed, type Duty, isByMeter, occurrenceOf } from "./duties.ts";
import type { DutyMemory } from "./duty-memory.ts";
import type { Meters } from "./meters.ts";
import type { Stock } from "./stock.ts";
import type { WindowContext } from "./windows.ts";

/** Duties that are looked at in one second, and work items that are reported in it. */
const LOOKED_AT_ONCE = 200;
const REPORTED_AT_ONCE = 5;
const PROGRAM = "maintenance plan";
/** Machines whose meters are counted in one second. */
const COUNTED_AT_ONCE = 4;

export interface UpkeepParts {
  readonly config: MaintenanceConfig;
  readonly assets: readonly AssetConfig[];
  readonly duties: readonly Duty[];
  readonly meters: Meters;
  readonly memory: DutyMemory;
  readonly zone: Zone;
  readonly stock: Pick<Stock, "onHand">;
  readonly work: Pick<WorkBook, "newestFirst" | "find" | "report">;
  readonly alerts: Pick<AlertBook, "standing">;
  readonly material: Pick<MaterialReader, "orders">;
  readonly windows: Pick<WindowContext, "hasShifts" | "planned">;
  /** What a stop of each machine costs, by label. */
  stopRates(now: Micros): Promise<ReadonlyMap<string, StopRate>>;
  /** Rejects with EdgeError `unavailable`. */
  expectedLives(): Promise<readonly ExpectedLife[]>;
}

interface Metered {
  readonly asset: AssetUid;
  readonly duties: readonly Duty[];
}

export class Upkeep implements DueReader {
  readonly #parts: UpkeepParts;
  /** Machines with a meter, and the duties that go by it. */
  readonly #metered: readonly Metered[];
  #next = 0;
  #nextDuty = 0;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    const byMeter = parts.duties.filter((duty) => isByMeter(duty) && parts.meters.hasMeter(duty.asset.assetUid));
    this.#metered = [...Map.groupBy(byMeter, ({ asset }) => asset.assetUid)].map(([asset, duties]) => ({
      asset,
      duties,
    }));
  }

  /** Counts the meters of the next machines, so that the book of states is never asked much at once. */
  async count(now: Micros): Promise<void> {
    for (let n = 0; n < Math.min(COUNTED_AT_ONCE, this.#metered.length); n++) {
      const { asset, duties } = this.#metered[this.#next++ % this.#metered.length] as Metered;
      const at = duties.map((duty) => this.#parts.memory.lastOf(duty).at);
      try {
        await this.#parts.meters.count(asset, now, at);
      } catch (error) {
        // The book of states catches up or is opened again: its own health says so, and it is asked again next time.
        if (!(error instanceof EdgeError) || error.code !== "unavailable") throw error;
      }
    }
  }

  /**
   * Reports what has fallen due, each occurrence once (rule UP14). Rejects with EdgeError `conflict` where the book of
   * work items is full, `unavailable`.
   */
  async report(now: Micros): Promise<void> {
    const { duties, memory, work } = this.#parts;
    let left = REPORTED_AT_ONCE;
    for (let n = 0; n < Math.min(LOOKED_AT_ONCE, duties.length); n++) {
      const duty = duties[this.#nextDuty++ % duties.length] as Duty;
      const last = memory.lastOf(duty);
      const occurrence = occurrenceOf(duty, last);
      if (work.find(occurrence.itemUid) !== undefined) continue;
      const { state } = this.#assess(duty, now);
      if (state !== "due" && state !== "overdue") continue;
      await work.report(
        { ...occurrence, ...itemOf(duty), reportedAt: now, reportedBy: { name: PROGRAM, as: "program" } },
        { user: PROGRAM, role: "edge", origin: "edge" },
      );
      left--;
      if (left === 0) return;
    }
  }

  async due(now: Micros): Promise<readonly DueEntry[]> {
    const { config, assets, duties, memory, work, alerts, zone, windows } = this.#parts;
    const ends = await this.#orderEnds(now);
    const lives = await this.#lives();
    return dueList({
      now,
      assets,
      duties: duties.map((duty) => ({ duty, last: memory.lastOf(duty), assessed: this.#assess(duty, now) })),
      lives,
      stopRates: await this.#parts.stopRates(now),
      predictions: alerts.standing().filter(isPrediction),
      // Dangers and inspections of the safety register have a list of their own.
      work: [...work.newestFirst()].filter((item) => {
        const isOfSafety = inspectionOf(item) !== undefined || dangerOf(item) !== undefined;
        return isOpenWork(item) && !isOfSafety;
      }),
      spares: config.spares,
      onHand: this.#parts.stock.onHand(),
      windows: {
        ...windows,
        now,
        zone,
        stops: config.stops,
        orderEnd: ({ assetUid }) => ends.get(this.#parts.meters.orderOf(assetUid)) ?? null,
      },
    });
  }

  #assess(duty: Duty, now: Micros): Assessed {
    const { meters, memory, zone } = this.#parts;
    const { assetUid } = duty.asset;
    return assessed(duty, memory.lastOf(duty), {
      now,
      zone,
      rows: meters.rows(assetUid),
      hasMeter: meters.hasMeter(assetUid),
    });
  }

  /** None where the health of components is not known: the rest of the list does not wait for it. */
  async #lives(): Promise<readonly ExpectedLife[]> {
    try {
      return await this.#parts.expectedLives();
    } catch (error) {
      if (error instanceof EdgeError) return [];
      throw error;
    }
  }

  /** When each open order will end by forecast. Without the book of pieces nothing is known of it. */
  async #orderEnds(now: Micros): Promise<ReadonlyMap<string, Micros>> {
    try {
      const orders = await this.#parts.material.orders(undefined, now);
      return new Map(
        orders.flatMap(({ order, endedAt, forecast: { finish } }) =>
          endedAt === null && finish !== null ? [[order, finish] as const] : [],
        ),
      );
    } catch (error) {
      if (error instanceof EdgeError) return new Map();
      throw error;
    }
  }
}

/** Work by a plan follows a schedule: it is no failure, and a program may plan it. */
function itemOf({ key, plan, asset }: Duty): Pick<NewWorkItem, "kind" | "about" | "title" | "evidence" | "schedule"> {
  const { component, title, approvedBy = "config" } = plan;
  return {
    kind: plan.work,
    about: { assetUid: asset.assetUid, ...(component === undefined ? {} : { component }) },
    title,
    evidence: [],
    schedule: { uid: key, approvedBy },
  };
}
