import type { Actor } from "./actor.ts";
import { LEVEL } from "./build.ts";
import type { Lens } from "./lens.ts";

/** Outside of the picture. */
export const UNSEEN = 255;
/**
 * Number of solids with edges that any machine can draw; a smaller plant shows every detail from any distance.
 */
const DETAIL_BUDGET = 5_000;
/** Number of solids with fine details that any machine can draw. */
const FINE_BUDGET = 6_000;
/** Apparent sizes, pixels, from which an asset is drawn with fine details, as a whole, and as more than a box. */
const FINE_PX = 200;
const DETAIL_PX = 26;
const SHAPE_PX = 6;
/** An asset keeps its level until its size differs by this factor, so that nothing flickers while the camera moves. */
const HOLD = 0.85;

let wanted = new Uint8Array(0);

/**
 * Writes each actor's level of detail into `levels`, of `only` one if given; true when one changed. Without `fine`
 * nothing is drawn closer than as a whole.
 */
export function levelsFor(
  actors: readonly Actor[],
  lens: Lens,
  levels: Uint8Array,
  { only, fine = true }: { only?: number | undefined; fine?: boolean } = {},
): boolean {
  if (wanted.length < actors.length) wanted = new Uint8Array(actors.length);
  let solids = 0;
  let fineSolids = 0;
  for (const [i, actor] of actors.entries()) {
    const pixels = only === undefined || only === i ? apparentSize(actor, lens) : undefined;
    const before = levels[i] as number;
    const hold = (level: number) => (before <= level ? HOLD : 1);
    if (pixels === undefined) {
      wanted[i] = UNSEEN;
      continue;
    }
    solids += actor.build.wholeCount;
    const from = [FINE_PX * hold(LEVEL.close), DETAIL_PX * hold(LEVEL.whole), SHAPE_PX * hold(LEVEL.silhouette)];
    const level = from.findIndex((least) => pixels > least);
    wanted[i] = level === -1 ? LEVEL.box : level;
    if (level === LEVEL.close) fineSolids += actor.figure.parts.length;
  }
  const closest = fine && fineSolids <= FINE_BUDGET ? LEVEL.close : LEVEL.whole;
  const coarsest = solids <= DETAIL_BUDGET ? LEVEL.whole : LEVEL.box;
  let changed = false;
  for (let i = 0; i < actors.length; i++) {
    const want = wanted[i] as number;
    const level = want === UNSEEN ? want : Math.min(coarsest, Math.max(closest, want));
    if (level === levels[i]) continue;
    levels[i] = level;
    changed = true;
  }
  return changed;
}

/** Pixels across; undefined outside the picture. */
function apparentSize(actor: Actor, { planes, eye, forward, pixels }: Lens): number | undefined {
  const { x, y, z } = actor.at;
  const middle = z + actor.figure.top / 2;
  const radius = actor.build.radius;
  for (let plane = 0; plane < 24; plane += 4) {
    if (
      (planes[plane] as number) * x +
        (planes[plane + 1] as number) * y +
        (planes[plane + 2] as number) * middle +
        (planes[plane + 3] as number) <
      -radius
    )
      return undefined;
  }
  const depth = (x - eye[0]) * forward[0] + (y - eye[1]) * forward[1] + (middle - eye[2]) * forward[2];
  return (2 * radius * pixels) / Math.max(1, depth);
}
