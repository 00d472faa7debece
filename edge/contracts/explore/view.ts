/** A view: the question behind a chart, as people save and share it. */
import { type Static, Type } from "../schema.ts";
import { CurveSource, MOST_CURVES } from "./curve.ts";
import { Time } from "./time.ts";

const closed = { additionalProperties: false } as const;

const Id = Type.String({ minLength: 1, maxLength: 40 });
const Seconds = Type.Number({ exclusiveMinimum: 0, maximum: 10 * 366 * 86_400 });
const Label = Type.String({ maxLength: 200 });

const Axis = Type.Object(
  {
    id: Id,
    side: Type.Union([Type.Literal("left"), Type.Literal("right")]),
    /** UCUM code; absent: curves without a unit. */
    unit: Type.Optional(Type.String({ maxLength: 40 })),
    /** Absent: fits the curves. */
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  closed,
);

const Pane = Type.Object(
  {
    id: Id,
    /** Share of the height, relative to the other panes. */
    weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
    axes: Type.Array(Axis, { minItems: 1, maxItems: 20 }),
  },
  closed,
);

const DrawnCurve = Type.Object(
  {
    id: Id,
    source: CurveSource,
    /** Replaces the name of the tag. */
    name: Type.Optional(Label),
    pane: Id,
    axis: Id,
    /** Place in the palette; beyond its end the viewer dashes. */
    slot: Type.Integer({ minimum: 0, maximum: 999 }),
    draw: Type.Union([Type.Literal("line"), Type.Literal("step"), Type.Literal("points")]),
    isHidden: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** The shown time: up to now, or fixed. */
const Span = Type.Union([
  Type.Object({ kind: Type.Literal("relative"), seconds: Seconds }, closed),
  Type.Object({ kind: Type.Literal("absolute"), from: Time, to: Time }, closed),
]);

/** The same curves at another time, laid over the shown one. */
const Compared = Type.Union([
  /** That many seconds earlier: a day for yesterday. */
  Type.Object({ kind: Type.Literal("offset"), seconds: Seconds }, closed),
  /** Each begins where the shown time begins: chosen periods, or pieces against pieces. */
  Type.Object({ kind: Type.Literal("aligned"), from: Time, to: Time, name: Type.Optional(Label) }, closed),
]);

export const ViewContent = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: "\\S" }),
    kind: Type.Union([Type.Literal("time"), Type.Literal("xy"), Type.Literal("histogram")]),
    span: Span,
    panes: Type.Array(Pane, { minItems: 1, maxItems: 20 }),
    curves: Type.Array(DrawnCurve, { maxItems: MOST_CURVES }),
    compare: Type.Array(Compared, { maxItems: 20 }),
    cursors: Type.Array(Time, { maxItems: 2 }),
    /** For `xy`: the curve of the horizontal axis. */
    x: Type.Optional(Id),
    /** For `histogram`. */
    bins: Type.Optional(Type.Integer({ minimum: 2, maximum: 500 })),
    /** Assets whose states are drawn as bands. */
    states: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 50 }),
    showsAlerts: Type.Boolean(),
    /** Alerts of the whole plant instead of those of the shown assets. */
    showsPlantAlerts: Type.Optional(Type.Boolean()),
    showsAnnotations: Type.Boolean(),
  },
  closed,
);
export type ViewContent = Readonly<Static<typeof ViewContent>>;
