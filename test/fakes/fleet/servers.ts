/** NATS servers of a fleet: one, or a cluster on this machine. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../net/free-port.ts";

export interface NatsNode {
  readonly port: number;
  readonly route: number;
  readonly store: string;
}

/** So many servers, each with a store of its own below `dir`. */
export async function natsNodes(dir: string, count: number): Promise<NatsNode[]> {
  const nodes: NatsNode[] = [];
  for (let n = 0; n < count; n++) {
    const store = join(dir, n === 0 ? "nats" : `nats-${n}`);
    await mkdir(store, { recursive: true });
    nodes.push({ port: await freePort(), route: await freePort(), store });
  }
  return nodes;
}

/** Arguments of one of them. */
export function natsArguments(nodes: readonly NatsNode[], index: number): string[] {
  const { port, route, store } = nodes[index] as NatsNode;
  const own = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", store];
  if (nodes.length === 1) return own;
  const routes = nodes.map((node) => `nats://127.0.0.1:${node.route}`).join(",");
  const listen = `nats://127.0.0.1:${route}`;
  return [...own, "-n", `n${index}`, "--cluster_name", "fleet", "--cluster", listen, "--routes", routes];
}
