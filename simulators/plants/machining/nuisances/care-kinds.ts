import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";

const DAY_S = 86_400;

/** Effects of maintenance on sound machines. */
export const CARE_KINDS: readonly NuisanceKind[] = [
  {
    name: "cleaning",
    what: "A machine tool is emptied, cleaned and filled again: it starts no piece, its coolant is out and then fresh",
    marks: "`coolant/level`, `coolant/temperature`, `power/active`; mode Maintenance",
    targets: ["lathe", "machining-centre"],
    perWeek: 1,
    why: "once a week, as makers of coolant advise",
    isStaffed: true,
    lastsS: [1500, 3600],
    settlesS: 1800,
    amount: [1, 1],
    apply(circumstance, { ageS, lastsS }) {
      circumstance.cleaned = Math.max(0.001, Math.min(1, ageS / lastsS));
    },
  },
  {
    name: "filter-change",
    what: "A filter that is not clogged is replaced by plan: its pressure drop falls and grows back within days",
    marks: "`extraction/pressure-drop`, `filter/pressure-drop`, `extraction/flow`, `air/flow`",
    targets: ["deburring", "coating-booth", "compressor"],
    perWeek: 0.25,
    why: "once a month by the maintenance plan",
    isStaffed: true,
    lastsS: [2 * 3600, 4 * 3600],
    stays: true,
    amount: [0.12, 0.3],
    apply(circumstance, { ageS, amount }) {
      circumstance.freshFilter = Math.min(0.8, amount) * Math.exp(-ageS / (5 * DAY_S));
    },
  },
];
