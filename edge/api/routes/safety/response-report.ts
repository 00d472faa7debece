import { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed } from "../../http/schemas.ts";
import {
  RESPONSE_REPORT_FORMATS,
  type ResponseReportDeps,
  responseReport,
} from "../../services/safety/response-report.ts";
import { sendWritten } from "./send-written.ts";

/** The report after an event or a drill. */
export function responseReportRoute(app: Api, deps: ResponseReportDeps): void {
  const schema = {
    tags: ["safety"],
    summary: "Report after an event or a drill",
    description:
      "What, when, each step with who and when, alerts of the time, controls that failed, counts of the muster, what " +
      "was blocked, and the hidden dangers that follow; as PDF on A4, or as the same document in JSON. It names " +
      "people, so the export is recorded.",
    params: closed({ itemUid: Type.String({ minLength: 1, maxLength: 64 }) }),
    querystring: closed({
      language: Type.Enum([...EXPORT_LANGUAGES]),
      format: Type.Enum([...RESPONSE_REPORT_FORMATS]),
    }),
    produces: ["application/pdf", "application/json"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/safety/responses/:itemUid/report", { schema }, async (request, reply) => {
    const report = await responseReport(deps, callerOf(request), { ...request.params, ...request.query });
    return sendWritten(reply, "gemba-response", report);
  });
}
