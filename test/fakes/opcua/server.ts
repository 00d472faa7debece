/** A small OPC UA server in a process of its own, so that a test can kill it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../net/free-port.ts";

export const OWN_NAMESPACE = "urn:gemba:test";
export const DOUBLES = 300;

export class OpcuaTestServer implements AsyncDisposable {
  readonly port: number;
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(pkiDir: string): Promise<OpcuaTestServer> {
    const server = new OpcuaTestServer(await freePort());
    await server.start(pkiDir);
    return server;
  }

  get endpoint(): string {
    return `opc.tcp://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(pkiDir: string): Promise<void> {
    const child = fork(new URL("./server-process.ts", import.meta.url), [String(this.port), pkiDir], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: [],
    });
    this.#child = child;
    const first = await Promise.race([once(child, "message"), once(child, "exit").then(() => ["exited"])]);
    if (first[0] !== "ready") throw new Error(`OPC UA test server did not start: ${first[0]}`);
  }

  /** Deletes Double5 and creates it again with another NodeId. */
  renumber(): void {
    this.#child?.send("renumber");
  }

  /** Raises or ends the alarm TooHot. */
  heat(state: "hot" | "cool"): void {
    this.#child?.send(state);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
