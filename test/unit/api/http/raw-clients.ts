import { connect, type Socket } from "node:net";
import { afterEach, vi } from "vitest";
import type { Counters } from "../../../../edge/observe/counters.ts";

export interface Listening {
  readonly server: { address(): unknown; getConnections(done: (error: Error | null, count: number) => void): void };
  close(): Promise<void> | PromiseLike<unknown>;
}

/** Clients on real sockets, and the servers they talk to. All of them end after each test. */
export function rawClients() {
  const open: Listening[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const app of open.splice(0)) await app.close();
  });
  return {
    open,
    sockets,
    /** A client that sends and never reads. */
    silent(app: Listening, text: string): Socket {
      const socket = connect(portOf(app), "127.0.0.1", () => socket.write(text));
      socket.pause();
      socket.on("error", () => undefined);
      sockets.push(socket);
      return socket;
    },
    /** Everything that the server answers until it closes the connection. */
    says(app: Listening, text: string, localAddress = "127.0.0.1"): Promise<string> {
      return new Promise((resolve) => {
        const socket = connect({ port: portOf(app), host: "127.0.0.1", localAddress }, () => socket.write(text));
        sockets.push(socket);
        let answer = "";
        socket.on("data", (data) => {
          answer += String(data);
        });
        socket.on("error", () => undefined);
        socket.on("close", () => resolve(answer));
      });
    },
  };
}

export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });

export const portOf = ({ server }: Listening): number => (server.address() as { port: number }).port;

/** Number of connections that the server holds. */
export const held = ({ server }: Listening): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));

/** A counter or gauge by its line for Prometheus; 0 where there is none. */
export const count = (counters: Counters, line: string): number =>
  Number(counters.text().match(new RegExp(`^${line.replace(/[{}"]/g, "\\$&")} (\\d+)`, "m"))?.[1] ?? 0);

export const ask = (path: string, more = ""): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

/** An acknowledgement that announces `length` bytes and sends `body`. */
export const acknowledge = (length: number, body: string): string =>
  "POST /api/v1/alerts/alert-1/acknowledge HTTP/1.1\r\nHost: localhost\r\n" +
  `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;
