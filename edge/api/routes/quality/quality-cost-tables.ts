/** Costs and their pieces as tables for spreadsheets. */
import { EXPORT_FORMATS, EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import { COST_BY } from "../../../contracts/quality/costs.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendTable, XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, TimeParam } from "../../http/schemas.ts";
import { exportCostPieces, exportCosts } from "../../services/quality/cost-export.ts";
import type { CostDeps } from "../../services/quality/costs.ts";

const asked = {
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  by: Type.Optional(Type.Enum([...COST_BY], { description: "What the rows are; default operation." })),
  format: Type.Enum([...EXPORT_FORMATS]),
  language: Type.Enum([...EXPORT_LANGUAGES]),
};
const answers = {
  produces: ["text/csv", XLSX_TYPE],
  response: { 200: Type.String(), "4xx": Problem, 503: Problem },
};

export function costTableRoutes(app: Api, deps: CostDeps & ClockDeps): void {
  const schema = {
    ...answers,
    tags: ["quality"],
    summary: "Costs as a table",
    description:
      "For spreadsheets: all rows of `GET /api/v1/quality/costs` for the same time and their total, with units in " +
      "the headings and the time by the site's clocks in each row. Default the last 7 days.",
    querystring: closed(asked),
  };
  app.get("/api/v1/quality/costs/table", { schema }, async (request, reply) => {
    const { by = "operation", format, language, ...range } = request.query;
    const { from, to } = readRange(range, deps.now(), "-7d");
    const table = await exportCosts(deps, callerOf(request), { from, to, by, format, language });
    return sendTable(reply, `gemba-costs-${by}`, table);
  });
  piecesRoute(app, deps);
}

function piecesRoute(app: Api, deps: CostDeps & ClockDeps): void {
  const schema = {
    ...answers,
    tags: ["quality"],
    summary: "Pieces of a row of costs as a table",
    description:
      "For spreadsheets: the pieces of `GET /api/v1/quality/costs/pieces`, 100 at most, with the time of their end " +
      "by the site's clocks. Default the last 7 days.",
    querystring: closed({
      ...asked,
      name: Type.String({ maxLength: 200, description: "Name of the row; empty: not reported." }),
    }),
  };
  app.get("/api/v1/quality/costs/pieces/table", { schema }, async (request, reply) => {
    const { by = "operation", name, format, language, ...range } = request.query;
    const { from, to } = readRange(range, deps.now(), "-7d");
    const table = await exportCostPieces(deps, callerOf(request), { from, to, by, name, format, language });
    return sendTable(reply, "gemba-cost-pieces", table);
  });
}
