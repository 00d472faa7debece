import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";

const MACHINE_TOOLS = ["lathe", "machining-centre"] as const;
/** However strong a scenario makes it, a machine goes on cutting: least override, %, and least feed of a program. */
const LEAST_PERCENT = 10;
const LEAST_FEED = 0.1;

/** Changes that people make to the cut. */
export const PROGRAM_KINDS: readonly NuisanceKind[] = [
  {
    name: "program-revision",
    what: "A programmer changes the feeds in the middle of a shift: cycle time, loads and power change",
    marks: "`cycle/last-time`, `channel/feedrate`, `spindle/load`, axis loads",
    targets: MACHINE_TOOLS,
    perWeek: 0.5,
    why: "a program is changed about twice a month for each machine",
    isStaffed: true,
    lastsS: [3600, 7200],
    stays: true,
    amount: [0.05, 0.15],
    isSigned: true,
    apply(circumstance, { amount }) {
      circumstance.programFeed = Math.max(LEAST_FEED, 1 + amount);
    },
  },
  {
    name: "feed-override",
    what: "An operator turns the feed override down, to 80 % at the usual strength",
    marks: "`channel/feed-override`, `cycle/last-time`, `spindle/load`",
    targets: MACHINE_TOOLS,
    perWeek: 3,
    why: "at a new batch, a hard casting or an unusual sound: every other day",
    isStaffed: true,
    lastsS: [1200, 7200],
    amount: [18, 22],
    apply(circumstance, { amount }) {
      circumstance.feedLimitPercent = Math.max(LEAST_PERCENT, Math.round((100 - amount) / 5) * 5);
    },
  },
  {
    name: "tool-brand",
    what: "Tools of another brand are in use: more cutting force, another life",
    marks: "`spindle/load`, `spindle/power`, axis loads; slope of `tool/life-used`",
    targets: MACHINE_TOOLS,
    perWeek: 0.4,
    why: "purchasing changes or the usual insert is out of stock: every two to three weeks",
    lastsS: [6 * 3600, 16 * 3600],
    amount: [0.06, 0.18],
    apply(circumstance, { amount }) {
      circumstance.toolForce = 1 + amount;
      circumstance.toolWear = 1 + 1.2 * amount;
    },
  },
];
