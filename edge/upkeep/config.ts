/** The `maintenance:` section of a plant's config: plans of upkeep, planned stops and spare parts. */

import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { defineSection } from "../contracts/plant/section.ts";
import { matchesAsset } from "../contracts/plant/tag-pattern.ts";
import { isDay } from "../contracts/plant/time-zone.ts";
import { ComponentPath, Name } from "../contracts/records/fields.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { PERIOD_PATTERN, periodOf } from "./period.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
/** Pairs of plan and asset: each is looked at every few seconds. */
const MOST_DUTIES = 5_000;

const assets = Type.Object(
  {
    types: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, description: "Types of asset, as `types` has them." }),
    ),
    kinds: Type.Optional(Type.Array(Type.String(), { minItems: 1, description: "Kinds of asset, such as lathe." })),
    assets: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, description: "Labels of assets; * matches any characters." }),
    ),
  },
  { ...closed, minProperties: 1, description: "Which assets: all parts that are given must fit." },
);

const words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
  closed,
);
const PartNumber = Type.String({
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$",
  description: "Part number: letters, digits, point, hyphen, underscore.",
});
const LocalDate = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}$",
  description: "Day by the site's clocks, such as 2026-08-31.",
});
const ClockTime = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "Time by the site's clocks." });
const LastsMin = Type.Integer({ minimum: 5, maximum: 20_160, description: "How long it takes, minutes." });

const every = Type.Object(
  {
    hours: Type.Optional(
      Type.Number({ minimum: 1, maximum: 500_000, description: "Hours of operation, by the machine's states." }),
    ),
    cycles: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000_000_000, description: "Pieces or strokes that it finished." }),
    ),
    calendar: Type.Optional(
      Type.String({
        pattern: PERIOD_PATTERN,
        description: "ISO 8601 duration of years, months, weeks or days, such as P6M, by the site's clocks.",
      }),
    ),
  },
  { ...closed, minProperties: 1, description: "When it is due again. Of several, the one that comes first counts." },
);

const lastDone = Type.Object(
  {
    asset: Type.String({ minLength: 1, description: "Label of the asset." }),
    on: LocalDate,
    hours: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 500_000,
      description: "Hours of operation since then that the edge did not see.",
    }),
    cycles: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 10_000_000_000,
      description: "Cycles since then that the edge did not see.",
    }),
  },
  closed,
);

const plan = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]{0,59}$" }),
    of: assets,
    component: Type.Optional({
      ...ComponentPath,
      description: "Path of the component, such as spindle/front-bearing.",
    }),
    title: { ...words, description: "What is to be done." },
    every,
    tolerancePercent: Type.Integer({
      default: 10,
      minimum: 0,
      maximum: 50,
      description: "Share of the interval by which the work may come early or late.",
    }),
    lastsMin: Type.Optional(LastsMin),
    work: Type.Enum(["maintenance", "inspection"], { default: "maintenance", description: "Kind of the work item." }),
    responsible: Type.Optional({ ...Name, description: "Person or role that does it." }),
    approvedBy: Type.Optional({ ...Name, description: "Person who approved the plan." }),
    parts: Type.Array(
      Type.Object({ part: PartNumber, quantity: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }) }, closed),
      { default: [], maxItems: 50, description: "Spare parts that the work needs." },
    ),
    replaces: Type.Boolean({
      default: false,
      description: "The work replaces the component: each replacement of it counts as done.",
    }),
    lastDone: Type.Array(lastDone, {
      default: [],
      maxItems: 1_000,
      description:
        "When it was last done, for the beginning. Without it, the edge counts from when it first saw the plan.",
    }),
  },
  { ...closed, description: "Upkeep that comes again and again." },
);

const stop = Type.Object(
  {
    title: words,
    on: Type.Optional(LocalDate),
    weekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: "Each week: 1 Monday to 7 Sunday." })),
    start: ClockTime,
    lastsMin: LastsMin,
    of: Type.Optional(assets),
  },
  { ...closed, description: "A planned stop of production, on one day or each week, for upkeep to be proposed into." },
);

const spare = Type.Object(
  {
    part: PartNumber,
    name: words,
    fits: Type.Array(
      Type.Object(
        {
          of: assets,
          component: Type.Optional(Type.String({ maxLength: 200, description: "Path; * matches any characters." })),
        },
        closed,
      ),
      { default: [], maxItems: 200, description: "Components that it replaces." },
    ),
    onHand: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 1_000_000,
      description: "Stock when the edge sees the part for the first time. Later changes go through the API.",
    }),
    minimum: Type.Integer({ default: 0, minimum: 0, maximum: 1_000_000, description: "Order again below this." }),
    leadDays: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000, description: "Days from the order to the delivery." }),
    ),
  },
  { ...closed, description: "A spare part." },
);

const maintenanceConfig = Type.Object(
  {
    plans: Type.Array(plan, { default: [], maxItems: 500 }),
    stops: Type.Array(stop, { default: [], maxItems: 500 }),
    spares: Type.Array(spare, { default: [], maxItems: 5_000 }),
  },
  { ...closed, description: "Upkeep by hours, cycles and calendar, and spare parts (docs/maintenance.md)." },
);

