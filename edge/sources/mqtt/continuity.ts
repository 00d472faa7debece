import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GapReason } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { StateFile, stateIn } from "../../store/state-file.ts";
import { BrokerDrops, type DropCount } from "./broker-drops.ts";
import { type KeepingTime, KeepingTimes } from "./keeping-times.ts";
import { elapsedUs, type Moment } from "./moment.ts";

const FILE = "session.json";
/** While no message comes, the time of the link in the file may be this old. */
const RESTS_US = 5e6;

/** The broker's answers when the new session was established. */
export interface Resumption {
  /** CONNACK: the broker still had our session, with everything it keeps for us. */
  readonly sessionPresent: boolean;
  /** Least uptime of the broker, seconds; undefined where the broker does not publish it. */
  readonly uptimeS: number | undefined;
  readonly now: Moment;
}

/** A time in which messages may have been lost. */
export interface Outage {
  readonly from: Micros;
  readonly to: Micros;
  readonly reason: GapReason;
}

/** The newest message and the link at that time. */
interface Past {
  /** Time of the newest message. */
  readonly newestUs: Micros;
  /** When the link was last alive. */
  readonly alive: Moment;
}

/** Content of the file. */
interface Memory {
  readonly past?: Past;
  readonly filters: readonly string[];
  /** Absent in files of older versions. */
  readonly keeping?: readonly KeepingTime[];
  readonly drops?: DropCount;
}

/**
 * Remembers from one session to the next, and over restarts of the edge, where the messages ended, and determines what
 * the broker may have lost in between:
 *
 *   session not kept, or gone          everything since the newest message
 *   session there, broker ran on       nothing, unless it does not keep the messages of a topic for so long, or does
 *                                      not say whether it dropped any: then everything since the newest message
 *   session there, broker may have     what it had taken over and not yet saved, so everything since the newest message
 *   been restarted, or does not say
 */
export class Continuity {
  readonly #file: StateFile;
  readonly #isKept: boolean;
  #past: Past | undefined;
  #filters: readonly string[] = [];
  #isOfThisProcess = false;
  readonly #saysDrops: boolean;
  readonly keeping: KeepingTimes;
  #drops: BrokerDrops;
  /** Content of the file since this start. */
  #written: Memory | undefined;
  #isWriting = false;

  /** `isKept`: the broker keeps our sessions. `saysDrops`: the broker should publish its count of dropped messages. */
  constructor(folder: string, isKept: boolean, saysDrops = false) {
    const path = join(folder, FILE);
    this.#file = new StateFile(path);
    this.#isKept = isKept;
    this.#saysDrops = saysDrops;
    const { past, filters, keeping, drops } = read(path);
    this.#past = past;
    this.#filters = filters;
    this.keeping = new KeepingTimes(keeping);
    this.#drops = new BrokerDrops(drops);
  }

  /** The follower of the broker's drops for a new session. */
  dropsOfSession(): BrokerDrops {
    this.#drops = new BrokerDrops(this.#drops.known);
    return this.#drops;
  }

  /** A message of this session or an earlier one is remembered. */
  get hasPast(): boolean {
    return this.#past !== undefined;
  }

  /** Whether the broker's uptime makes a difference. */
  get needsUptime(): boolean {
    return this.#isKept && this.hasPast;
  }

