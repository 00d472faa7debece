/** A clickable box on the floor, turned about z. */
export interface PickBox {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly halfLength: number;
  readonly halfWidth: number;
  readonly height: number;
}

export type Triple = readonly [x: number, y: number, z: number];

/**
 * Distance along the ray to the box, undefined when it misses: slab test in the
 * box's own frame. On the CPU because reading back an id picture takes 100 ms
 * on software GL, and a plant has hundreds of boxes, not millions.
 */
export function hitDistance(origin: Triple, direction: Triple, box: PickBox): number | undefined {
  const [cos, sin] = [Math.cos(-box.yaw), Math.sin(-box.yaw)];
  const [dx, dy] = [origin[0] - box.x, origin[1] - box.y];
  const from = [dx * cos - dy * sin, dx * sin + dy * cos, origin[2]] as const;
  const along = [
    direction[0] * cos - direction[1] * sin,
    direction[0] * sin + direction[1] * cos,
    direction[2],
  ] as const;
  const slabs = [
    [-box.halfLength, box.halfLength],
    [-box.halfWidth, box.halfWidth],
    [0, box.height],
  ] as const;
  let near = 0;
  let far = Number.POSITIVE_INFINITY;
  for (const axis of [0, 1, 2] as const) {
    const [low, high] = slabs[axis];
    if (along[axis] === 0) {
      if (from[axis] < low || from[axis] > high) return undefined;
      continue;
    }
    const a = (low - from[axis]) / along[axis];
    const b = (high - from[axis]) / along[axis];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
    if (near > far) return undefined;
  }
  return near;
}

/** Index of the nearest box that the ray hits; -1 when none. */
export function pickNearest(origin: Triple, direction: Triple, boxes: readonly PickBox[]): number {
  let best = -1;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [i, box] of boxes.entries()) {
    const distance = hitDistance(origin, direction, box);
    if (distance === undefined || distance >= bestDistance) continue;
    best = i;
    bestDistance = distance;
  }
  return best;
}
