import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** Answers with a table to save under a name. Lines are sent one by one, as the reader takes them (rule B4). */
export function sendCsv(
  reply: FastifyReply,
  filename: string,
  table: string | Iterable<string> | AsyncIterable<string>,
) {
  const payload = typeof table === "string" ? table : Readable.from(table, { highWaterMark: 1 });
  return reply
    .header("content-disposition", `attachment; filename="${filename}"`)
    .type("text/csv; charset=utf-8; header=present")
    .serializer((text) => text as never)
    .send(payload as never);
}
