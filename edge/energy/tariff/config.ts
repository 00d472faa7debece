/** The `tariffs:` section of a plant's config: prices by hour, demand, power factor and CO2 of each medium. */
import { type Static, Type } from "../../contracts/schema.ts";

const closed = { additionalProperties: false } as const;
const words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 80 }), en: Type.String({ minLength: 1, maxLength: 80 }) },
  closed,
);
const id = Type.String({ pattern: "^[a-z][a-z0-9-]{0,59}$" });
const label = Type.String({ minLength: 1, maxLength: 80 });
/** Whole quarters of an hour, in which amounts are kept. */
const clock = (description: string) =>
  Type.String({ pattern: "^(([01]\\d|2[0-3]):(00|15|30|45)|24:00)$", description });
const monthDay = (description: string) =>
  Type.String({ pattern: "^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$", description });

const MEDIA = ["electricity", "water", "natural-gas", "compressed-air"] as const;
const LEVELS = ["sharp", "peak", "flat", "valley", "deep-valley"] as const;
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"] as const;
export type Day = (typeof DAYS)[number];

const band = Type.Object(
  {
    id,
    name: words,
    level: Type.Enum([...LEVELS], {
      default: "flat",
      description:
        "Colour on screen: sharp 尖, peak 峰, flat 平, valley 谷, deep-valley 深谷. EU day = flat, night = valley.",
    }),
    price: Type.Number({ minimum: -1000, maximum: 1_000_000, description: "Per kWh or m3, in the site's currency." }),
  },
  { ...closed, description: "Hours of one price." },
);

const hours = Type.Object(
  {
    band: id,
    from: clock("Local time; whole quarters of an hour."),
    to: clock("Not in it. Not after `from`: the hours go on past midnight, on each of their days."),
    days: Type.Array(Type.Enum([...DAYS]), {
      default: [...DAYS],
      minItems: 1,
      uniqueItems: true,
      description: "Days of the week. A date of `holidays` counts as `holiday` and as no other day.",
    }),
    season: Type.Optional(
      Type.Object(
        { from: monthDay("First day, month-day."), to: monthDay("Last day; before `from`: over the new year.") },
        { ...closed, description: "Without it: all year." },
      ),
    ),
  },
  { ...closed, description: "When a band is in force." },
);

const demand = Type.Object(
  {
    windowMin: Type.Enum([15, 30, 60], { default: 15, description: "Length of the billed window, minutes." }),
    kind: Type.Enum(["fixed", "sliding"], {
      default: "fixed",
      description: "fixed: windows begin at whole multiples of their length. sliding: one ends with each minute.",
    }),
    price: Type.Number({ default: 0, minimum: 0, description: "Per kW of the month's highest window." }),
    limitKw: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: "Agreed demand. An alert is raised where the forecast is above it.",
      }),
    ),
    canShift: Type.Array(label, {
      default: [],
      maxItems: 200,
      description: "Assets, by label (* for any letters), whose work can wait some minutes: named in a warning.",
    }),
  },
  { ...closed, description: "Demand charge." },
);

const powerFactor = Type.Object(
  {
    target: Type.Number({ default: 0.9, exclusiveMinimum: 0, maximum: 1, description: "Of the month's mean." }),
    surcharge: Type.Array(
      Type.Object(
        {
          below: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
          percentPerHundredth: Type.Number({ minimum: 0, maximum: 100 }),
        },
        { ...closed, description: "Each hundredth below this power factor costs so many percent of the bill." },
      ),
      {
        default: [
          { below: 0.9, percentPerHundredth: 0.5 },
          { below: 0.7, percentPerHundredth: 1 },
          { below: 0.65, percentPerHundredth: 2 },
        ],
        maxItems: 10,
        description: "Default: the steps for a target of 0.90 of the Chinese rules of 1983.",
      },
    ),
    credit: Type.Object(
      {
        percentPerHundredth: Type.Number({ default: 0.15, minimum: 0, maximum: 100 }),
        most: Type.Number({ default: 0.75, minimum: 0, maximum: 100, description: "Percent at most." }),
      },
      { ...closed, default: {}, description: "Discount for each hundredth above the target." },
    ),
    reactivePrice: Type.Optional(
      Type.Number({
        minimum: 0,
        description: "Instead of steps: price per kvarh beyond what the target allows (European style).",
      }),
    ),
  },
  { ...closed, description: "Charge for reactive energy." },
);

