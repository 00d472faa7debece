import type { Logger } from "pino";
import type { PlantEvent } from "../../kernel/events.ts";
import type { ServerName } from "./profiles.ts";
import { type ServerOptions, type SimulatedServer, startServer } from "./server.ts";

/** One server of the plant through its life: it can lose its network, and end and start again. */
export class HostedServer {
  readonly name: ServerName;
  readonly #options: ServerOptions;
  readonly #log: Logger;
  #server: SimulatedServer;
  #isRestarting = false;
  #isClosed = false;
  #generation = 0;

  private constructor(
    name: ServerName,
    options: ServerOptions,
    { server, log }: { readonly server: SimulatedServer; readonly log: Logger },
  ) {
    this.name = name;
    this.#options = options;
    this.#log = log;
    this.#server = server;
  }

  static async start(name: ServerName, options: ServerOptions, log: Logger): Promise<HostedServer> {
    return new HostedServer(name, options, { server: await startServer(name, options, { generation: 0 }), log });
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  get certificateFile(): string {
    return this.#server.certificateFile;
  }

  /** Values written so far by the present run of the server. */
  get written(): number {
    return this.#server.stations.reduce((sum, { written }) => sum + written, 0);
  }

  /** Shows what changed, and whether the network is there. */
  publish(): void {
    if (this.#isRestarting) return;
    const { plant, wire } = this.#options;
    this.#server.setReachable(!wire.isDown(this.name));
    for (const station of this.#server.stations) station.publish(plant.nowMs);
  }

  /** Events while the server is down are not reported. */
  report(event: PlantEvent): void {
    if (!this.#isRestarting) this.#server.report(event);
  }

  /**
   * Restarts the server: no session or subscription survives, and with `changesNodeIds` neither namespace index nor
   * numeric NodeId.
   */
  restart(changesNodeIds: boolean): void {
    if (this.#isRestarting || this.#isClosed) return;
    this.#isRestarting = true;
    if (changesNodeIds) this.#generation++;
    this.#startAgain().then(
      () => (this.#isRestarting = false),
      (error: Error) =>
        this.#log.error(
          { server: this.name, reason: error.message },
          "the simulated OPC UA server did not start again; end the simulators and start them anew",
        ),
    );
  }

  async #startAgain(): Promise<void> {
    await this.#server.close();
    if (this.#isClosed) return;
    this.#server = await startServer(this.name, this.#options, { generation: this.#generation });
    if (this.#isClosed) await this.#server.close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#isRestarting) await this.#server.close();
  }
}
