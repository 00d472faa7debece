/**
 * Water, gas and compressed air of a plant with two shifts, breaks, free weekends and weather, minute by minute: meters
 * only, because a month of the whole plant would take twenty minutes.
 */

import type { Medium } from "../../edge/contracts/plant/media.ts";
import { between, type Random } from "../../test/reliability/random.ts";

/** A metered branch; one without `below` is where the medium enters. */
export interface Branch {
  readonly label: string;
  readonly medium: Medium;
  readonly below?: string;
}

export const BRANCHES: readonly Branch[] = [
  { label: "W-INTAKE", medium: "water" },
  { label: "W-WASHER", medium: "water", below: "W-INTAKE" },
  { label: "W-SANITARY", medium: "water", below: "W-INTAKE" },
  { label: "W-COOLING", medium: "water", below: "W-INTAKE" },
  { label: "G-INTAKE", medium: "natural-gas" },
  { label: "G-OVEN", medium: "natural-gas", below: "G-INTAKE" },
  { label: "G-DRYER", medium: "natural-gas", below: "G-INTAKE" },
  { label: "G-HEATING", medium: "natural-gas", below: "G-INTAKE" },
  { label: "A-STATION", medium: "compressed-air" },
  { label: "A-MACHINING", medium: "compressed-air", below: "A-STATION" },
  { label: "A-FINISHING", medium: "compressed-air", below: "A-STATION" },
  { label: "A-ASSEMBLY", medium: "compressed-air", below: "A-STATION" },
];

export interface Leak {
  readonly branch: string;
  /** Minute from which it flows, and m3/h. */
  readonly from: number;
  readonly flow: number;
}

const DAY = 1440;

/** Two shifts from Monday to Friday with breaks, and a shift on every other Saturday. */
export function produces(minute: number): boolean {
  const day = Math.floor(minute / DAY) % 14;
  const hour = (minute % DAY) / 60;
  const weekday = day % 7;
  if (weekday === 6 || (weekday === 5 && (day > 7 || hour >= 14))) return false;
  const inShift = (hour - 6) % 8;
  const isBreak = hour >= 6 && hour < 22 && [2, 4.17, 6.5].some((at) => inShift >= at && inShift < at + 0.34);
  return hour >= 6 && hour < 22 && !isBreak;
}

/** Outdoor temperature: a season that gets colder, days, and fronts that last some days. */
function weather(random: Random, minutes: number): Float64Array {
  const outdoor = new Float64Array(minutes);
  let front = 0;
  for (let minute = 0; minute < minutes; minute++) {
    if (minute % 60 === 0) front += -front / 60 + between(random, -0.6, 0.6);
    outdoor[minute] = 12 - (14 * minute) / (30 * DAY) + 4 * Math.sin((2 * Math.PI * (minute - 540)) / DAY) + 2 * front;
  }
  return outdoor;
}

/** True counts at the end of each minute, m3, by branch. */
export function mediaDays(random: Random, days: number, leak?: Leak): ReadonlyMap<string, Float64Array> {
  const minutes = days * DAY;
  const outdoor = weather(random, minutes);
  const counts = new Map(BRANCHES.map(({ label }) => [label, new Float64Array(minutes + 1)]));
  const plant = new Consumers(random);
  for (let minute = 0; minute < minutes; minute++) {
    const flows = new Map(plant.flows(produces(minute), outdoor[minute] as number));
    if (leak !== undefined && minute >= leak.from) flows.set(leak.branch, (flows.get(leak.branch) ?? 0) + leak.flow);
    for (const { label, below } of BRANCHES)
      if (below !== undefined) flows.set(below, (flows.get(below) ?? 0) + (flows.get(label) ?? 0));
    for (const [label, column] of counts)
      column[minute + 1] = (column[minute] as number) + (flows.get(label) ?? 0) / 60;
  }
  return counts;
}

