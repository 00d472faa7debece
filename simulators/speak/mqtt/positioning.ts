import type { PlantModel } from "../../kernel/contract.ts";
import { hashText, Random } from "../../kernel/random.ts";
import { type Device, every } from "./connection.ts";
import type { Line } from "./line.ts";
import { SITE_TOPIC } from "./stores.ts";

/** People that the system can follow at once; every slot has a topic of its own. */
export const SLOTS = 16;
/** Time between two positions. */
export const PUBLISH_MS = 500;
/**
 * Radius that contains a position with 95 % probability, and its ratio to a normal error's deviation in the plane:
 * sqrt(-2 ln 0.05).
 */
const ERROR_95_M = 0.35;
const DEVIATIONS_IN_95 = Math.sqrt(-2 * Math.log(0.05));
/** A person behind a machine is lost at this rate, for this time. */
const LOSSES_PER_S = 0.01;
const LOST_S: readonly [least: number, most: number] = [1, 6];
const SHIFT_MS = 8 * 3_600_000;

/** What a slot shows now. */
interface Slot {
  readonly t: string;
  readonly seen: boolean;
  readonly track: string;
  readonly x: number | null;
  readonly y: number | null;
  readonly error95: number | null;
}

/**
 * Cameras and tags that locate people: a position in each slot, its 95 % error, drop-outs. Tracks are anonymous, and
 * both track ids and slots are reassigned each shift, so that nobody can be followed over days.
 */
export class Positioning {
  readonly #plant: Pick<PlantModel, "nowMs" | "safety">;
  readonly #seed: number;
  readonly #random: Random;
  readonly #lostUntilMs = new Map<string, number>();

  constructor(plant: Pick<PlantModel, "nowMs" | "safety">, seed: number) {
    this.#plant = plant;
    this.#seed = seed;
    this.#random = new Random(seed).fork("positioning");
  }

  /** What each slot shows now, by a clock that is ahead by `offsetMs`. Call it every {@link PUBLISH_MS}. */
  look(offsetMs: number): readonly Slot[] {
    const { nowMs, safety } = this.#plant;
    const t = new Date(nowMs + offsetMs).toISOString();
    const shift = Math.floor(nowMs / SHIFT_MS);
    const people = safety.people.toSorted((a, b) => this.#orderOf(a.id, shift) - this.#orderOf(b.id, shift));
    return Array.from({ length: SLOTS }, (_, slot) => {
      const person = people[slot];
      const isSeen = person?.present === true && !this.#isLost(person.id, nowMs);
      const body = isSeen
        ? { track: this.#trackOf(person.id, shift), ...this.#position(person) }
        : { track: "", x: null, y: null, error95: null };
      return { t, seen: isSeen, ...body };
    });
  }

  #orderOf(person: string, shift: number): number {
    return hashText(`${this.#seed} ${shift} slot ${person}`);
  }

  #isLost(person: string, nowMs: number): boolean {
    if (nowMs < (this.#lostUntilMs.get(person) ?? 0)) return true;
    const now = this.#random.at(`${person} ${nowMs}`);
    if (!now.chance((LOSSES_PER_S * PUBLISH_MS) / 1000)) return false;
    this.#lostUntilMs.set(person, nowMs + 1000 * now.between(...LOST_S));
    return true;
  }

  #trackOf(person: string, shift: number): string {
    return `t-${(hashText(`${this.#seed} ${shift} track ${person}`) >>> 0).toString(16).padStart(8, "0")}`;
  }

  #position({ x, y }: { readonly x: number; readonly y: number }) {
    const deviationM = ERROR_95_M / DEVIATIONS_IN_95;
    const round = (value: number) => Math.round(value * 100) / 100;
    return {
      x: round(x + deviationM * this.#random.normal()),
      y: round(y + deviationM * this.#random.normal()),
      error95: ERROR_95_M,
    };
  }
}

/** The positioning system on the wire. */
export function positioningSystem(plant: PlantModel, line: Line, seed: number): Device {
  const positioning = new Positioning(plant, seed);
  return {
    clientId: "binjiang-positioning",
    keepAliveS: 5,
    async online(link, lost) {
      every(PUBLISH_MS, () => {
        for (const [slot, body] of positioning.look(line.offsetMs("positioning")).entries())
          link.publish(`${SITE_TOPIC}/positioning/slots/${slot + 1}`, JSON.stringify(body));
      }, [lost]);
    },
  };
}
