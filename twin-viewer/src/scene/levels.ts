import type { Actor } from "./actor.ts";
import type { Lens } from "./lens.ts";

/** Outside of the picture. */
export const UNSEEN = 255;
/**
 * Number of solids with edges that any machine can draw; a smaller plant shows every detail from any distance.
 */
const DETAIL_BUDGET = 5_000;
/** Apparent sizes, pixels, from which an asset is drawn with all details, and as more than a box. */
const DETAIL_PX = 26;
const SHAPE_PX = 6;
/** An asset keeps its level until its size differs by this factor, so that nothing flickers while the camera moves. */
const HOLD = 0.85;

let wanted = new Uint8Array(0);

/** Writes each actor's level of detail into `levels`, of `only` one if given; true when one changed. */
export function levelsFor(actors: readonly Actor[], lens: Lens, levels: Uint8Array, only?: number): boolean {
  if (wanted.length < actors.length) wanted = new Uint8Array(actors.length);
  let solids = 0;
  for (const [i, actor] of actors.entries()) {
    const pixels = only === undefined || only === i ? apparentSize(actor, lens) : undefined;
    const before = levels[i] as number;
    const hold = (level: number) => (before <= level ? HOLD : 1);
    if (pixels === undefined) {
      wanted[i] = UNSEEN;
      continue;
    }
    solids += actor.figure.parts.length;
    wanted[i] = pixels > DETAIL_PX * hold(0) ? 0 : pixels > SHAPE_PX * hold(1) ? 1 : 2;
  }
  let changed = false;
  for (let i = 0; i < actors.length; i++) {
    const level = solids <= DETAIL_BUDGET && wanted[i] !== UNSEEN ? 0 : (wanted[i] as number);
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