/** What the consumers take, with states that last over minutes. */
class Consumers {
  readonly #random: Random;
  /** Minutes that something still runs. */
  #tap = 0;
  #wash = 0;
  #burner = false;
  #roomCel = 19;
  #ovenWarmth = 0;
  #drying = 0;
  #tank = 0.5;
  #isLoaded = true;
  /** Bursts of blow-off, by area. */
  readonly #blow = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Flows of the branches themselves, m3/h; what flows between the meters is under the label of the intake. */
  flows(works: boolean, outdoorCel: number): readonly (readonly [label: string, flow: number])[] {
    const air = [
      ["A-MACHINING", this.#air("A-MACHINING", works ? 95 : 0, 6)],
      ["A-FINISHING", this.#air("A-FINISHING", works ? 40 : 0, 3)],
      ["A-ASSEMBLY", this.#air("A-ASSEMBLY", works ? 22 : 0, 8)],
    ] as const;
    const demand = air.reduce((sum, [, flow]) => sum + flow, 2);
    return [
      ["W-WASHER", this.#washer(works)],
      ["W-SANITARY", this.#sanitary(works)],
      ["W-COOLING", works ? 0.6 + 0.2 * this.#random() : 0.12],
      ["G-OVEN", this.#oven(works)],
      ["G-DRYER", this.#dryer(works)],
      ["G-HEATING", this.#heating(works, outdoorCel)],
      ...air,
      ["A-STATION", this.#station(demand)],
    ];
  }

  #washer(works: boolean): number {
    if (this.#wash > 0) this.#wash--;
    else if (works && this.#random() < 0.15) this.#wash = 4;
    return this.#wash > 0 ? 1.8 : 0;
  }

  #sanitary(works: boolean): number {
    if (this.#tap > 0) this.#tap--;
    else if (this.#random() < (works ? 0.3 : 0.02)) this.#tap = 1 + Math.floor(3 * this.#random());
    return this.#tap > 0 ? 0.9 + 0.6 * this.#random() : 0.05;
  }

  /** A warm oven keeps its pilot flames; it is heated up before the shift by the first pieces. */
  #oven(works: boolean): number {
    this.#ovenWarmth += ((works ? 1 : 0) - this.#ovenWarmth) / 25;
    return works ? 9 + 5 * (1 - this.#ovenWarmth) + 0.6 * this.#random() : 0.4;
  }

  #dryer(works: boolean): number {
    if (this.#drying > 0) this.#drying--;
    else if (works && this.#random() < 0.3) this.#drying = 3;
    return this.#drying > 0 ? 4.2 : works ? 0.6 : 0;
  }

  /** Air heaters with a thermostat, lower at night. */
  #heating(works: boolean, outdoorCel: number): number {
    const wanted = works ? 19 : 16;
    if (this.#roomCel < wanted - 0.5) this.#burner = true;
    if (this.#roomCel > wanted + 0.5) this.#burner = false;
    this.#roomCel += (this.#burner ? 0.09 : 0) - (this.#roomCel - outdoorCel) / 700;
    return this.#burner ? 14 : 0;
  }

  #air(label: string, working: number, leaks: number): number {
    const left = this.#blow.get(label) ?? 0;
    this.#blow.set(label, left > 0 ? left - 1 : working > 0 && this.#random() < 0.1 ? 2 : 0);
    return leaks + working * (0.8 + 0.4 * this.#random()) + (left > 0 ? 0.3 * working : 0);
  }

  /** The meter behind the receiver sees its filling as what the areas do not take: m3/h of the net itself. */
  #station(demand: number): number {
    if (this.#tank < 0.15) this.#isLoaded = true;
    if (this.#tank > 0.85) this.#isLoaded = false;
    const filling = this.#isLoaded ? 0.6 * (380 - demand) : -0.6 * demand;
    const change = Math.max(-0.3, Math.min(0.3, filling / 60 / 3));
    this.#tank += change;
    return 2 + change * 3 * 60 * 0.1;
  }
}
