import type { WrittenChange } from "../../../../edge/contracts/forecast/forecasts.ts";
import type { Layout } from "../../../../edge/contracts/plant/layout.ts";
import { type Draft, draftOf } from "./draft.ts";

interface Moved {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/** Shorter moves are the editor's rounding. */
const LEAST_M = 0.05;

/** Where the forecast's model has what it knows, by label of an asset or name of a node. */
type KnownSpots = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

/** What of that stands elsewhere in the draft. What was saved since the edge has started counts as moved, too. */
function movedIn({ assets, routes }: Draft, known: KnownSpots): readonly Moved[] {
  const now = [
    ...assets.map(({ label, pose }) => ({ label, to: pose })),
    ...routes.nodes.map((node) => ({ label: node.id, to: node })),
  ];
  return now.flatMap(({ label, to }) => {
    const from = known.get(label);
    if (from === undefined || to === undefined) return [];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    return Math.hypot(dx, dy) < LEAST_M ? [] : [{ label, x: rounded(to.x), y: rounded(to.y), dx, dy }];
  });
}

/** The moves of a draft as changes of a future, those of one shift as one change. */
export function movesOf(draft: Draft, known: KnownSpots): readonly WrittenChange[] {
  const together = Map.groupBy(movedIn(draft, known), ({ dx, dy }) => `${rounded(dx)} ${rounded(dy)}`);
  return [...together.values()].flatMap(inChanges).map((group): WrittenChange => {
    const [first] = group;
    if (group.length === 1 && first !== undefined) return { move: first.label, to: [first.x, first.y] };
    return { move: group.map(({ label }) => label), by: [rounded(first?.dx ?? 0), rounded(first?.dy ?? 0)] };
  });
}

/** A change names so many things at most. */
const MOST_NAMES = 100;

function inChanges(group: readonly Moved[]): readonly (readonly Moved[])[] {
  const parts = Math.ceil(group.length / MOST_NAMES);
  return Array.from({ length: parts }, (_, part) => group.slice(MOST_NAMES * part, MOST_NAMES * (part + 1)));
}

/** Whether the draft has more than moves that a question could take: machines or roads that come or go. */
export function hasMore(layout: Layout, draft: Draft): boolean {
  const before = draftOf(layout);
  const keysOf = ({ assets, routes }: Draft): string =>
    JSON.stringify([assets.map(({ key }) => key), routes.nodes.map(({ id }) => id), routes.edges]);
  return keysOf(before) !== keysOf(draft);
}

/** To the centimetre. */
function rounded(metres: number): number {
  return Math.round(100 * metres) / 100;
}
