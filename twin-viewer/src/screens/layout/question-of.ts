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

/** What stands elsewhere in the draft than in the saved layout: assets by label, and nodes of the roads. */
function movedIn(layout: Layout, draft: Draft): readonly Moved[] {
  const before = draftOf(layout);
  const poses = new Map(before.assets.map(({ key, pose }) => [key, pose]));
  const nodes = new Map(before.routes.nodes.map((node) => [node.id, node]));
  const now = [
    ...draft.assets.map(({ key, label, pose }) => ({ label, from: poses.get(key), to: pose })),
    ...draft.routes.nodes.map((node) => ({ label: node.id, from: nodes.get(node.id), to: node })),
  ];
  return now.flatMap(({ label, from, to }) => {
    if (from === undefined || to === undefined) return [];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    return Math.hypot(dx, dy) < LEAST_M ? [] : [{ label, x: rounded(to.x), y: rounded(to.y), dx, dy }];
  });
}

/**
 * The moves of a draft as changes of a future, those of one shift as one change. `canMove`: what the forecast's model
 * knows; all else (meters, chargers) changes nothing in it.
 */
export function movesOf(layout: Layout, draft: Draft, canMove: ReadonlySet<string>): readonly WrittenChange[] {
  const moved = movedIn(layout, draft).filter(({ label }) => canMove.has(label));
  const together = Map.groupBy(moved, ({ dx, dy }) => `${rounded(dx)} ${rounded(dy)}`);
  return [...together.values()].map((group): WrittenChange => {
    const [first] = group;
    if (group.length === 1 && first !== undefined) return { move: first.label, to: [first.x, first.y] };
    return { move: group.map(({ label }) => label), by: [rounded(first?.dx ?? 0), rounded(first?.dy ?? 0)] };
  });
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
