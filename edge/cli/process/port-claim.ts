import { createServer } from "node:net";

const claimed = new Set<number>();

/**
 * Claims a port for a part that listens on it later; false where another start has claimed it. Two starts at the same
 * moment find the same ports free. The claim is an abstract socket of Linux, which goes to one of them and ends with
 * it.
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
