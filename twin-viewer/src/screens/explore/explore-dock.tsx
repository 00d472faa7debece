import "../../i18n/explore-catalogue.ts";
import { isAtEdge } from "../../data/carried.ts";
import { AxisCard } from "./axis-card.tsx";
import { CurveList } from "./curve-list.tsx";
import { FormulaCard } from "./formula-card.tsx";
import { NoteCard } from "./note-card.tsx";
import { PeriodCard } from "./period-card.tsx";

/** Beside the charts: the curves with their figures and axes, remarks of the edge, formulas and periods. */
export function ExploreDock() {
  return (
    <>
      <CurveList />
      <AxisCard />
      {isAtEdge() ? <NoteCard /> : null}
      <FormulaCard />
      <PeriodCard />
    </>
  );
}
