/** Dashboards as the config has them: panels on a grid of twelve columns (rules in docs/rules/dashboards.md). */
import { ROLES } from "../access/access.ts";
import { MEDIA } from "../plant/media.ts";
import { type Static, Type } from "../schema.ts";
import { COLUMNS, MOST_PANELS, MOST_ROWS } from "./grid.ts";

const closed = { additionalProperties: false } as const;

const Id = Type.String({
  pattern: "^[a-z0-9][a-z0-9-]{0,59}$",
  description: "Name in addresses: lower case, digits, hyphens.",
});
const Words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
  closed,
);
const Word = Type.String({ minLength: 1, maxLength: 200 });
const Signal = Type.String({
  minLength: 1,
  maxLength: 300,
  description: "Signal of the assets, after its component where it has one, such as spindle/speed.",
});
const Seconds = Type.Integer({
  minimum: 60,
  maximum: 31_622_400,
  description: "The shown time: so many seconds up to now.",
});

const Scope = Type.Object(
  {
    asset: Type.Optional({ ...Word, description: "Label of one asset." }),
    kind: Type.Optional({ ...Word, description: "All assets of a kind, such as lathe." }),
    area: Type.Optional({
      ...Word,
      description: "All assets of an area, a line or a cell: its path, such as acme/plant1/forming.",
    }),
  },
  {
    ...closed,
    minProperties: 1,
    maxProperties: 1,
    description:
      "Assets that the panel shows. Without it: those of the dashboard's variable, and without a variable the whole " +
      "plant.",
  },
);

const Place = Type.Object(
  {
    x: Type.Integer({ minimum: 0, maximum: COLUMNS - 1, description: "Columns from the left." }),
    y: Type.Integer({ minimum: 0, maximum: MOST_ROWS - 1, description: "Rows from the top." }),
    w: Type.Integer({ minimum: 1, maximum: COLUMNS, description: "Width in columns." }),
    h: Type.Integer({ minimum: 1, maximum: MOST_ROWS, description: "Height in rows." }),
  },
  closed,
);

const common = {
  at: Place,
  title: Type.Optional({ ...Words, description: "Replaces the title that the panel gives itself." }),
};
const scoped = { ...common, scope: Type.Optional(Scope) };

const Panel = Type.Union([
  Type.Object({ kind: Type.Literal("value"), ...scoped, signal: Signal }, closed),
  Type.Object(
    {
      kind: Type.Literal("gauge"),
      ...scoped,
      signal: Signal,
      min: Type.Optional(Type.Number({ description: "Begin of the scale; default: the tag's range." })),
      max: Type.Optional(Type.Number({ description: "End of the scale; default: the tag's range." })),
    },
    closed,
  ),
  Type.Object(
    { kind: Type.Literal("table"), ...scoped, signals: Type.Array(Signal, { minItems: 1, maxItems: 12 }) },
    closed,
  ),
  Type.Object({ kind: Type.Literal("bar"), ...scoped, signal: Signal }, closed),
  Type.Object({ kind: Type.Literal("states"), ...scoped, seconds: Type.Optional(Seconds) }, closed),
  Type.Object({ kind: Type.Literal("pareto"), ...scoped, seconds: Type.Optional(Seconds) }, closed),
  Type.Object({ kind: Type.Literal("map"), ...scoped }, closed),
  Type.Object(
    {
      kind: Type.Literal("trend"),
      ...scoped,
      signals: Type.Optional(Type.Array(Signal, { minItems: 1, maxItems: 12 })),
      view: Type.Optional(
        Type.String({
          pattern: "^[A-Za-z0-9-]{1,64}$",
          description: "Uid of a saved view of the plant, in place of signals and time.",
        }),
      ),
      seconds: Type.Optional(Seconds),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal("alerts"), ...scoped }, closed),
  Type.Object({ kind: Type.Literal("due"), ...scoped }, closed),
  Type.Object({ kind: Type.Literal("kpis"), ...common }, closed),
  Type.Object({ kind: Type.Literal("energy"), ...common }, closed),
  Type.Object(
    {
      kind: Type.Literal("balance"),
      ...common,
      medium: Type.Optional(
        Type.Enum([...MEDIA], { description: "The medium; default: the first that the media tree has." }),
      ),
      seconds: Type.Optional(Seconds),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal("text"), ...common, text: Words }, closed),
]);

const Variable = Type.Object(
  {
    kind: Type.Enum(["asset", "kind", "area"], { description: "What people choose in the head of the dashboard." }),
    default: { ...Word, description: "The first choice: a label, a kind or the path of an area or line." },
  },
  closed,
);

const Dashboard = Type.Object(
  {
    id: Id,
    title: Words,
    variable: Type.Optional(Variable),
    panels: Type.Array(Panel, { maxItems: MOST_PANELS, description: "Panels, which do not overlap." }),
  },
  { ...closed, description: "A page of panels." },
);

const Role = Type.Optional({ ...Id, description: "Dashboard that opens first for this role." });

/** The section of the config, and the answer of the API. */
export const dashboardsConfig = Type.Object(
  {
    list: Type.Array(Dashboard, {
      default: [],
      maxItems: 200,
      description: "Dashboards of the plant. One with the id of a generated dashboard replaces it.",
    }),
    rotation: Type.Array(
      Type.Object(
        {
          dashboard: Id,
          seconds: Type.Integer({ minimum: 5, maximum: 3600 }),
          variable: Type.Optional({ ...Word, description: "Choice of its variable." }),
        },
        closed,
      ),
      { default: [], maxItems: 100, description: "What a wall screen shows, one after the other." },
    ),
    defaults: Type.Object(
      Object.fromEntries(ROLES.map((role) => [role, Role])) as Record<(typeof ROLES)[number], typeof Role>,
      { ...closed, default: {}, description: "The dashboard that opens first, by role." },
    ),
  },
  { ...closed, default: {}, description: "Dashboards of the viewer (docs/dashboards.md)." },
);

export type Dashboards = Static<typeof dashboardsConfig>;
export type Dashboard = Static<typeof Dashboard>;
export type Panel = Static<typeof Panel>;
export type PanelKind = Panel["kind"];
export type PanelScope = Static<typeof Scope>;
export type Variable = Static<typeof Variable>;

/** The plant's dashboards, as a reload changes them. */
export interface DashboardReader {
  read(): Dashboards;
}
