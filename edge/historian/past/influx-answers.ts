/** Reads answers of an InfluxDB as they come: JSON of `/query`, CSV of `/api/v2/query`. */
import { EdgeError } from "../../contracts/errors.ts";

const MOST_CHUNK = 64 * 1024 * 1024;
const MOST_MESSAGE = 300;

/** Lines of an answer, none of which is longer than 64 MiB. */
export async function* linesIn(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    // Only what is new is searched: a line may come in a thousand pieces.
    const [first = "", ...more] = decoder.decode(bytes, { stream: true }).split("\n");
    rest += first;
    if (rest.length > MOST_CHUNK)
      throw new EdgeError("unavailable", "a line of the answer is longer than 64 MiB: is this an InfluxDB?");
    if (more.length === 0) continue;
    yield rest;
    rest = more.pop() as string;
    yield* more;
  }
  if (rest !== "") yield rest;
}

interface Answer {
  readonly error?: string;
  readonly results?: readonly {
    readonly statement_id?: number;
    readonly error?: string;
    readonly series?: readonly { readonly name?: string; readonly values?: readonly (readonly unknown[])[] }[];
  }[];
}

interface SeriesPart {
  readonly statement: number;
  readonly name?: string;
  readonly values?: readonly (readonly unknown[])[];
}

/** Series of the answers of `/query`. Throws EdgeError `unavailable` with what the server refuses. */
export async function* seriesIn(lines: AsyncGenerator<string>): AsyncGenerator<SeriesPart> {
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const { error, results = [] } = parsed(line);
    for (const result of results) {
      refuse(result.error);
      for (const series of result.series ?? []) yield { statement: result.statement_id ?? 0, ...series };
    }
    refuse(error);
  }
}

function parsed(line: string): Answer {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    throw new EdgeError("unavailable", "the answer is no JSON: is this an InfluxDB 1.x?");
  }
}

function refuse(error: string | undefined): void {
  if (error !== undefined)
    throw new EdgeError("unavailable", `InfluxDB refuses the question: ${error.slice(0, MOST_MESSAGE)}`);
}

/** Rows of CSV tables, each table with a head of its own after an empty line. */
export async function* csvRows(lines: AsyncGenerator<string>): AsyncGenerator<ReadonlyMap<string, string>> {
  let head: readonly string[] | undefined;
  for await (const raw of lines) {
    const line = raw.replace(/\r$/, "");
    if (line === "") head = undefined;
    else if (head === undefined) head = cellsOf(line);
    else {
      const cells = cellsOf(line);
      const row = new Map(head.map((column, at) => [column, cells[at] ?? ""] as const));
      if (row.has("error")) refuse(row.get("error"));
      yield row;
    }
  }
}

function cellsOf(line: string): string[] {
  return Array.from(`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, packed, bare = ""]) =>
    packed === undefined ? bare : packed.replaceAll('""', '"'),
  );
}
