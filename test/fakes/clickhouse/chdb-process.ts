/**
 * A ClickHouse server of tests: ClickHouse's own engine (chdb) behind its HTTP interface, as far as the hub uses it.
 * Arguments: data folder, port, password. Runs until it is killed.
 */

import { writeFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { Session } from "chdb";

const [dir = "", port = "0", password = ""] = process.argv.slice(2);
const bodies = join(dir, "bodies");
await mkdir(bodies, { recursive: true });
const session = new Session(join(dir, "store"));
let count = 0;

/** The engine has one connection: a statement runs after the other. */
let turn: Promise<unknown> = Promise.resolve();

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  const sent = Buffer.concat(pieces);
  const body = request.headers["content-encoding"] === "zstd" ? zstdDecompressSync(sent) : sent;
  const wanted = `Basic ${Buffer.from(`default:${password}`).toString("base64")}`;
  if (request.headers.authorization !== wanted) {
    refuse(response, "Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)");
    return;
  }
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const query = searchParams.get("query");
  const params = Object.fromEntries(
    [...searchParams].flatMap(([name, value]) => (name.startsWith("param_") ? [[name.slice(6), value]] : [])),
  );
  try {
    const result = await run(query ?? body.toString("utf8"), { params, rows: query === null ? undefined : body });
    response.writeHead(200, { "content-length": result.length }).end(result);
  } catch (error) {
    refuse(response, error instanceof Error ? error.message : String(error));
  }
}

async function run(
  statement: string,
  { params, rows }: { readonly params: Readonly<Record<string, string>>; readonly rows: Buffer | undefined },
): Promise<Uint8Array> {
  const [, sql = "", format = "TabSeparated"] = /^(.*?)(?:\s+FORMAT (\w+))?$/s.exec(statement.trim()) ?? [];
  if (rows === undefined) return (await session.queryBindAsync(sql, params, { format })).bytes();
  const path = join(bodies, `${count++}.bin`);
  await writeFile(path, rows);
  try {
    return (await session.queryAsync(`${sql} SELECT * FROM file('${path}', '${format}')`, { format: "Null" })).bytes();
  } finally {
    await rm(path, { force: true });
  }
}

function refuse(response: ServerResponse, text: string): void {
  const code = /Code: (\d+)/.exec(text)?.[1] ?? "0";
  const status = code === "516" ? 401 : 500;
  response.writeHead(status, { "x-clickhouse-exception-code": code }).end(text);
}

const server = createServer((request, response) => {
  turn = turn.then(() => answer(request, response)).catch((error: unknown) => response.destroy(error as Error));
});
server.listen(Number(port), "127.0.0.1", () => {
  writeFileSync(join(dir, "pid"), String(process.pid));
  process.stdout.write("ready\n");
});
