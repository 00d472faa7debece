/** A server that numbers its samples, a proxy, and an edge with a log that reports what is on disk. */
import { expect, vi } from "vitest";
import { lossesOf } from "../log/losses.ts";
import { TcpProxy } from "../net/tcp-proxy.ts";
import { LedgerEdge } from "./edge.ts";
import { LedgerServer, type LedgerServerOptions } from "./server.ts";

export class LedgerRig implements AsyncDisposable {
  readonly server: LedgerServer;
  readonly proxy: TcpProxy;
  readonly edge: LedgerEdge;

  private constructor(server: LedgerServer, proxy: TcpProxy, edge: LedgerEdge) {
    this.server = server;
    this.proxy = proxy;
    this.edge = edge;
  }

  /** `config`: the source's config apart from its endpoint. Waits for first values by default. */
  static async start(options: LedgerServerOptions = {}, config: object = {}, waits = true): Promise<LedgerRig> {
    const server = await LedgerServer.start(options);
    const proxy = await TcpProxy.to(server.port);
    const rig = new LedgerRig(server, proxy, await LedgerEdge.start(proxy.port, config));
    if (waits) await rig.live();
    return rig;
  }

  /** Waits until numbers produced from now on are on disk. */
  async live(): Promise<void> {
    const { number } = this.server.produced().at(-1) ?? { number: 0 };
    await vi
      .waitFor(() => expect(this.edge.newest).toBeGreaterThan(number + 2), { timeout: 30_000, interval: 20 })
      .catch((error: unknown) => {
        throw new Error(`${(error as Error).message}\n${this.edge.log.join("\n")}`);
      });
  }

  /** Asserts that every number is accounted for; returns the declared gaps, for tests that bound them. */
  async settled(): Promise<number> {
    await this.live();
    await vi
      .waitFor(() => expect(this.edge.audit(this.server).undeclared).toEqual([]), { timeout: 5000, interval: 100 })
      .catch((error: unknown) => {
        throw new Error(
          `${(error as Error).message}\ngaps ${JSON.stringify(this.edge.disk.gaps)}\n${this.edge.log.join("\n")}`,
        );
      });
    const { spurious, declared } = this.edge.audit(this.server);
    expect(spurious).toEqual([]);
    expect(this.edge.audits.flatMap(lossesOf)).toEqual([]);
    return declared;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.edge[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
