import { type Static, Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Period, periodsOf } from "../../../contracts/plant/site-periods.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import { type SiteCalendar, siteCalendar } from "../../../contracts/plant/time-zone.ts";
import { countByLink, inputsOf, linksByRef } from "../../../contracts/production/inputs.ts";
import {
  CAUSES,
  type Figures,
  type FiguresQuestion,
  type LineFigures,
  type ProductionReader,
  TIME_ELEMENTS,
} from "../../../contracts/production/production.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { readRange } from "../history/trends.ts";
import { InputFields, inputFields } from "./input-fields.ts";

const MOST_PERIODS = 100;
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
  untold: Type.Integer({ description: "Of PQ, those that no event told of and the machine's counter did." }),
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
  losses: Type.Array(closed({ id: Type.String(), seconds: Type.Number() }), {
    description: "Planned busy time less these is planned run time x good pieces.",
  }),
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
export function figureRoutes(app: Api, { production, plant, tags, twin, now = wallClock }: ApiDeps): void {
  const calendar = siteCalendar(plant.site);
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
  app.get("/api/v1/kpis/machines", { schema: machines }, async (request, reply) => {
    const reader = known(production);
    const { asset } = request.query;
    const wanted = asset === undefined ? reader.machines : [machineOf(reader, asset as AssetUid)];
    const rows = rowsOf(calendar, request.query, { now: now(), each: wanted.length });
    void reply.header("cache-control", "no-store");
    // How the machines' own tags stand now, whatever period is asked for.
    const [links, at] = [linksByRef(twin.links()), now()];
    const heard = new Map(
      wanted.map(({ assetUid }) => [assetUid, inputsOf(countByLink(tags.ofAsset(assetUid)), links, at)]),
    );
    const entries: MachineRow[] = [];
    for (const period of rows)
      for (const { assetUid } of wanted) {
        const figures = await reader.figures(assetUid, questionOf(request.query, period));
        entries.push({ ...machineEntry(figures, period), ...inputFields(heard.get(assetUid)) });
      }
    return { timeZone: plant.site.timeZone, machines: entries };
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
  app.get("/api/v1/kpis/lines", { schema: lines }, async (request, reply) => {
    const reader = known(production);
    const { line } = request.query;
    const wanted = line === undefined ? reader.lines : [line];
    const rows = rowsOf(calendar, request.query, { now: now(), each: wanted.length });
    void reply.header("cache-control", "no-store");
    const entries: ReturnType<typeof lineEntry>[] = [];
    for (const period of rows)
      for (const one of wanted)
        entries.push(lineEntry(await reader.line(one, { from: period.from, to: period.to }), period));
    return { timeZone: plant.site.timeZone, lines: entries };
  });
}

function rowsOf(
  calendar: SiteCalendar,
  query: { from?: string; to?: string; by?: (typeof BY)[number] },
  { now, each }: { readonly now: Micros; readonly each: number },
): readonly Period[] {
  const range = readRange(query, now, "-8h");
  const periods = periodsOf(calendar, range, { by: query.by ?? "whole", most: MOST_PERIODS });
  if (periods === undefined || periods.length * each > MOST_PERIODS)
    throw new EdgeError(
      "bad-request",
      `this is more than ${MOST_PERIODS} rows; take a shorter range, longer periods or one asset`,
    );
  return periods;
}

function questionOf({ order, variant, lossModel }: Static<typeof Machines>, { from, to }: Period): FiguresQuestion {
  return {
    from,
    to,
    ...(order === undefined ? {} : { order }),
    ...(variant === undefined ? {} : { variant }),
    ...(lossModel === undefined ? {} : { lossModel: lossModel as "iso22400" | "nakajima" }),
  };
}

function machineOf({ machines }: ProductionReader, asset: AssetUid): ProductionReader["machines"][number] {
  const found = machines.find(({ assetUid }) => assetUid === asset);
  if (found === undefined) throw new EdgeError("not-found", "no state of this asset is read");
  return found;
}

function known(production: ProductionReader | undefined): ProductionReader {
  if (production === undefined) throw new EdgeError("unavailable", "This edge follows no states of machines.");
  return production;
}

function machineEntry({ scope, assetUid, from, to, losses, ...figures }: Figures, { name }: Period) {
  return {
    ...figures,
    assetUid: assetUid ?? "",
    label: scope,
    period: name ?? null,
    from: formatMicros(from),
    to: formatMicros(to),
    losses: [...losses],
  };
}

type MachineRow = ReturnType<typeof machineEntry> & ReturnType<typeof inputFields>;

function lineEntry({ from, to, bottleneck, ...figures }: LineFigures, { name }: Period) {
  return {
    ...figures,
    period: name ?? null,
    from: formatMicros(from),
    to: formatMicros(to),
    bottleneck: [...bottleneck],
  };
}