export type MaintenanceConfig = Static<typeof maintenanceConfig>;
export type PlanConfig = MaintenanceConfig["plans"][number];
export type StopConfig = MaintenanceConfig["stops"][number];
export type SpareConfig = MaintenanceConfig["spares"][number];
export type AssetChoice = Static<typeof assets>;

/** Whether the asset is one of those that a plan, a stop or a part names. */
export function isChosen({ types, ...pattern }: AssetChoice, asset: AssetConfig): boolean {
  return (types === undefined || types.includes(asset.type)) && matchesAsset(pattern, asset);
}

/** Problems that the schema cannot express. */
function maintenanceProblems(config: MaintenanceConfig, all: readonly AssetConfig[]): readonly SectionProblem[] {
  return [...planProblems(config, all), ...stopProblems(config, all), ...spareProblems(config, all)];
}

type Steps = readonly (string | number)[];

function planProblems({ plans, spares }: MaintenanceConfig, all: readonly AssetConfig[]): SectionProblem[] {
  const problems: SectionProblem[] = [];
  const parts = new Set(spares.map(({ part }) => part));
  let duties = 0;
  for (const [at, { id, of, component, every: interval, parts: needed, replaces, lastDone: done }] of plans.entries()) {
    const add = (steps: Steps, text: ConfigText) =>
      problems.push({ steps: ["maintenance", "plans", at, ...steps], ...text });
    const chosen = all.filter((asset) => isChosen(of, asset));
    duties += chosen.length;
    if (chosen.length === 0) add(["of"], problem("maintenance-no-asset", {}));
    if (plans.findIndex((one) => one.id === id) !== at) add(["id"], problem("maintenance-twice", { id }));
    if (interval.calendar !== undefined && periodOf(interval.calendar) === undefined)
      add(["every", "calendar"], problem("maintenance-period", { period: interval.calendar }));
    if (replaces && component === undefined) add(["replaces"], problem("maintenance-replaces-nothing", {}));
    for (const [n, { part }] of needed.entries())
      if (!parts.has(part)) add(["parts", n, "part"], problem("maintenance-part-unknown", { part }));
    for (const [steps, text] of lastDoneProblems(done, chosen)) add(["lastDone", ...steps], text);
  }
  if (duties > MOST_DUTIES)
    problems.push({
      steps: ["maintenance", "plans"],
      ...problem("maintenance-too-many", { count: duties, most: MOST_DUTIES }),
    });
  return problems;
}

function lastDoneProblems(
  done: PlanConfig["lastDone"],
  chosen: readonly AssetConfig[],
): readonly (readonly [steps: Steps, text: ConfigText])[] {
  return done.flatMap(({ asset, on }, n) => {
    const found: [Steps, ConfigText][] = [];
    if (!chosen.some(({ label }) => label === asset))
      found.push([[n, "asset"], problem("maintenance-not-chosen", { asset })]);
    if (done.findIndex((one) => one.asset === asset) !== n)
      found.push([[n, "asset"], problem("maintenance-twice", { id: asset })]);
    if (!isDay(on)) found.push([[n, "on"], problem("maintenance-no-day", { day: on })]);
    return found;
  });
}

function stopProblems({ stops }: MaintenanceConfig, all: readonly AssetConfig[]): SectionProblem[] {
  return stops.flatMap(({ on, weekday, of }, at) => {
    const steps = ["maintenance", "stops", at];
    return [
      ...((on === undefined) === (weekday === undefined) ? [{ steps, ...problem("maintenance-when", {}) }] : []),
      ...(on !== undefined && !isDay(on)
        ? [{ steps: [...steps, "on"], ...problem("maintenance-no-day", { day: on }) }]
        : []),
      ...(of === undefined || all.some((asset) => isChosen(of, asset))
        ? []
        : [{ steps: [...steps, "of"], ...problem("maintenance-no-asset", {}) }]),
    ];
  });
}

function spareProblems({ spares }: MaintenanceConfig, all: readonly AssetConfig[]): SectionProblem[] {
  const first = new Map<string, number>();
  return spares.flatMap(({ part, fits }, at) => {
    const steps = ["maintenance", "spares", at];
    const isTwice = first.has(part);
    if (!isTwice) first.set(part, at);
    return [
      ...(isTwice ? [{ steps: [...steps, "part"], ...problem("maintenance-twice", { id: part }) }] : []),
      ...fits.flatMap(({ of }, n) =>
        all.some((asset) => isChosen(of, asset))
          ? []
          : [{ steps: [...steps, "fits", n, "of"], ...problem("maintenance-no-asset", {}) }],
      ),
    ];
  });
}

/** `maintenance` in the plant's config. */
export const maintenanceSection = defineSection({
  name: "maintenance",
  schema: maintenanceConfig,
  problems: maintenanceProblems,
});
