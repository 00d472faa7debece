import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { RobotZone } from "../../contracts/plant/robot-zone.ts";
import type { Tag, TagRole, TagTable } from "../../contracts/plant/tag.ts";
import { metres, metresPerSecond } from "../maths/separation.ts";
import type { LinkWatch } from "../rules/rule-detector.ts";
import { or, SignalStates, type Tri } from "./signal-states.ts";

const ROLES: readonly TagRole[] = [
  "presence",
  "operational-mode",
  "robot-speed",
  "gate-open",
  "protective-stop",
  "emergency-stop",
  "human-distance",
];

/** OPC 40010-1 OperationalModeEnumeration: AUTOMATIC 3, AUTOMATIC_EXTERNAL 4. */
const AUTOMATIC_MODES = [3, 4];

/**
 * The signals of the robot in one zone, each unknown while its source is silent or its
 * sample bad.
 */
export class ZoneSignals {
  readonly signals: SignalStates;
  readonly #links: LinkWatch;
  readonly #byRole = new Map<TagRole, readonly number[]>();
  #now: Micros = Number.NaN;

  constructor(zone: RobotZone, tags: TagTable, links: LinkWatch) {
    const used = tags.ofAsset(zone.robot.assetUid).filter((tag) => tag.role !== undefined && ROLES.includes(tag.role));
    this.#links = links;
    this.signals = new SignalStates(used);
    for (const role of ROLES) {
      const indexes = used.flatMap((tag, index) => (tag.role === role ? [index] : []));
      this.#byRole.set(role, indexes);
    }
  }

  observe(samples: SampleBatch): boolean {
    let changed = false;
    for (let at = 0; at < samples.length; at++) if (this.signals.observe(samples, at) >= 0) changed = true;
    return changed;
  }

  /** Uses the links' states at `now` from here on. */
  at(now: Micros): void {
    this.#now = now;
  }

  has(role: TagRole): boolean {
    return (this.#byRole.get(role) as readonly number[]).length > 0;
  }

  tagOf(role: TagRole): Tag | undefined {
    const index = this.#byRole.get(role)?.[0];
    return index === undefined ? undefined : this.signals.list.tags[index];
  }

  /** Whether any signal of the role is on; `absent` when there is none. */
  isOn(role: TagRole, absent: Tri): Tri {
    const indexes = this.#byRole.get(role) as readonly number[];
    return indexes.length === 0
      ? absent
      : or(...indexes.map((index) => (this.#isLive(index) ? this.signals.isOn(index) : "unknown")));
  }

  isAutomatic(): Tri {
    const index = this.#byRole.get("operational-mode")?.[0];
    if (index === undefined || !this.#isLive(index)) return "unknown";
    const word = this.signals.word(index);
    if (word !== undefined) return /^auto/i.test(word) ? "yes" : "no";
    const value = this.signals.values[index] as number;
    return Number.isNaN(value) ? "unknown" : AUTOMATIC_MODES.includes(value) ? "yes" : "no";
  }

  /** Tool speed in m/s, NaN when unknown or when its unit is not that of a tool speed. */
  speedMS(): number {
    const index = this.#byRole.get("robot-speed")?.[0];
    if (index === undefined || !this.#isLive(index)) return Number.NaN;
    return (
      Math.abs(this.signals.values[index] as number) *
      (metresPerSecond((this.signals.list.tags[index] as Tag).unit) ?? Number.NaN)
    );
  }

  /** Distance of the nearest person in metres, NaN when unknown. */
  distanceM(): number {
    const indexes = this.#byRole.get("human-distance") as readonly number[];
    let nearest = Number.NaN;
    for (const index of indexes) {
      if (!this.#isLive(index)) return Number.NaN;
      const distance =
        (this.signals.values[index] as number) *
        (metres((this.signals.list.tags[index] as Tag).unit ?? "m") ?? Number.NaN);
      nearest = Number.isNaN(nearest) ? distance : Math.min(nearest, distance);
    }
    return nearest;
  }

  #isLive(index: number): boolean {
    return Number.isNaN(this.#now) || this.#links.isLive((this.signals.list.tags[index] as Tag).link, this.#now);
  }
}
