/** What answers about the closed loop need of the book of causes. */
import type { CauseNamer } from "./cause-names.ts";
import type { DefectClasses } from "./defect-classes.ts";
import type { Dispositions } from "./dispositions.ts";
import type { PieceTable } from "./piece-table.ts";

export interface LoopBook {
  readonly table: PieceTable;
  readonly classes: DefectClasses;
  readonly dispositions: Dispositions;
  readonly names: CauseNamer;
  /** Area of a station; empty: not in the plant. */
  areaOf(station: string): string;
}
