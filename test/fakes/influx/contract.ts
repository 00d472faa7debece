/**
 * InfluxDB 2.7 and 3 Core as their public documentation describes them (docs.influxdata.com: "Troubleshoot issues
 * writing data" and "/query 1.x compatibility API" of v2; "Use compatibility APIs" and "Use the InfluxDB v1 HTTP
 * query API" of influxdb3/core). Not run against the real servers. It parses line protocol and the edge's InfluxQL
 * with code of its own, so that it can disagree with the edge.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { parseInfluxQl } from "./influxql.ts";

export type InfluxVersion = "2.7" | "3 Core";
type Value = number | string | boolean;
type FieldType = "float" | "integer" | "string" | "boolean";

interface Point {
  readonly measurement: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, { readonly value: Value; readonly type: FieldType }>;
  readonly time: number;
}

interface Refusal {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface InfluxContract {
  readonly url: string;
  /** Replaces the next answers to writes. */
  readonly refusals: Refusal[];
  /** Bodies above this are refused with 413; bytes before compression. */
  mostBytes: number;
  readonly writes: { readonly path: string; readonly isZipped: boolean; readonly lines: number }[];
  /** Number of stored samples of a field. */
  count(measurement: string, field: string): number;
  close(): Promise<void>;
}

export interface ContractOptions {
  readonly version: InfluxVersion;
  readonly token: string;
  readonly bucket: string;
}

export async function startInfluxContract(options: ContractOptions): Promise<InfluxContract> {
  const store = new Store(options.version);
  const refusals: Refusal[] = [];
  const writes: InfluxContract["writes"] = [];
  const limits = { mostBytes: Number.POSITIVE_INFINITY };
  const isThree = options.version === "3 Core";

  const write = (body: Buffer, request: IncomingMessage, query: URLSearchParams): Refusal | undefined => {
    const isZipped = request.headers["content-encoding"] === "gzip";
    const text = (isZipped ? gunzipSync(body) : body).toString("utf8");
    const lines = text.split("\n").filter((line) => line !== "");
    writes.push({ path: request.url ?? "", isZipped, lines: lines.length });
    const planned = refusals.shift();
    if (planned !== undefined) return planned;
    if (text.length > limits.mostBytes)
      return {
        status: 413,
        body: isThree ? { error: "payload too large" } : { code: "request too large", message: "unable to read data" },
      };
    const named = query.get("bucket");
    // 3 Core makes a database with the first write to it.
    if (!isThree && named !== options.bucket)
      return { status: 404, body: { code: "not found", message: `bucket "${named}" not found` } };
    return store.write(lines, query.get("precision") ?? "");
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const scheme = isThree ? /^(?:Token|Bearer) / : /^Token /;
      const { authorization = "" } = request.headers;
      if (!scheme.test(authorization) || authorization.replace(scheme, "") !== options.token)
        return refuse(response, unauthorized(isThree));
      if (request.method === "POST" && pathname === "/api/v2/write") {
        const refusal = write(Buffer.concat(chunks), request, searchParams);
        if (refusal === undefined) response.writeHead(204).end();
        else refuse(response, refusal);
      } else if (pathname === "/query") answer(response, store.query(searchParams.get("q") ?? ""), searchParams);
      else
        refuse(response, {
          status: 404,
          body: isThree ? { error: "not found" } : { code: "not found", message: "path not found" },
        });
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    refusals,
    writes,
    set mostBytes(bytes: number) {
      limits.mostBytes = bytes;
    },
    get mostBytes() {
      return limits.mostBytes;
    },
    count: (measurement, field) => store.count(measurement, field),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function unauthorized(isThree: boolean): Refusal {
  return {
    status: 401,
    body: isThree
      ? { error: "the request was not authenticated" }
      : { code: "unauthorized", message: "unauthorized access" },
  };
}

function refuse(response: ServerResponse, { status, body, headers = {} }: Refusal): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify(body));
}

/** The JSON of 1.x, which both send at /query; with `chunked` one object per line, each with `chunk_size` rows. */
function answer(
  response: ServerResponse,
  { name, columns, values }: { name: string; columns: readonly string[]; values: readonly (readonly unknown[])[] },
  query: URLSearchParams,
): void {
  response.writeHead(200, { "content-type": "application/json" });
  const size = query.get("chunked") === "true" ? Number(query.get("chunk_size") ?? 10_000) : Number.POSITIVE_INFINITY;
  let from = 0;
  do {
    const rows = values.slice(from, from + size);
    from += size;
    const isPartial = from < values.length;
    const series =
      rows.length === 0 ? {} : { series: [{ name, columns, values: rows, ...(isPartial ? { partial: true } : {}) }] };
    response.write(
      `${JSON.stringify({ results: [{ statement_id: 0, ...series, ...(isPartial ? { partial: true } : {}) }] })}\n`,
    );
  } while (from < values.length);
  response.end();
}

class Store {
  readonly #version: InfluxVersion;
  /** By measurement, tags and time. */
  readonly #points = new Map<string, { readonly point: Point; readonly fields: Map<string, Value> }>();
  readonly #types = new Map<string, FieldType>();

  constructor(version: InfluxVersion) {
    this.#version = version;
  }

  count(measurement: string, field: string): number {
    return [...this.#points.values()].filter(
      ({ point, fields }) => point.measurement === measurement && fields.has(field),
    ).length;
  }

