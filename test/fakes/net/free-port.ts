/**
 * A free loopback port, for a server that needs its number in advance. It lies below the range of outgoing connections,
 * and each thread of each test process begins at another place, so that no other takes it before the server starts.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { threadId } from "node:worker_threads";

const FIRST = 11_000;
const PORTS = 21_000;
let next = (process.pid * 61 + threadId * 307) % PORTS;

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries++) {
    const port = FIRST + next;
    next = (next + 1) % PORTS;
    if (await isFree(port)) return port;
  }
  throw new Error(`every port from ${FIRST} to ${FIRST + PORTS - 1} is taken`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "127.0.0.1");
  const isListening = await once(probe, "listening").then(
    () => true,
    () => false,
  );
  if (isListening) {
    probe.close();
    await once(probe, "close");
  }
  return isListening;
}
