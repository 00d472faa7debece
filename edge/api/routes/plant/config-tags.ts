import { TAG_COLUMNS } from "../../../contracts/plant/tag-table/columns.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { sendXlsx, XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";
import { type ConfigEditDeps, compareTags, tagSheet } from "../../services/plant/config-edits.ts";

/** The table of 100,000 tags has some 6 MiB. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const answers = { "4xx": Problem, 503: Problem };
const Both = closed({ en: Type.String(), zh: Type.String() });
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Value = Type.Union([Type.String(), Type.Number(), Type.Null()]);

const Comparison = closed({
  revision: Type.String({ description: "Revision of the config that it was compared with." }),
  rows: Type.Integer({ description: "Rows that belong to a tag." }),
  changes: Type.Array(
    closed({
      cell: Type.String({ description: "Place in the sheet, such as `H12`." }),
      column: Type.Enum(TAG_COLUMNS.map(({ key }) => key)),
      type: Type.String(),
      tag: Type.String({ description: "`component/signal`." }),
      kind: Type.Enum(["added", "changed", "removed"]),
      before: Value,
      after: Value,
    }),
  ),
  refused: Type.Array(closed({ cell: MaybeText, tag: MaybeText, code: Type.String(), text: Both, remedy: Both }), {
    description: "Cells and rows that are not taken, with what to do; `cell` is null for the sheet as a whole.",
  }),
  moreRefused: Type.Integer(),
  ignored: Type.Array(Type.String(), { description: "Headings that the table does not have." }),
  edits: Type.Array(Type.Unknown(), { description: "For `POST /api/v1/config/save`: they make the changes." }),
});

/** The table of all tags and limits as a workbook, and back. */
export function configTagRoutes(app: Api, deps: ConfigEditDeps): void {
  const sheet = {
    tags: ["settings"],
    summary: "All tags and limits as a workbook",
    description: "A row for each tag of each type, to be changed in a spreadsheet and compared.",
    querystring: closed({ language: Type.Optional(Type.Enum(["zh", "en"])) }),
    produces: [XLSX_TYPE],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/config/tags.xlsx", { schema: sheet }, async (request, reply) => {
    const pieces = await tagSheet(deps, callerOf(request), request.query.language ?? "en");
    return sendXlsx(reply, "gemba-tags.xlsx", pieces);
  });
  void app.register((scope, _options, done) => {
    compareRoute(scope as Api, deps);
    done();
  });
}

/** The one route that takes a workbook. */
function compareRoute(app: Api, deps: ConfigEditDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(XLSX_TYPE, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  const compare = {
    tags: ["settings"],
    summary: "What a workbook of all tags and limits changes",
    description:
      "The body is the workbook. Cells that differ from the config, and the edits that take them over; writes " +
      "nothing. Rows and columns that are not there stay as they are.",
    querystring: NoQuery,
    consumes: [XLSX_TYPE],
    response: { 200: Comparison, ...answers },
  };
  app.post("/api/v1/config/tags/compare", { schema: compare, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const body: unknown = request.body;
    const workbook = body instanceof Uint8Array ? body : new Uint8Array();
    const { changes, refused, ignored, edits, ...rest } = await compareTags(deps, callerOf(request), workbook);
    return {
      ...rest,
      changes: [...changes],
      refused: refused.map(({ cell, tag, code, message, remedy }) => ({ cell, tag, code, text: message, remedy })),
      ignored: [...ignored],
      edits: [...edits],
    };
  });
}