const co2 = Type.Object(
  {
    kgPerUnit: Type.Number({ minimum: 0, maximum: 100, description: "kg CO2 per kWh or m3." }),
    byHour: Type.Optional(
      Type.Array(Type.Number({ minimum: 0, maximum: 100 }), {
        minItems: 24,
        maxItems: 24,
        description: "kg per unit in each hour of the local day, instead of the constant.",
      }),
    ),
    source: Type.String({ default: "", maxLength: 200, description: "Where the factor is from; shown beside it." }),
  },
  { ...closed, description: "Emission factor: of location, gate to gate." },
);

const contract = Type.Object(
  {
    id,
    name: words,
    medium: Type.Enum([...MEDIA], { default: "electricity" }),
    meters: Type.Array(label, {
      default: [],
      maxItems: 20,
      uniqueItems: true,
      description: "Labels of the meters that are billed; demand and power factor are those of their sum.",
    }),
    bands: Type.Array(band, { minItems: 1, maxItems: 20 }),
    hours: Type.Array(hours, {
      default: [],
      maxItems: 500,
      description: "Every quarter of an hour of the year has exactly one band. Empty where there is one band only.",
    }),
    holidays: Type.Array(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }), { default: [], maxItems: 500 }),
    demand: Type.Optional(demand),
    powerFactor: Type.Optional(powerFactor),
    co2: Type.Optional(co2),
  },
  { ...closed, description: "Contract of one medium." },
);

export const tariffsConfig = Type.Object(
  {
    contracts: Type.Array(contract, { default: [], maxItems: 20 }),
    idleMin: Type.Integer({
      default: 30,
      minimum: 1,
      maximum: 1440,
      description: "A machine that draws power and does nothing for so many minutes wastes energy.",
    }),
    outdoor: Type.Optional(
      Type.Object(
        { asset: label, signal: Type.String({ minLength: 1, maxLength: 160 }) },
        {
          ...closed,
          description: "Where the outdoor temperature is measured, such as { asset: ROOF, signal: temperature }.",
        },
      ),
    ),
    compressors: Type.Array(
      Type.Object(
        {
          asset: label,
          loaded: Type.String({ default: "compressor/loaded", maxLength: 160, description: "Signal: it compresses." }),
          pressure: Type.String({
            default: "net/pressure",
            maxLength: 160,
            description: "Signal: pressure of the net, bar.",
          }),
          needsBar: Type.Number({
            exclusiveMinimum: 0,
            maximum: 100,
            description: "Pressure that the consumers need.",
          }),
        },
        { ...closed, description: "A compressor, for advice on its pressure band and its unloaded time." },
      ),
      { default: [], maxItems: 50 },
    ),
    chillers: Type.Array(
      Type.Object(
        {
          asset: label,
          setPoint: Type.String({
            default: "water/setpoint",
            maxLength: 160,
            description: "Signal: set-point of the water, Cel.",
          }),
          mostCel: Type.Number({ minimum: -50, maximum: 50, description: "Warmest water that the consumers allow." }),
        },
        { ...closed, description: "A chiller, for advice on its set-point." },
      ),
      { default: [], maxItems: 50 },
    ),
    keepDays: Type.Integer({
      default: 800,
      minimum: 1,
      maximum: 3650,
      description: "Number of days for which amounts by quarter of an hour are kept.",
    }),
  },
  { ...closed, description: "Prices of energy and media (docs/production.md)." },
);

export type TariffsConfig = Static<typeof tariffsConfig>;
export type Contract = TariffsConfig["contracts"][number];
export type DemandConfig = NonNullable<Contract["demand"]>;
export type PowerFactorConfig = NonNullable<Contract["powerFactor"]>;
