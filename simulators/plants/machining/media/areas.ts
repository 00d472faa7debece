/** The feeders of the main switchboard. */
export const AREAS = ["machining", "finishing", "coating", "assembly", "utilities"] as const;
export type Area = (typeof AREAS)[number];

/** The area of a station's place; what has no feeder of its own belongs to the utilities. */
export function areaOf(place: string): Area {
  const first = place.split("/")[0] as string;
  if (first === "quality") return "finishing";
  return (AREAS as readonly string[]).includes(first) ? (first as Area) : "utilities";
}
