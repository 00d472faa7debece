import type { AssetUid } from "../../../contracts/plant/tag.ts";
import { CAUSES, TIME_ELEMENTS } from "../../../contracts/production/production.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, Text, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type FigureDeps,
  type LineRow,
  lineFigures,
  type MachineRow,
  MOST_PERIODS,
  machineFigures,
} from "../../services/production/figures.ts";
import { InputFields, inputFields } from "./input-fields.ts";

const BY = ["hour", "day", "shift", "whole"] as const;
const Seconds = Type.Number({ minimum: 0, description: "Seconds." });
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Both = closed(
  { practice: MaybeNumber, iso22400: MaybeNumber },
  { description: "`practice`: sum / failures (IEC 60050-192). `iso22400`: sum / (failures + 1). Seconds." },
);
const allOf = <K extends string>(keys: readonly K[]) =>
  closed(Object.fromEntries(keys.map((key) => [key, Seconds])) as Record<K, typeof Seconds>);

const MachineEntry = closed({
  assetUid: Type.String(),
  label: Type.String(),
  period: MaybeText,
  from: MaybeTime,
  to: MaybeTime,
  elements: allOf(["PBT", ...TIME_ELEMENTS, "outside"]),
  causes: allOf(CAUSES),
  quantities: closed({ PQ: Type.Number(), GQ: Type.Number(), SQ: Type.Number(), RQ: Type.Number() }),
  partsFrom: Type.Union([Type.Literal("events"), Type.Literal("counters"), Type.Null()]),
  unreported: Type.Integer({ description: "The part of PQ that only the machine counted, without an event." }),
  untold: Type.Integer({ deprecated: true, description: "Former name of `unreported`." }),
  plannedRunS: MaybeNumber,
  availability: MaybeNumber,
  effectiveness: MaybeNumber,
  qualityRatio: MaybeNumber,
  oee: MaybeNumber,
  nee: MaybeNumber,
  teep: MaybeNumber,
  firstPassYield: MaybeNumber,
  scrapRatio: MaybeNumber,
  technicalEfficiency: MaybeNumber,
  setupRatio: MaybeNumber,
  throughput: Type.Union([Type.Number(), Type.Null()], { description: "Pieces an hour of planned busy time." }),
  cycleS: MaybeNumber,
  taktS: MaybeNumber,
  failures: Type.Integer(),
  mtbfS: Both,
  mttrS: Both,
  changeovers: closed({ count: Type.Integer(), minutes: Type.Number() }),
  lossModel: Type.Union([Type.Literal("iso22400"), Type.Literal("nakajima")]),
  minorStopBelowS: Type.Number(),
  losses: Type.Array(
    closed({
      id: Type.String(),
      seconds: Type.Number(),
      reasons: Type.Optional(
        Type.Array(closed({ reason: Type.String(), name: Text, seconds: Type.Number(), stops: Type.Integer() }), {
          description: "Stops of this loss by their reason in kpis.reasons, longest first, at most 20.",
        }),
      ),
    }),
    { description: "Planned busy time less these is planned run time x good pieces." },
  ),
  reason: Type.Union([Type.String(), Type.Null()], { description: "Why OEE is null." }),
  ...InputFields,
});

const LineEntry = closed({
  line: Type.String(),
  period: MaybeText,
  from: MaybeTime,
  to: MaybeTime,
  oee: Type.Union([Type.Number(), Type.Null()], {
    description:
      "Good pieces at the last station x planned run time of the constraint / planned busy time of the line.",
  }),
  last: Type.String(),
  constraint: Type.String(),
  goodPieces: Type.Integer(),
  plannedRunS: MaybeNumber,
  pbtS: Type.Number(),
  throughput: MaybeNumber,
  firstPassYield: MaybeNumber,
  bottleneck: Type.Array(closed({ label: Type.String(), sole: Type.Number(), shifting: Type.Number() }), {
    description: "By the active period method: shares of time as the bottleneck, alone and while it shifted.",
  }),
  reason: MaybeText,
});

const question = {
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  by: Type.Optional(Type.Enum([...BY], { description: "Default `whole`." })),
};
const Machines = closed({
  ...question,
  asset: Type.Optional(UidParam),
  order: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  variant: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  lossModel: Type.Optional(Type.Enum(["iso22400", "nakajima"])),
});

/** Key figures of ISO 22400-2 per machine and per line, by period of the site. */
export function figureRoutes(app: Api, deps: FigureDeps): void {
  const { timeZone } = deps.plant.site;
  const machines = {
    tags: ["production"],
    summary: "Key figures of machines",
    description:
      "ISO 22400-2 from summed time elements, per machine, by period of the site, and for one order or variant if " +
      `given. At most ${MOST_PERIODS} rows; default the last eight hours. Ratios are not clamped; undefined figures ` +
      "are null. docs/production.md has the formulas.",
    querystring: Machines,
    response: {
      200: closed({ timeZone: Type.String(), machines: Type.Array(MachineEntry) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/kpis/machines", { schema: machines }, async (request) => {
    const { asset, by = "whole", order, variant, lossModel } = request.query;
    const question = {
      asset: asset as AssetUid | undefined,
      by,
      ...readRange(request.query, deps.now(), "-8h"),
      of: {
        ...(order === undefined ? {} : { order }),
        ...(variant === undefined ? {} : { variant }),
        ...(lossModel === undefined ? {} : { lossModel }),
      },
    };
    const rows = await machineFigures(deps, callerOf(request), question);
    return { timeZone, machines: rows.map(machineEntry) };
  });

  const lines = {
    tags: ["production"],
    summary: "Key figures of lines",
    description:
      "OEE of a line is good pieces at its last station times the planned run time of its constraint, divided by " +
      "its planned busy time. A plant has no OEE.",
    querystring: closed({ ...question, line: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })) }),
    response: { 200: closed({ timeZone: Type.String(), lines: Type.Array(LineEntry) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/kpis/lines", { schema: lines }, async (request) => {
    const { line, by = "whole" } = request.query;
    const question = { line, by, ...readRange(request.query, deps.now(), "-8h") };
    const rows = await lineFigures(deps, callerOf(request), question);
    return { timeZone, lines: rows.map(lineEntry) };
  });
}

function machineEntry({
  period: { name },
  figures: { scope, assetUid, from, to, losses, ...rest },
  inputs,
}: MachineRow) {
  return {
    ...rest,
    untold: rest.unreported,
    assetUid: assetUid ?? "",
    label: scope,
    period: name ?? null,
    from: formatMicros(from),
    to: formatMicros(to),
    losses: losses.map(({ reasons, ...loss }) => (reasons === undefined ? loss : { ...loss, reasons: [...reasons] })),
    ...inputFields(inputs),
  };
}

function lineEntry({ period: { name }, figures: { from, to, bottleneck, ...rest } }: LineRow) {
  return {
    ...rest,
    period: name ?? null,
    from: formatMicros(from),
    to: formatMicros(to),
    bottleneck: [...bottleneck],
  };
}
