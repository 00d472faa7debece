/** A hall with cameras and people who walk and sometimes act unsafely: what the judge of vision events knows. */
import { UNSAFE_ACTS } from "../../../../edge/contracts/safety/vision.ts";
import { between, type Random } from "../../../reliability/random.ts";

export const STEP_S = 0.5;
const HALL = { width: 60, depth: 40 };
const PEOPLE = 12;
/** Unsafe acts of one person, per hour: far more than in a plant, so that they meet each other. */
const ACTS_PER_H = 8;
const BODY_M = 0.25;

type Box = readonly [x0: number, y0: number, x1: number, y1: number];
/** Machines, which hide people. */
const MACHINES: readonly Box[] = [
  [8, 8, 14, 12],
  [20, 8, 26, 12],
  [34, 8, 40, 12],
  [46, 8, 52, 12],
  [8, 26, 14, 31],
  [22, 26, 28, 31],
  [36, 26, 41, 31],
  [48, 26, 53, 31],
];
const ZONES: readonly { readonly id: string; readonly box: Box }[] = [
  { id: "turning", box: [0, 0, 20, 20] },
  { id: "milling", box: [20, 0, 40, 20] },
  { id: "finishing", box: [40, 0, 60, 20] },
  { id: "coating", box: [0, 20, 20, 40] },
  { id: "assembly", box: [20, 20, 40, 40] },
  { id: "packing", box: [40, 20, 60, 40] },
];

export interface TrueAct {
  readonly id: number;
  readonly kind: (typeof UNSAFE_ACTS)[number];
  readonly person: number;
  readonly fromS: number;
  readonly toS: number;
  /** How long a camera had it in view. */
  seenS: number;
}

export interface Walker {
  x: number;
  y: number;
  toX: number;
  toY: number;
  restsUntilS: number;
  speedMS: number;
  act: TrueAct | undefined;
}

/** Kinds with how long they last, s. */
const LASTS: readonly (readonly [kind: TrueAct["kind"], least: number, most: number])[] = [
  ["no-helmet", 15, 120],
  ["no-glasses", 15, 120],
  ["running", 4, 12],
  ["phone", 10, 60],
  ["smoking", 20, 90],
  ["climbing", 8, 40],
  ["entered-while-active", 5, 30],
  ["fall", 15, 60],
];
if (LASTS.length !== UNSAFE_ACTS.length) throw new Error("a kind of act has no duration");

/** People between machines. Acts of one person do not follow each other within two minutes. */
export class Hall {
  readonly people: readonly Walker[];
  readonly acts: TrueAct[] = [];
  readonly #random: Random;
  readonly #freeFromS: number[];

  constructor(random: Random) {
    this.#random = random;
    this.people = Array.from({ length: PEOPLE }, () => this.#person());
    this.#freeFromS = this.people.map(() => 0);
  }

  step(s: number): void {
    for (const [index, one] of this.people.entries()) {
      this.#act(one, index, s);
      this.#walk(one, s);
    }
  }

  #person(): Walker {
    const [x, y] = this.#place();
    const [toX, toY] = this.#placeFrom({ x, y });
    return { x, y, toX, toY, restsUntilS: 0, speedMS: between(this.#random, 0.8, 1.5), act: undefined };
  }

  #place(): readonly [number, number] {
    for (;;) {
      const [x, y] = [between(this.#random, 1, HALL.width - 1), between(this.#random, 1, HALL.depth - 1)];
      if (!MACHINES.some(([x0, y0, x1, y1]) => x > x0 - 0.5 && x < x1 + 0.5 && y > y0 - 0.5 && y < y1 + 0.5))
        return [x, y];
    }
  }

  /** A place to which the straight way leads between the machines. */
  #placeFrom(from: { readonly x: number; readonly y: number }): readonly [number, number] {
    for (;;) {
      const [x, y] = this.#place();
      if (!MACHINES.some((box) => crosses(from, { x, y }, box))) return [x, y];
    }
  }

  #act(one: Walker, person: number, s: number): void {
    if (one.act !== undefined && s >= one.act.toS) {
      this.#freeFromS[person] = s + 120;
      one.act = undefined;
    }
    if (one.act !== undefined || s < (this.#freeFromS[person] as number)) return;
    if (this.#random() > (ACTS_PER_H * STEP_S) / 3600) return;
    const [kind, least, most] = LASTS[Math.floor(this.#random() * LASTS.length)] as (typeof LASTS)[number];
    one.act = {
      ...{ id: this.acts.length, kind, person, fromS: s, seenS: 0 },
      toS: s + between(this.#random, least, most),
    };
    this.acts.push(one.act);
  }

  #walk(one: Walker, s: number): void {
    const kind = one.act?.kind;
    if (kind === "fall" || kind === "climbing") return;
    if (s < one.restsUntilS && kind !== "running") return;
    const stride = (kind === "running" ? 3 : one.speedMS) * STEP_S;
    const [east, north] = [one.toX - one.x, one.toY - one.y];
    const way = Math.hypot(east, north);
    if (way > stride) {
      one.x += (east / way) * stride;
      one.y += (north / way) * stride;
      return;
    }
    [one.toX, one.toY] = this.#placeFrom(one) as [number, number];
    one.restsUntilS = s + between(this.#random, 5, 60);
  }
}

export function zoneAt(x: number, y: number): string | undefined {
  return ZONES.find(({ box: [x0, y0, x1, y1] }) => x >= x0 && x < x1 && y >= y0 && y < y1)?.id;
}

/** Whether a machine or a body stands between two points. */
export function isHidden(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  others: readonly { readonly x: number; readonly y: number }[],
): boolean {
  if (MACHINES.some((box) => crosses(from, to, box))) return true;
  const [east, north] = [to.x - from.x, to.y - from.y];
  const length2 = east * east + north * north;
  return others.some((one) => {
    if (one === to) return false;
    const share = ((one.x - from.x) * east + (one.y - from.y) * north) / length2;
    if (share <= 0.05 || share >= 1) return false;
    return Math.hypot(one.x - from.x - share * east, one.y - from.y - share * north) < BODY_M;
  });
}

/** Liang and Barsky: the part of a line within a box. */
function crosses(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  [x0, y0, x1, y1]: Box,
): boolean {
  let [least, most] = [0, 1];
  for (const [start, delta, low, high] of [
    [from.x, to.x - from.x, x0, x1],
    [from.y, to.y - from.y, y0, y1],
  ] as const) {
    if (delta === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [one, other] = [(low - start) / delta, (high - start) / delta];
    least = Math.max(least, Math.min(one, other));
    most = Math.min(most, Math.max(one, other));
  }
  return least <= most;
}
