/** An HTTP proxy in front of a ClickHouse server of tests that answers inserts as a server in trouble does. */
import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** What it answers instead of the server. `break`: ends the connection in the middle of what is sent. */
export interface Trouble {
  readonly status?: number;
  readonly code?: number;
  readonly text?: string;
  readonly kind?: "break" | "slow";
}

export class AnsweringProxy implements AsyncDisposable {
  readonly #server: Server;
  /** Of inserts; undefined: they pass. */
  trouble: Trouble | undefined;
  troubled = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<AnsweringProxy> {
    const server = createServer();
    const proxy = new AnsweringProxy(server);
    server.on("request", (request: IncomingMessage, response: ServerResponse) =>
      proxy.#answer(request, response, port),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #answer(request: IncomingMessage, response: ServerResponse, port: number): void {
    const { trouble } = this;
    const isInsert = new URL(request.url ?? "/", "http://localhost").searchParams.has("query");
    if (trouble === undefined || !isInsert) {
      const { method, headers, url } = request;
      const passed = httpRequest({ port, host: "127.0.0.1", method, headers, path: url }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      passed.on("error", () => response.destroy());
      request.pipe(passed);
      return;
    }
    this.troubled++;
    if (trouble.kind === "slow") return;
    if (trouble.kind === "break") {
      request.once("data", () => request.socket.destroy());
      return;
    }
    const { status = 500, code, text = "" } = trouble;
    request.resume().once("end", () => {
      response.writeHead(status, code === undefined ? {} : { "x-clickhouse-exception-code": String(code) }).end(text);
    });
  }
}
