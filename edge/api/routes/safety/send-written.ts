import type { FastifyReply } from "fastify";
import { sendTable } from "../../http/csv-answer.ts";
import type { WrittenTable } from "../../services/safety/written.ts";

/** Answers with a table as CSV, workbook, PDF or JSON, whichever it is, to save under a name without an ending. */
export function sendWritten(reply: FastifyReply, name: string, table: WrittenTable) {
  if (typeof table === "string" || !("body" in table)) return sendTable(reply, name, table);
  return reply
    .header(
      "content-disposition",
      `attachment; filename="${name}.${table.type === "application/pdf" ? "pdf" : "json"}"`,
    )
    .type(table.type)
    .serializer((body: unknown) => body as never)
    .send(table.body as never);
}
