import "../../i18n/explore-catalogue.ts";
import { AxisCard } from "./axis-card.tsx";
import { CurveList } from "./curve-list.tsx";
import { FormulaCard } from "./formula-card.tsx";
import { NoteCard } from "./note-card.tsx";
import { PeriodCard } from "./period-card.tsx";

/** Beside the charts: the curves with their figures and axes, remarks, formulas and periods. */
export function ExploreDock() {
  return (
    <>
      <CurveList />
      <AxisCard />
      <NoteCard />
      <FormulaCard />
      <PeriodCard />
    </>
  );
}
