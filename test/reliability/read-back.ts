import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { LogReader } from "../../edge/historian/log/log-reader.ts";
import type { Tally } from "./ledger.ts";
import { TAGS } from "./numbered.ts";

const FIELDS_PER_QUERY = 20;

/** Checks off every sample in the database: fields `v0` to `v199` of every measurement. */
export async function readInflux(url: string, tally: Tally): Promise<void> {
  for (let first = 0; first < TAGS; first += FIELDS_PER_QUERY) {
    const q = Array.from({ length: FIELDS_PER_QUERY }, (_, i) => `SELECT "v${first + i}" FROM /.*/`).join(";");
    const query = new URLSearchParams({ db: "plant", epoch: "u", chunked: "true", chunk_size: "10000", q });
    const response = await fetch(`${url}/query?${query}`, { headers: { accept: "application/csv" } });
    if (!response.ok || response.body === null) throw new Error(`${url}: HTTP ${response.status}`);
    let tag = -1;
    for await (const line of createInterface({
      input: Readable.fromWeb(response.body as never),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      // name,tags,time,v0 begins a series; rows follow in its columns.
      if (line.startsWith("name,")) tag = Number(/,v(\d+)$/.exec(line)?.[1]);
      else if (line !== "") {
        const [time = "", value = ""] = line.split(",").slice(-2);
        tally.found({ tag, timeUs: Number(time), value: Number(value) });
      }
    }
  }
}

/** Checks off the samples in the dead-letter file of a sink. */
export async function readDeadLetters(path: string, tally: Tally): Promise<void> {
  if (!existsSync(path)) return;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { line: written } = JSON.parse(line) as { line: string };
    tally.aside(Number(/ v\d+=(\d+),/.exec(written)?.[1]));
  }
}

/** Items that the log declared lost. */
export async function readDeclared(logDir: string): Promise<number> {
  const reader = new LogReader(logDir, 0);
  let declared = 0;
  try {
    for (
      let chunk = await reader.read(50_000, Number.POSITIVE_INFINITY);
      chunk !== undefined;
      chunk = await reader.read(50_000, Number.POSITIVE_INFINITY)
    ) {
      for (const event of chunk.events)
        if (event.type === "gap.declared") declared += Number(event.payload["lost"] ?? 1);
    }
  } finally {
    await reader.close();
  }
  return declared;
}
