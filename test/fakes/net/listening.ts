import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 50;

/** Resolves once a server on this machine takes connections at the port; rejects after so many attempts. */
export async function listening(port: number, attempts = 200): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(EVERY_MS);
  }
  throw new Error(`nothing listens on port ${port}`);
}
