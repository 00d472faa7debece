/** What the edge knows of the register, for the API. */
import type { NamedPlace, Place, Register } from "./register.ts";

export interface SafetyReader {
  readonly register: Register;
  /** Days within which a danger of the same hazard or place is a repeat. */
  readonly repeatDays: number;
  /** The edge itself, which carries what is about no asset. */
  readonly edgeUid: string;
  placeOf(place: Place): NamedPlace;
  /** Whether the plant has this place. */
  hasPlace(place: Place): boolean;
}