  write(lines: readonly string[], precision: string): Refusal | undefined {
    if (precision !== "us") throw new Error(`the edge writes µs, not ${precision}`);
    const parsed = lines.map((line, at) => ({ line, at: at + 1, point: parseLine(line) }));
    const broken = parsed.find(({ point }) => point === undefined);
    // 2.x refuses a body that it cannot parse as a whole; 3 Core refuses its bad lines.
    if (broken !== undefined && this.#version === "2.7")
      return { status: 400, body: { code: "invalid", message: `unable to parse '${broken.line}': missing fields` } };
    const refused: { line: string; at: number; why: string; conflict?: string }[] = [];
    for (const { line, at, point } of parsed) {
      const conflict = point === undefined ? undefined : this.#conflictOf(point);
      if (point === undefined) refused.push({ line, at, why: "No fields were provided" });
      else if (conflict !== undefined) refused.push({ line, at, ...conflict });
      else this.#put(point);
    }
    if (refused.length === 0) return undefined;
    if (this.#version === "2.7")
      return {
        status: 422,
        body: {
          code: "unprocessable entity",
          message:
            `failure writing points to database: partial write: ${refused[0]?.conflict} ` + `dropped=${refused.length}`,
        },
      };
    const data = refused.map(({ line, at, why }) => ({ original_line: line, line_number: at, error_message: why }));
    return { status: 400, body: { error: "partial write of line protocol occurred", data } };
  }

  #conflictOf({ measurement, fields }: Point): { readonly why: string; readonly conflict: string } | undefined {
    for (const [name, { type }] of fields) {
      const known = this.#types.get(`${measurement} ${name}`) ?? type;
      if (known !== type)
        return {
          why:
            `invalid column type for column '${name}', expected iox::column_type::field::${known}, ` +
            `got iox::column_type::field::${type}`,
          conflict:
            `field type conflict: input field "${name}" on measurement "${measurement}" is type ${type}, ` +
            `already exists as type ${known}`,
        };
    }
    return undefined;
  }

  #put(point: Point): void {
    const key = JSON.stringify([point.measurement, [...point.tags].sort(), point.time]);
    const stored = this.#points.get(key) ?? { point, fields: new Map<string, Value>() };
    this.#points.set(key, stored);
    for (const [name, { value, type }] of point.fields) {
      stored.fields.set(name, value);
      this.#types.set(`${point.measurement} ${name}`, type);
    }
  }

  query(q: string): { name: string; columns: readonly string[]; values: readonly (readonly unknown[])[] } {
    const { measurement, wanted, fields, from, to, descending, limit, step, offset } = parseInfluxQl(q);
    const found = [...this.#points.values()]
      .filter(
        ({ point }) =>
          point.measurement === measurement && wanted.every(([key, value]) => (point.tags.get(key) ?? "") === value),
      )
      .filter(
        ({ point, fields: own }) =>
          point.time >= Number(from) && point.time < Number(to) && fields.some(({ name }) => own.has(name)),
      )
      .map(({ point, fields: own }) => ({ time: point.time, cells: fields.map(({ name }) => own.get(name) ?? null) }))
      .sort((a, b) => (descending === undefined ? a.time - b.time : b.time - a.time));
    const columns = ["time", ...fields.map(({ by, name }) => by ?? name)];
    if (step === undefined)
      return {
        name: measurement,
        columns,
        values: found.slice(0, Number(limit ?? found.length)).map(({ time, cells }) => [time, ...cells]),
      };
    const buckets = Map.groupBy(
      found,
      ({ time }) => Math.floor((time - Number(offset)) / Number(step)) * Number(step) + Number(offset),
    );
    const values = [...buckets].map(([time, rows]) => [
      time,
      ...fields.map(({ by }, at) =>
        summed(
          by as string,
          rows.map(({ cells }) => cells[at]).filter((cell): cell is number => typeof cell === "number"),
        ),
      ),
    ]);
    return { name: measurement, columns, values };
  }
}

function summed(by: string, cells: readonly number[]): number | null {
  if (cells.length === 0) return null;
  if (by === "min") return Math.min(...cells);
  if (by === "max") return Math.max(...cells);
  if (by === "last") return cells.at(-1) as number;
  return cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
}

/** One line of line protocol (v2 reference, "Line protocol"); undefined for an invalid one. */
function parseLine(line: string): Point | undefined {
  const shape = /^((?:\\.|[^ \\])+) ((?:"(?:\\.|[^"\\])*"|\\.|[^ "\\])+) (-?\d+)$/.exec(line);
  if (shape === null) return undefined;
  const [, key = "", set = "", time] = shape;
  const [measurement = "", ...tags] = key.match(/(?:\\.|[^,\\])+/g) ?? [];
  const fields = new Map<string, { value: Value; type: FieldType }>();
  for (const [, name = "", text = ""] of set.matchAll(/((?:\\.|[^=,\\])+)=("(?:\\.|[^"\\])*"|[^,]+)(?:,|$)/g)) {
    const typed = typedValue(text);
    if (typed === undefined) return undefined;
    fields.set(unescaped(name), typed);
  }
  const split = (pair: string) =>
    /^((?:\\.|[^=\\])+)=((?:\\.|[^\\])+)$/.exec(pair)?.slice(1, 3).map(unescaped) as [string, string];
  return fields.size === 0
    ? undefined
    : { measurement: unescaped(measurement), tags: new Map(tags.map(split)), fields, time: Number(time) };
}

function typedValue(text: string): { value: Value; type: FieldType } | undefined {
  if (text.startsWith('"'))
    return { value: text.slice(1, -1).replaceAll('\\"', '"').replaceAll("\\\\", "\\"), type: "string" };
  if (/^(?:t|true|f|false)$/i.test(text)) return { value: /^t/i.test(text), type: "boolean" };
  if (/^-?\d+i$/.test(text)) return { value: Number(text.slice(0, -1)), type: "integer" };
  return Number.isFinite(Number(text)) ? { value: Number(text), type: "float" } : undefined;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([,= ])/g, "$1");
}
