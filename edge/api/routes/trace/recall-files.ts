import { BYTE_ORDER_MARK, csvLine, csvPieces } from "../../../contracts/csv.ts";
import type { Recall, RecallPiece } from "../../../contracts/production/recall.ts";
import { Type } from "../../../contracts/schema.ts";
import { type Cell, xlsx } from "../../../tables/xlsx.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv, sendXlsx, XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { MOST_IN_TABLE, type RecallDeps, recallTable } from "../../services/trace/recall.ts";
import { RECALL_WORDS } from "../../services/trace/recall-document.ts";
import type { RecallRecord } from "../../services/trace/recall-record.ts";
import { type RecallSheetDeps, recallPdf } from "../../services/trace/recall-sheet.ts";
import { questionOf, RecallCriteria } from "./recall-question.ts";

const COLUMNS = [
  "piece",
  "state",
  "place",
  "slot",
  "carrier",
  "order",
  "customer",
  "lot",
  "supplier",
  "shipment",
  "shipped",
  "record",
] as const;
/** Characters. */
const WIDTHS = [14, 10, 12, 6, 12, 12, 26, 12, 12, 12, 24, 12];

const Lang = Type.Optional(Type.Enum(["zh", "en"], { description: "Of the words; default `zh`." }));

/** Recalls to save: as a table for spreadsheets and programs, and on paper. */
export function recallFileRoutes(app: Api, deps: RecallSheetDeps & ClockDeps): void {
  csvRoute(app, deps);
  xlsxRoute(app, deps);
  pdfRoute(app, deps);
}

function csvRoute(app: Api, deps: RecallDeps & ClockDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "Pieces of a recall as a table",
    description:
      `The same question; a CSV file of at most ${MOST_IN_TABLE} pieces with place, customer and shipment, and the ` +
      "entry of the audit log.",
    querystring: NoQuery,
    body: closed(RecallCriteria),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/trace/recall.csv", { schema }, async (request, reply) => {
    const recall = await recallTable(deps, callerOf(request), {
      ...questionOf(request.body, deps.now()),
      as: "csv",
    });
    const cells = cellsOf(recall);
    return sendCsv(
      reply,
      fileOf(recall.record.entry, "csv"),
      csvPieces(`${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`, recall.pieces, (piece) => csvLine(cells(piece))),
    );
  });
}

function xlsxRoute(app: Api, deps: RecallDeps & ClockDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "Pieces of a recall as a workbook",
    description: `The same question; a workbook (XLSX) of at most ${MOST_IN_TABLE} pieces.`,
    querystring: NoQuery,
    body: closed({ ...RecallCriteria, lang: Lang }),
    produces: [XLSX_TYPE],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/trace/recall.xlsx", { schema }, async (request, reply) => {
    const { lang = "zh", ...asked } = request.body;
    const recall = await recallTable(deps, callerOf(request), {
      ...questionOf(asked, deps.now()),
      as: "xlsx",
    });
    const head = [COLUMNS.map((column): Cell => RECALL_WORDS[column][lang])];
    const sheet = { name: RECALL_WORDS.title[lang], head, rows: rowsOf(recall), widths: WIDTHS };
    return sendXlsx(reply, fileOf(recall.record.entry, "xlsx"), xlsx(sheet));
  });
}

/** Its name has the number of its entry in the audit log, if it has one. */
function fileOf(entry: number | null, extension: string): string {
  return `gemba-recall${entry === null ? "" : `-${entry}`}.${extension}`;
}

type Recorded = Recall & { readonly record: RecallRecord };

function* rowsOf(recall: Recorded): Generator<readonly Cell[]> {
  const cells = cellsOf(recall);
  for (const piece of recall.pieces) yield cells(piece).map((cell) => (cell === "" ? null : cell));
}

function pdfRoute(app: Api, deps: RecallSheetDeps & ClockDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "A recall on paper",
    description: "The same question; customers, shipments, orders and lots, and the pieces inside with their places.",
    querystring: NoQuery,
    body: closed({ ...RecallCriteria, lang: Lang }),
    produces: ["application/pdf"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/trace/recall.pdf", { schema }, async (request, reply) => {
    const { lang = "zh", ...asked } = request.body;
    const now = deps.now();
    const question = { ...questionOf(asked, now), language: lang, madeAt: now };
    const { body, type, entry } = await recallPdf(deps, callerOf(request), question);
    return reply
      .header("content-disposition", `attachment; filename="${fileOf(entry, "pdf")}"`)
      .type(type)
      .serializer((bytes) => bytes as never)
      .send(body as never);
  });
}

/** The cells of a piece, in the order of `COLUMNS`. */
function cellsOf({ orders, lots, shipments, record }: Recorded): (piece: RecallPiece) => (string | number)[] {
  const customers = new Map(orders.map(({ name, customer }) => [name, customer]));
  const suppliers = new Map(lots.map(({ name, supplier }) => [name, supplier]));
  const times = new Map(shipments.map(({ name, time }) => [name, time]));
  return ({ piece, state, place, slot, carrier, order, lot, shipment }) => {
    const shipped = times.get(shipment ?? "");
    const of = [customers.get(order ?? ""), lot, suppliers.get(lot ?? ""), shipment];
    const time = shipped === undefined || shipped === null ? "" : formatMicros(shipped);
    return [piece, state, place, slot, carrier, order, ...of, time, record.entry].map((cell) => cell ?? "");
  };
}
