/** What somebody needs who answers to an event: resources by their walking distance, and ways out (rule RE7). */
import type { NamedPlace, Register } from "../../contracts/safety/register.ts";
import type { Blocking, ReachedResource, WayOut } from "../../contracts/safety/response.ts";
import type { WalkingFields } from "./walking-fields.ts";
import type { Blocked, Point } from "./walkways.ts";

/** The plan's own, exits reported as blocked, and of each kind the nearest; nearest first, without a known way last. */
const NEAREST_OF_KIND = 2;
/** Around a blocked exit nobody passes; wider than the leaf of a door, so that its opening is closed. */
const DOOR_M = 1.5;

/** `place`: where it happens; without a position no distance is known. Blocked parts of the floor are walked around. */
export function reachedResources(
  { resources }: Pick<Register, "resources">,
  ofPlan: readonly string[],
  {
    place,
    fields,
    blocked,
  }: { readonly place: Pick<NamedPlace, "position">; readonly fields: WalkingFields; readonly blocked: Blocking },
): readonly ReachedResource[] {
  const walking = place.position === null ? undefined : fields.to([place.position], obstacles(resources, blocked));
  const all = resources.map((resource) => {
    const { position } = resource.place;
    const distanceM = position === null ? null : (walking?.distanceM(position) ?? null);
    return { resource, distanceM, isOfPlan: ofPlan.includes(resource.id) };
  });
  const far = ({ distanceM }: ReachedResource): number => distanceM ?? Number.POSITIVE_INFINITY;
  all.sort((a, b) => far(a) - far(b) || (a.resource.id < b.resource.id ? -1 : 1));
  const seen = new Map<string, number>();
  return all.filter(({ resource: { id, kind }, isOfPlan, distanceM }) => {
    if (isOfPlan || blocked.exits.includes(id)) return true;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count <= NEAREST_OF_KIND && distanceM !== null;
  });
}

/**
 * Computed ways from a place to the nearest exit and the nearest assembly point that nobody has reported as blocked.
 * Not verified: only people know what is passable.
 */
export function waysOut(
  { resources }: Pick<Register, "resources">,
  from: Point,
  { fields, blocked }: { readonly fields: WalkingFields; readonly blocked: Blocking },
): readonly WayOut[] {
  return (["exit", "assembly-point"] as const).flatMap((kind) => {
    const targets = resources.flatMap(({ id, kind: own, place: { position } }) =>
      own === kind && position !== null && !blocked.exits.includes(id) ? [{ id, position }] : [],
    );
    const exits = targets.map(({ position }) => position);
    const way = fields.to(exits, obstacles(resources, blocked)).wayFrom(from);
    const target = way === undefined ? undefined : targets[way.target];
    return way === undefined || target === undefined
      ? []
      : [{ resource: target.id, lengthM: way.lengthM, points: way.points }];
  });
}

/** A blocked exit is also in the way of what lies behind it, such as an assembly point outside. */
function obstacles(resources: Register["resources"], { exits, places }: Blocking): readonly Blocked[] {
  const doors = resources.flatMap(({ id, place: { position } }) =>
    exits.includes(id) && position !== null ? [{ x: position.x, y: position.y, radiusM: DOOR_M }] : [],
  );
  return [...places, ...doors];
}
