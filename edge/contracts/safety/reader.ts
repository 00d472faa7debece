/** What the edge knows of the register, for the API. */

import type { Refused } from "../records/life-cycle.ts";
import type { WorkItem } from "../records/work-book.ts";
import type { WorkAct } from "../records/work-item.ts";
import type { MusterReader } from "./muster.ts";
import type { PermitConflict, PermitFacts } from "./permit.ts";
import type { NamedPlace, Place, Register } from "./register.ts";
import type { Blocking, ReachedResource, WayOut } from "./response.ts";

/** What speaks against permits now, as far as records and sensors know. */
export interface PermitReader {
  /** `item`: absent for one that is not in the book yet. The blocking ones come first. */
  conflicts(permit: {
    readonly itemUid: string;
    readonly facts: PermitFacts;
    readonly item?: WorkItem;
  }): readonly PermitConflict[];
  /** Why the permit is neither approved nor opened now; undefined for all other acts and work. */
  refusal(item: WorkItem, act: Pick<WorkAct, "kind">): Refused | undefined;
}

export interface SafetyReader {
  readonly register: Register;
  /** Days within which a danger of the same hazard or place is a repeat. */
  readonly repeatDays: number;
  /** The edge itself, which carries what is about no asset. */
  readonly edgeUid: string;
  placeOf(place: Place): NamedPlace;
  /** Resources of the plan and the nearest ones of each kind, by walking distance from a place. */
  reached(
    place: Place,
    asked: { readonly ofPlan: readonly string[]; readonly blocked: Blocking },
  ): readonly ReachedResource[];
  /** Computed ways out, not verified; empty where the position of the place is unknown. */
  waysOut(place: Place, blocked: Blocking): readonly WayOut[];
  readonly muster: MusterReader;
  /** Whether the plant has this place. */
  hasPlace(place: Place): boolean;
}
