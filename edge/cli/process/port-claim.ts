import { createServer } from "node:net";

const claimed = new Set<number>();

/**
 * Whether the port is this process's to give to a part that listens on it later. Two starts at the same moment find the
 * same ports free; the claim, a name of Linux without a file, goes to one of them and ends with its process.
 */
export async function claimPort(port: number): Promise<boolean> {
  if (process.platform !== "linux" || claimed.has(port)) return true;
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once("error", () => resolve(false));
  server.listen(`\0gemba port ${port}`, () => resolve(true));
  server.unref();
  const isOurs = await promise;
  if (isOurs) claimed.add(port);
  return isOurs;
}
