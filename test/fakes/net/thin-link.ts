/**
 * A thin link between two network namespaces of its own, with the kernel's TCP at both ends and real loss of packets in
 * between: VXLAN devices send to a relay, because many kernels have no `netem`. They end with their processes.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { tied } from "../../../bench/load/tied.ts";
import { kernelAllows } from "../../run/needs.ts";
import { SEED } from "../../run/seed.ts";

export const VXLAN_PORT = 4789;
/** Ethernet, IP, UDP and VXLAN around a packet of 1500 bytes. */
const OUTER_MTU = 1_600;

export interface ThinLinkOptions {
  readonly bitsPerSecond: number;
  /** One way. */
  readonly delayMs: number;
  /** Share of packets, each way. */
  readonly loss: number;
  /** Bytes that may wait for the link, each way. */
  readonly queueBytes: number;
}

/** `edge`: the end that opens connections. `hub`: the other one, whose address is `HUB_ADDRESS`. */
export type End = "edge" | "hub";
export const HUB_ADDRESS = "10.77.0.2";

export const canThinLink = kernelAllows(
  spawnSync("unshare", ["-n", "ip", "link", "add", "thin0", "type", "vxlan", "id", "7", "dstport", "4789"]).status ===
    0,
  "thin links need root, iproute2, network namespaces and VXLAN",
);

export class ThinLink implements AsyncDisposable {
  readonly #processes: Readonly<Record<End | "relay", ChildProcess>>;

  private constructor(processes: Readonly<Record<End | "relay", ChildProcess>>) {
    this.#processes = processes;
  }

  static async make(options: ThinLinkOptions): Promise<ThinLink> {
    const alone = (program: string, args: readonly string[]): ChildProcess =>
      spawn(...tied("unshare", ["-n", program, ...args]), { stdio: ["pipe", "pipe", "inherit"] });
    const [edge, hub, middle] = [alone("cat", []), alone("cat", []), alone("cat", [])];
    // `cat` answers once it runs in its namespace.
    for (const holder of [edge, hub, middle]) {
      holder.stdin?.write("\n");
      await once(holder.stdout as NodeJS.ReadableStream, "data");
    }
    for (const [index, end] of [edge, hub].entries()) joinEnd(end, middle, index + 1);
    const relay = spawn(
      ...tied("nsenter", [
        ...["-t", String(middle.pid), "-n", process.execPath],
        fileURLToPath(new URL("./thin-relay.ts", import.meta.url)),
        ...[JSON.stringify(options), String(SEED), "10.76.1.1", "10.76.2.1"],
      ]),
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    for (let bound = 0; bound < 2; )
      bound += String((await once(relay.stdout as NodeJS.ReadableStream, "data"))[0])
        .trim()
        .split("\n").length;
    middle.kill();
    return new ThinLink({ edge, hub, relay });
  }

  /** Command line of a program at an end of the link. */
  at(end: End, program: string, args: readonly string[]): [program: string, args: string[]] {
    return ["nsenter", ["-t", String(this.#processes[end].pid), "-n", program, ...args]];
  }

  /** Nothing passes any more, and nobody is told. */
  cut(): void {
    this.#processes.relay.stdin?.write("cut\n");
  }

  /** Half open: the edge hears nothing, and is heard. */
  deafen(): void {
    this.#processes.relay.stdin?.write("deaf\n");
  }

  mend(): void {
    this.#processes.relay.stdin?.write("pass\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of Object.values(this.#processes)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "close");
    }
  }
}

/** Joins a namespace with that of the relay, by a pair of devices, and gives it the device of the thin link. */
function joinEnd({ pid: end }: ChildProcess, { pid: middle }: ChildProcess, number: number): void {
  const inMiddle = (args: string): void => ip(middle, args);
  const atEnd = (args: string): void => ip(end, args);
  const [mac, other] = [`02:00:00:00:00:0${number}`, `02:00:00:00:00:0${3 - number}`];
  inMiddle(`link add e${number} mtu ${OUTER_MTU} type veth peer name u0 mtu ${OUTER_MTU} netns ${end}`);
  inMiddle(`addr add 10.76.${number}.1/24 dev e${number}`);
  inMiddle(`link set e${number} up`);
  atEnd("link set lo up");
  atEnd(`addr add 10.76.${number}.2/24 dev u0`);
  // One packet at a time, as on the wire.
  atEnd("link set u0 gso_max_segs 1 up");
  atEnd(`link add thin0 address ${mac} type vxlan id 7 dstport ${VXLAN_PORT} remote 10.76.${number}.1 dev u0`);
  atEnd(`addr add 10.77.0.${number}/24 dev thin0`);
  atEnd("link set thin0 mtu 1500 gso_max_segs 1 up");
  atEnd(`neigh add 10.77.0.${3 - number} lladdr ${other} dev thin0 nud permanent`);
}

function ip(pid: number | undefined, args: string): void {
  const { status, stderr } = spawnSync("nsenter", ["-t", String(pid), "-n", "ip", ...args.split(" ")]);
  if (status !== 0) throw new Error(`ip ${args}: ${String(stderr)}`);
}
