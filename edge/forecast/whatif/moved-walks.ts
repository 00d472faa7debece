/** How much farther people carry what machines hand to each other, once they stand elsewhere. */
import type { MovedTold } from "../../contracts/forecast/answer.ts";
import type { Spot } from "../../contracts/plant/road-map.ts";
import type { ModelPlan } from "../model/plan.ts";
import type { PlantLayout } from "../model/plant-layout.ts";
import type { MovedLayout } from "./moved-layout.ts";

/** What is moved by less changes nothing. */
export const LEAST_M = 0.01;
/** An answer names so many walks, the longest. */
const MOST_TOLD = 10;

/** Metres that people carry pieces farther before a place and behind it. */
interface Farther {
  readonly before: number;
  readonly behind: number;
}

/** By place, and the longest ways as an answer names them. */
interface Walks {
  readonly farther: ReadonlyMap<number, Farther>;
  readonly told: MovedTold["walks"];
}

/**
 * By place, how many metres farther people carry what machines hand to each other without belt or robot, before and
 * behind it. What several places hand to one counts as far as the farthest. Ways that get shorter save nothing,
 * because nobody has measured what they take.
 */
export function fartherOn({ places }: ModelPlan, layout: PlantLayout, moved: MovedLayout): Walks {
  const farther = new Map<number, Farther>();
  const told = new Map<string, MovedTold["walks"][number]>();
  const add = (place: number, more: Partial<Farther>): void => {
    const { before = 0, behind = 0 } = farther.get(place) ?? {};
    farther.set(place, { before: Math.max(before, more.before ?? 0), behind: Math.max(behind, more.behind ?? 0) });
  };
  const takesTime = (place: number): boolean => places[place]?.kind === "station" || places[place]?.kind === "belt";
  for (const { from, to, via } of layout.handOvers) {
    const carriesItself = (place: number): boolean => layout.isConveyor(place) || layout.isRobot(place);
    const ends = to.filter((place) => !carriesItself(place));
    if (via === "tender" || carriesItself(from) || ends.length === 0) continue;
    const ways = ends.map((end) => ({ end, metres: fartherM(moved, from, end) }));
    const mean = ways.reduce((sum, { metres }) => sum + metres, 0) / ways.length;
    if (mean < LEAST_M) continue;
    const isOfSender = takesTime(from);
    if (isOfSender) add(from, { behind: mean });
    for (const { end, metres } of ways) {
      if (metres < LEAST_M || !(isOfSender || takesTime(end))) continue;
      if (!isOfSender) add(end, { before: metres });
      const way = { from: layout.labelOf(from), to: layout.labelOf(end), metres };
      told.set(JSON.stringify([way.from, way.to]), way);
    }
  }
  return { farther, told: [...told.values()].toSorted((a, b) => b.metres - a.metres).slice(0, MOST_TOLD) };
}

/** People walk along aisles, which are at right angles (rectilinear distance). */
function alongAisles([ax, ay]: Spot, [bx, by]: Spot): number {
  return Math.abs(bx - ax) + Math.abs(by - ay);
}

function fartherM(moved: MovedLayout, from: number, to: number): number {
  const [a, b] = [moved.placesOf(from), moved.placesOf(to)];
  return a === undefined || b === undefined ? 0 : Math.max(0, alongAisles(a[1], b[1]) - alongAisles(a[0], b[0]));
}
