/** What the edge knows of the register, for the API. */
import type { MusterReader } from "./muster.ts";
import type { NamedPlace, Place, Register } from "./register.ts";
import type { Blocking, ReachedResource, WayOut } from "./response.ts";

export interface SafetyReader {
  readonly register: Register;
  /** Days within which a danger of the same hazard or place is a repeat. */
  readonly repeatDays: number;
  /** The edge itself, which carries what is about no asset. */
  readonly edgeUid: string;
  placeOf(place: Place): NamedPlace;
  /** Resources of the plan and the nearest ones of each kind, by walking distance from a place. */
  reached(place: Place, ofPlan: readonly string[]): readonly ReachedResource[];
  /** Computed ways out, not verified; empty where the position of the place is unknown. */
  waysOut(place: Place, blocked: Blocking): readonly WayOut[];
  readonly muster: MusterReader;
  /** Whether the plant has this place. */
  hasPlace(place: Place): boolean;
}
