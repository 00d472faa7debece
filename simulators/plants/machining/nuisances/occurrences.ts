import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";
import type { Random } from "../../../kernel/random.ts";
import type { NuisancePlan } from "../../../scenario/scenario.ts";
import type { Calendar } from "../planning/calendar.ts";
import { Climate } from "./climate.ts";
import { NUISANCE_KINDS } from "./registry.ts";
import { targetsOf } from "./targets.ts";

/** Chance is drawn for each kind, asset and slot of this length: what happens in a slot depends on nothing else. */
export const SLOT_MS = 6 * 3_600_000;
/** Shifts begin at whole multiples of this. */
const LOOK_MS = 300_000;
/** A night is closed if nobody has worked for this long. */
const CLOSED_MS = 4 * 3_600_000;
const WEEK_MS = 7 * 86_400_000;
const NOON_S = 12 * 3600;

export interface Occurrence {
  readonly kind: NuisanceKind;
  readonly asset: string;
  readonly beginMs: number;
  readonly endMs: number;
  /** Until this time, detectors may still see it as new. */
  readonly settledMs: number;
  readonly amount: number;
  /** For its other draws, such as the instrument. */
  readonly random: Random;
}

interface Site {
  readonly random: Random;
  readonly plan: NuisancePlan;
  readonly calendar: Calendar;
  /** Offset of the site's clock from UTC, s. */
  readonly offsetS: (utcMs: number) => number;
}

/** Everything that begins in one slot, in order of time. */
export function occurrencesOf(site: Site, slot: number): Occurrence[] {
  const fromMs = slot * SLOT_MS;
  const nights = nightEnds(site.calendar, fromMs);
  const noons = noonsOf(site, fromMs);
  const found: Occurrence[] = [];
  for (const kind of NUISANCE_KINDS.values()) {
    const perWeek = site.plan.perWeek.get(kind.name) ?? 0;
    if (perWeek === 0) continue;
    for (const asset of targetsOf(kind)) {
      const random = site.random.at(`${kind.name} ${asset} ${slot}`);
      const begins =
        kind.follows === "night"
          ? nights
          : kind.follows === "afternoon"
            ? noons
            : drawn(random, (perWeek * SLOT_MS) / WEEK_MS).map(
                (share) => fromMs + 1000 * Math.floor((share * SLOT_MS) / 1000),
              );
      for (const [at, beginMs] of begins.entries()) {
        const own = random.at(at);
        if (kind.isStaffed !== true || site.calendar.at(beginMs) === "working")
          found.push(occurrence(site.plan, { kind, asset, beginMs, random: own }));
      }
    }
  }
  return found.sort((a, b) => a.beginMs - b.beginMs);
}

/** One occurrence with its duration and amount. */
export function occurrence(
  plan: NuisancePlan,
  about: Pick<Occurrence, "kind" | "asset" | "beginMs" | "random"> & { readonly lastsS?: number },
): Occurrence {
  const { kind, asset, beginMs, random } = about;
  const drawnS = Math.round(random.between(...kind.lastsS));
  const size = random.between(...kind.amount) * (plan.strength.get(kind.name) ?? 1);
  const sign = kind.isSigned === true && random.chance(0.5) ? -1 : 1;
  const ofSeason = kind.follows === "afternoon" ? 0.6 + 0.4 * Climate.season(beginMs) : 1;
  const endMs = beginMs + 1000 * (about.lastsS ?? drawnS);
  const settledMs = endMs + 1000 * (kind.settlesS ?? 0);
  return { kind, asset, beginMs, endMs, settledMs, amount: sign * size * ofSeason, random: random.at("own") };
}

/** Moments of a Poisson process with this mean, as shares of the slot. */
function drawn(random: Random, mean: number): number[] {
  const shares: number[] = [];
  let share = gap(random) / mean;
  while (share < 1) {
    shares.push(share);
    share += gap(random) / mean;
  }
  return shares;
}

/** Time to the next event of a Poisson process with rate 1. */
const gap = (random: Random): number => -Math.log(1 - random.next());

/** Starts of the first shift after a closed night. */
function nightEnds(calendar: Calendar, fromMs: number): number[] {
  const ends: number[] = [];
  for (let ms = fromMs; ms < fromMs + SLOT_MS; ms += LOOK_MS) {
    if (calendar.at(ms) === "off-shift" || calendar.at(ms - LOOK_MS) !== "off-shift") continue;
    let isClosed = true;
    for (let back = ms - CLOSED_MS; back < ms && isClosed; back += LOOK_MS)
      isClosed = calendar.at(back) === "off-shift";
    if (isClosed) ends.push(ms);
  }
  return ends;
}

function noonsOf({ offsetS }: Site, fromMs: number): number[] {
  const day = Math.floor((fromMs / 1000 + offsetS(fromMs)) / 86_400);
  return [day, day + 1]
    .map((at) => 1000 * (at * 86_400 + NOON_S - offsetS(fromMs)))
    .filter((ms) => ms >= fromMs && ms < fromMs + SLOT_MS);
}
