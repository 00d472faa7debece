import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

/** The stub's answer to one write. */
export type StubAnswer = (lines: readonly string[], response: ServerResponse) => void;

/** A write endpoint that keeps the lines and answers as configured. */
export interface InfluxStub {
  readonly url: string;
  /** Lines of each write, in order. */
  readonly writes: {
    readonly at: number;
    readonly lines: readonly string[];
    readonly path: string;
    readonly headers: IncomingMessage["headers"];
  }[];
  answer: StubAnswer;
  /** Start time at /metrics; undefined: there is no such page. */
  startedAt: number | undefined;
  /** Connections that are open. */
  readonly connections: number;
  /** Closes connections that no request uses. */
  closeIdle(): void;
  close(): Promise<void>;
}

export const stored: StubAnswer = (_lines, response) => {
  response.writeHead(204).end();
};

export function refuse(status: number, body = "", headers: Record<string, string> = {}): StubAnswer {
  return (_lines, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };
}

export async function startInfluxStub(): Promise<InfluxStub> {
  const writes: InfluxStub["writes"] = [];
  const server = createServer((request, response) => {
    if (request.url === "/metrics") {
      if (stub.startedAt === undefined) response.writeHead(404).end();
      else response.end(`go_threads 7\nprocess_start_time_seconds ${stub.startedAt}\n`);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const lines = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body)
        .toString("utf8")
        .replace(/\n$/, "")
        .split("\n");
      writes.push({ at: performance.now(), lines, path: request.url ?? "", headers: request.headers });
      stub.answer(lines, response);
    });
  });
  let open = 0;
  server.on("connection", (socket) => {
    open++;
    socket.once("close", () => open--);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stub: InfluxStub = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    writes,
    answer: stored,
    startedAt: undefined,
    get connections() {
      return open;
    },
    closeIdle: () => server.closeIdleConnections(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return stub;
}