  /** The gap to declare when a session is established. */
  outage({ sessionPresent, uptimeS, now }: Resumption): Outage | undefined {
    if (this.#past === undefined) return undefined;
    const { newestUs, alive } = this.#past;
    const away = { from: Math.min(newestUs, now.us), to: now.us };
    if (!this.#isKept || !sessionPresent)
      return {
        ...away,
        reason: !this.#isOfThisProcess
          ? "edge_down_no_history"
          : this.#isKept
            ? "source_down_no_history"
            : "source_qos0",
      };
    const awayUs = elapsedUs(alive, now);
    const ranOn = uptimeS !== undefined && uptimeS * 1e6 >= awayUs;
    if (!ranOn) return { ...away, reason: "source_down_no_history" };
    if (this.keeping.endWithin(awayUs / 1e6)) return { ...away, reason: "source_qos0" };
    const mayHaveDropped = this.#saysDrops && this.#drops.known === undefined;
    return mayHaveDropped ? { ...away, reason: "source_queue_overflow" } : undefined;
  }

  /** Records that the link was alive at that moment; `newestUs` is the time of the newest message so far. */
  stands(newestUs: Micros | undefined, alive: Moment): void {
    const newest = newestUs ?? this.#past?.newestUs;
    if (newest === undefined) return;
    this.#past = { newestUs: newest, alive };
    this.#isOfThisProcess = true;
  }

  /**
   * Records the time of the first messages ever, before they go to the log, so that a restart knows that there were
   * messages (rule Q16 in docs/rules/delivery.md). Leaves out the broker's count of dropped messages, because the first
   * gap that a rise of this count shows may not be on disk yet.
   */
  meet(oldestUs: Micros, alive: Moment): void {
    if (this.#past !== undefined) return;
    this.stands(oldestUs, alive);
    this.#write({ past: { newestUs: oldestUs, alive }, filters: this.#filters, keeping: this.keeping.all() });
  }

  /** Remembers the subscriptions of a kept session; returns earlier ones that are no longer wanted. */
  subscribed(filters: readonly string[]): readonly string[] {
    const gone = this.#filters.filter((filter) => !filters.includes(filter));
    this.#filters = filters;
    return gone;
  }

  /**
   * Whether the file is up to date, except that its time of the link may be some seconds old: an older time can only
   * declare more. A time ahead of a clock that was set back could declare less.
   */
  get isWritten(): boolean {
    if (this.#written === undefined) return false;
    const { past, ...rest } = this.#written;
    const { past: now, ...present } = this.#memory();
    const restsUs = past === undefined || now === undefined ? 0 : Math.abs(elapsedUs(past.alive, now.alive));
    return past?.newestUs === now?.newestUs && restsUs < RESTS_US && JSON.stringify(rest) === JSON.stringify(present);
  }

  /**
   * The present state. Call the result to write it, once everything it counts as received is on disk. `isLater`:
   * written without waiting for the disk, unless an earlier one is still being written.
   */
  snapshot(isLater = false): () => void {
    const memory = this.#memory();
    return () => (isLater ? void this.#writeLater(memory) : this.#write(memory));
  }

  #memory(): Memory {
    const { known: drops } = this.#drops;
    return {
      ...(this.#past === undefined ? {} : { past: this.#past }),
      filters: this.#filters,
      keeping: this.keeping.all(),
      ...(drops === undefined ? {} : { drops }),
    };
  }

  /** Where the disk refuses, the older file stays, which declares too much rather than too little. */
  #write(memory: Memory): void {
    try {
      this.#file.writeSync(JSON.stringify(memory));
      this.#written = memory;
    } catch {
      // The log reports a full disk; it must not end the session.
    }
  }

  async #writeLater(memory: Memory): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      await this.#file.write(JSON.stringify(memory));
      this.#written = memory;
    } catch {
      // As above.
    }
    this.#isWriting = false;
  }
}

function read(path: string): Memory {
  try {
    const { past, filters, keeping = [], drops } = JSON.parse(stateIn(readFileSync(path, "utf8"))) as Memory;
    const isWhole = past !== undefined && Number.isFinite(past.newestUs) && Number.isFinite(past.alive?.us);
    const hasDrops = drops !== undefined && Number.isFinite(drops.count) && Number.isFinite(drops.at);
    return {
      ...(isWhole ? { past } : {}),
      filters: filters.filter((filter) => typeof filter === "string"),
      keeping: keeping.filter(([topic, seconds]) => typeof topic === "string" && Number.isFinite(seconds)),
      ...(hasDrops ? { drops } : {}),
    };
  } catch {
    return { filters: [] }; // The first start, or a file that a crash left empty: nothing is known of a session.
  }
}
