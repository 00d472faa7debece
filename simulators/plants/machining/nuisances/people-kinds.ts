import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";

/** People beside machines. */
export const PEOPLE_KINDS: readonly NuisanceKind[] = [
  {
    name: "leaning",
    what: "Somebody leans on a cobot or on a scale; from 100 N on the cobot stops protectively",
    marks: "joint torques and currents, `safety/protective-stop`; `scale/weight`",
    targets: ["cobot", "packing"],
    perWeek: 5,
    why: "once on each working day",
    isStaffed: true,
    lastsS: [5, 30],
    amount: [30, 130],
    apply(circumstance, { amount }) {
      circumstance.leaningN = amount;
    },
  },
];
