import { type Actor, isMobile } from "./actor.ts";
import { captionWidth } from "./floor.ts";

/** A long machine's caption gives way to what stands before its middle. */
export function shiftCaptions(actors: readonly Actor[]): void {
  const still = actors.filter(({ asset }) => !isMobile(asset) && asset.kind !== "meter");
  for (const actor of still) {
    const { west, east } = actor.ground;
    const width = captionWidth(actor.asset.label) + 2;
    if (east - west < 2 * width) continue;
    const covers = (shift: number) =>
      still.some(
        (other) =>
          other !== actor &&
          other.ground.west - 1 < actor.at.x + shift + width / 2 &&
          other.ground.east + 1 > actor.at.x + shift - width / 2 &&
          other.ground.south < actor.caption.y + 1 &&
          other.ground.north > actor.caption.y - 1,
      );
    const reach = (east - west - width) / 2;
    actor.captionShift = [0, -reach / 2, reach / 2, -reach, reach].find((shift) => !covers(shift)) ?? 0;
  }
}
