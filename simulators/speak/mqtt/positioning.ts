import type { PlantModel } from "../../kernel/contract.ts";
import { hashText, Random } from "../../kernel/random.ts";
import { type Device, every } from "./connection.ts";
import type { Line } from "./line.ts";
import { SITE_TOPIC } from "./stores.ts";

/** People that the system can follow at once; every slot has a topic of its own. */
export const SLOTS = 16;
const PUBLISH_MS = 500;
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

/**
 * Cameras and tags that locate people: a position in each slot, its 95 % error, drop-outs. Tracks are anonymous, and
 * both track ids and slots are reassigned each shift, so that nobody can be followed over days.
 */
export function positioningSystem(plant: PlantModel, line: Line, seed: number): Device {
  const random = new Random(seed).fork("positioning");
  const lostUntilMs = new Map<string, number>();
  return {
    clientId: "binjiang-positioning",
    keepAliveS: 5,
    async online(link, lost) {
      every(PUBLISH_MS, () => {
        const { nowMs } = plant;
        const t = new Date(nowMs + line.offsetMs("positioning")).toISOString();
        const shift = Math.floor(nowMs / SHIFT_MS);
        const people = plant.safety.people.toSorted(
          (a, b) => hashText(`${seed} ${shift} slot ${a.id}`) - hashText(`${seed} ${shift} slot ${b.id}`),
        );
        for (let slot = 0; slot < SLOTS; slot++) {
          const person = people[slot];
          const isSeen = person?.present === true && !isLost(person.id, nowMs);
          const body = isSeen
            ? { track: trackOf(person.id, shift), ...position(person) }
            : { track: "", x: null, y: null, error95: null };
          link.publish(`${SITE_TOPIC}/positioning/slots/${slot + 1}`, JSON.stringify({ t, seen: isSeen, ...body }));
        }
      }, [lost]);
    },
  };

  function isLost(person: string, nowMs: number): boolean {
    if (nowMs < (lostUntilMs.get(person) ?? 0)) return true;
    const now = random.at(`${person} ${nowMs}`);
    if (!now.chance((LOSSES_PER_S * PUBLISH_MS) / 1000)) return false;
    lostUntilMs.set(person, nowMs + 1000 * now.between(...LOST_S));
    return true;
  }

  function trackOf(person: string, shift: number): string {
    return `t-${(hashText(`${seed} ${shift} track ${person}`) >>> 0).toString(16).padStart(8, "0")}`;
  }

  function position({ x, y }: { readonly x: number; readonly y: number }) {
    const deviationM = ERROR_95_M / DEVIATIONS_IN_95;
    const round = (value: number) => Math.round(value * 100) / 100;
    return {
      x: round(x + deviationM * random.normal()),
      y: round(y + deviationM * random.normal()),
      error95: ERROR_95_M,
    };
  }
}
