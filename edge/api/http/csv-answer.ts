import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** Answers with a table to save under a name. Lines are sent one by one, as the reader takes them (rule B4). */
export function sendCsv(
  reply: FastifyReply,
  filename: string,
  table: string | Iterable<string> | AsyncIterable<string>,
) {
  const payload = typeof table === "string" ? table : Readable.from(table, { highWaterMark: 1 });
  return saved(reply, filename, "text/csv; charset=utf-8; header=present").send(payload as never);
}

/** Answers with a text of another type to save under a name. */
export function sendText(reply: FastifyReply, filename: string, type: string, text: string) {
  return saved(reply, filename, `${type}; charset=utf-8`).send(text as never);
}

export const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Answers with a workbook to save under a name, sent as the reader takes it. */
export function sendXlsx(reply: FastifyReply, filename: string, pieces: AsyncIterable<Buffer>) {
  return saved(reply, filename, XLSX_TYPE).send(Readable.from(pieces, { objectMode: false }) as never);
}

/** Answers with a table as CSV or as a workbook, whichever it is, to save under a name without an ending. */
export function sendTable(reply: FastifyReply, name: string, table: string | AsyncIterable<Buffer>) {
  return typeof table === "string" ? sendCsv(reply, `${name}.csv`, table) : sendXlsx(reply, `${name}.xlsx`, table);
}

function saved(reply: FastifyReply, filename: string, type: string): FastifyReply {
  return reply
    .header("content-disposition", `attachment; filename="${filename}"`)
    .type(type)
    .serializer((text) => text as never);
}
