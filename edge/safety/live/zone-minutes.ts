import { uuidv7 } from "../../batch/uuidv7.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LiveRiskKind, LiveRiskState } from "../../contracts/safety/live-risk.ts";
import {
  MINUTE_US,
  ZONE_RISK_MINUTE,
  ZONE_RISK_SCHEMA,
  type ZoneRiskMinute,
} from "../../contracts/safety/zone-history.ts";

const SECOND_US = 1e6;
/** Risk that was judged longer ago says nothing about now. */
const OLD_US = 5 * SECOND_US;

interface Seen {
  level: number;
  readonly causes: Set<LiveRiskKind>;
  unknownS: number;
}

/** The highest risk of each zone, minute by minute, from what live risk says (rules LV38 and LV39). */
export class ZoneMinutes {
  /** Beginning of the minute in progress; NaN before the first look. */
  #minute: Micros = Number.NaN;
  /** The last second that was counted. */
  #second = Number.NaN;
  #judgedS = 0;
  readonly #zones = new Map<string, Seen>();

  /**
   * Looks at the present; call it once a second, and when something begins or ends. Returns the minute that ended with
   * it, which is also that of a clock that was set back.
   */
  look(state: LiveRiskState, now: Micros): EdgeEvent | undefined {
    const minute = Math.floor(now / MINUTE_US) * MINUTE_US;
    const over = minute === this.#minute ? undefined : this.end(now);
    this.#minute = minute;
    // NaN: nothing was ever judged.
    if (!(Math.abs(now - state.at) <= OLD_US)) return over;
    const second = Math.floor(now / SECOND_US);
    const isNew = second !== this.#second;
    this.#second = second;
    if (isNew) this.#judgedS = Math.min(60, this.#judgedS + 1);
    for (const { zone, level, causes, unknown } of state.zones) {
      if (level === 0 && unknown === 0) continue;
      const seen = this.#seen(zone);
      seen.level = Math.max(seen.level, level);
      for (const kind of causes) seen.causes.add(kind);
      if (unknown > 0 && (isNew || seen.unknownS === 0)) seen.unknownS = Math.min(60, seen.unknownS + 1);
    }
    return over;
  }

  /** The minute in progress as it is; undefined where nothing was judged in it. A later look begins anew. */
  end(now: Micros): EdgeEvent | undefined {
    const [time, judgedS] = [this.#minute, this.#judgedS];
    const zones = [...this.#zones].map(([id, { level, causes, unknownS }]) => {
      return { id, level: rounded(level), causes: [...causes], unknownS };
    });
    this.#judgedS = 0;
    this.#zones.clear();
    if (Number.isNaN(time) || judgedS === 0) return undefined;
    const payload: ZoneRiskMinute = { judgedS, zones };
    return {
      ...{ eventUid: uuidv7(now / 1000), type: ZONE_RISK_MINUTE, time, receivedAt: now },
      ...{ schema: ZONE_RISK_SCHEMA, payload: { ...payload } },
    };
  }

  #seen(zone: string): Seen {
    const seen = this.#zones.get(zone) ?? { level: 0, causes: new Set(), unknownS: 0 };
    this.#zones.set(zone, seen);
    return seen;
  }
}

/** Two digits; what contributes little is never written as nothing. */
function rounded(level: number): number {
  return level > 0 ? Math.max(1, Math.round(100 * level)) / 100 : 0;
}
