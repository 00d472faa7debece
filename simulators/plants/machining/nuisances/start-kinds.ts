import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";

/** Grease and oil of a machine warm with this time constant once it runs, s. */
const WARMS_S = 1200;

/** Machines that are not at their usual state yet. */
export const START_KINDS: readonly NuisanceKind[] = [
  {
    name: "cold-start",
    what: "The first shift after a closed night: grease and oil are stiff, linings are cold",
    marks:
      "`hydraulics/pressure`, `lubrication/pressure`, axis loads, `spindle/power`; the oven's burners; the air net",
    targets: ["lathe", "machining-centre", "oven", "compressor"],
    perWeek: 7,
    why: "each first shift after four hours or more without one",
    follows: "night",
    lastsS: [3600, 3600],
    amount: [0.5, 1],
    apply(circumstance, { ageS, amount }) {
      circumstance.coldness = amount * Math.exp(-ageS / WARMS_S);
    },
  },
  {
    name: "run-in",
    what: "New bearings, guideways or gears after maintenance: their friction falls to the usual one within a day",
    marks:
      "axis loads, `spindle/power` and bearing temperatures of machine tools; joint torques and currents of robots",
    targets: ["lathe", "machining-centre", "robot", "cobot"],
    perWeek: 0.15,
    why: "a part with friction is replaced or regreased every six to seven weeks",
    lastsS: [8 * 3600, 24 * 3600],
    amount: [0.1, 0.3],
    apply(circumstance, { ageS, lastsS, amount }) {
      circumstance.runIn = amount * Math.exp((-3 * ageS) / lastsS);
    },
  },
];
