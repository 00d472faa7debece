import "../../../i18n/loop-catalogue.ts";
import "./loop.css";
import { openDefect } from "../../../data/loop-focus.ts";
import { DefectPage } from "./defect-page.tsx";
import { LoopBoard } from "./loop-board.tsx";
import { ParetoCard } from "./pareto-card.tsx";

/** Which defects are most, what goes with them, and how far the work against them has come. */
export function LoopPart() {
  const isOpen = openDefect.value !== null;
  return (
    <>
      <div class={`room-top${isOpen ? " has-page" : ""}`}>
        <ParetoCard />
        {isOpen ? <DefectPage key={openDefect.value} /> : null}
      </div>
      <LoopBoard />
    </>
  );
}
