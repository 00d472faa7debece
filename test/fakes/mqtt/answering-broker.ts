/**
 * A broker in a thread of its own that accepts everything, answers pings and never closes a connection, even while the
 * test's thread is busy.
 */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

const [CONNECT, SUBSCRIBE, PING] = [1, 8, 12];

export interface AnsweringBroker {
  readonly url: string;
  /** Connections accepted so far. */
  connections(): number;
  /** Pings answered so far. */
  pings(): number;
  close(): Promise<unknown>;
}

export async function answeringBroker(): Promise<AnsweringBroker> {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), { workerData: counts });
  const [port] = (await once(worker, "message")) as [number];
  const at = (n: number) => () => Atomics.load(counts, n);
  return { url: `mqtt://127.0.0.1:${port}`, connections: at(0), pings: at(1), close: () => worker.terminate() };
}

async function serve(counts: Int32Array): Promise<void> {
  const server = createServer((socket) => {
    Atomics.add(counts, 0, 1);
    socket.on("error", () => undefined);
    let rest = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      // All packets of these tests are shorter than 128 bytes.
      for (
        rest = Buffer.concat([rest, chunk]);
        rest.length >= 2 && rest.length >= 2 + (rest[1] as number);
        rest = rest.subarray(2 + (rest[1] as number))
      ) {
        const type = (rest[0] as number) >> 4;
        if (type === CONNECT) socket.write(Buffer.from([0x20, 2, 0, 0]));
        if (type === SUBSCRIBE) socket.write(Buffer.from([0x90, 4, rest[2] as number, rest[3] as number, 0, 0]));
        if (type !== PING) continue;
        socket.write(Buffer.from([0xd0, 0]));
        Atomics.add(counts, 1, 1);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  parentPort?.postMessage((server.address() as AddressInfo).port);
}

if (!isMainThread) {
  const { workerData } = await import("node:worker_threads");
  if (workerData instanceof Int32Array) await serve(workerData);
}
