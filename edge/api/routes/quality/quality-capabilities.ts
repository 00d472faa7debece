import { EXPORT_FORMATS, EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { CHARACTERISTIC_CLASSES } from "../../../contracts/quality/quality.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendTable, XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import { capabilitiesIn, exportCapabilities, MOST_ROWS } from "../../services/quality/capabilities.ts";
import type { QualityDeps } from "../../services/quality/quality.ts";
import { CapabilityEntry, capabilityEntry, Phase } from "./quality-fields.ts";

type Deps = QualityDeps & ClockDeps & { readonly plant: Pick<Plant, "site"> };

const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };

const Row = closed({
  plan: Type.String(),
  name: Text,
  feature: Type.String(),
  machine: Type.String(),
  operation: Type.String({ description: "Of the newest value; empty: not reported." }),
  operationName: Type.Optional(Text),
  unit: Type.String({ description: "UCUM." }),
  characteristic: Type.Enum([...CHARACTERISTIC_CLASSES]),
  isDeviation: Type.Boolean(),
  lower: MaybeNumber,
  upper: MaybeNumber,
  capability: orNull(CapabilityEntry, "Null: fewer than two values, or without scatter."),
  isCut: Type.Boolean({ description: "Older values of the time were left out." }),
  requiredCpk: orNull(Type.Number(), "Of the plan; null: it says none, and 1.33 is usual."),
  phase: Phase,
  isOutOfControl: Type.Boolean({ description: "A signal stands now: the indices do not foretell the next pieces." }),
  limitsVersion: orNull(Type.Integer()),
  limitsAt: orNull(MaybeTime, "When the limits were frozen."),
  newestAt: MaybeTime,
});

/** Capability of all features in one table, and as a file. */
export function capabilitiesRoutes(app: Api, deps: Deps): void {
  listRoute(app, deps);
  tableRoute(app, deps);
}

function listRoute(app: Api, deps: QualityDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Capability of all features",
    description:
      `The charts of all plans with their indices, ${MOST_ROWS} from \`offset\` on, each of its newest 10,000 values ` +
      "of the time; default the last 30 days. Phase, signals and limits are those of now.",
    querystring: closed({
      ...range,
      offset: Type.Optional(Type.String({ pattern: "^[0-9]{1,4}$", description: "First chart; default 0." })),
    }),
    response: {
      200: closed({
        isCurrent: Type.Boolean(),
        from: MaybeTime,
        to: MaybeTime,
        count: Type.Integer({ description: "All charts." }),
        rows: Type.Array(Row),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/capabilities", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-30d");
    const question = { from, to, offset: Number(request.query.offset ?? "0") };
    const { isCurrent, count, rows } = await capabilitiesIn(deps, callerOf(request), question);
    return {
      isCurrent,
      from: formatMicros(from),
      to: formatMicros(to),
      count,
      rows: rows.map(({ name, operationName, tolerance, capability, limitsAt, newestAt, ...row }) => ({
        ...row,
        name: { zh: name.zh, en: name.en },
        ...(operationName === undefined ? {} : { operationName: { zh: operationName.zh, en: operationName.en } }),
        lower: tolerance.lower ?? null,
        upper: tolerance.upper ?? null,
        capability: capability === null ? null : capabilityEntry(capability),
        limitsAt: timeEntry(limitsAt),
        newestAt: timeEntry(newestAt),
      })),
    };
  });
}

function tableRoute(app: Api, deps: Deps): void {
  const schema = {
    tags: ["quality"],
    summary: "Capability of all features as a table",
    description: "For spreadsheets: a row for each chart, times by the site's clock. Default the last 30 days.",
    querystring: closed({
      ...range,
      format: Type.Enum([...EXPORT_FORMATS]),
      language: Type.Enum([...EXPORT_LANGUAGES]),
    }),
    produces: ["text/csv", XLSX_TYPE],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/quality/capabilities/table", { schema }, async (request, reply) => {
    const { format, language, ...asked } = request.query;
    const { from, to } = readRange(asked, deps.now(), "-30d");
    const table = await exportCapabilities(deps, callerOf(request), { from, to, format, language });
    return sendTable(reply, "gemba-capability", table);
  });
}
