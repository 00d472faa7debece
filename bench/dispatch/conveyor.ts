/** Processes of stations, and what brings pieces from one station to the next. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/fakes/net/free-port.ts";
import { stopProcess } from "../gemba-process.ts";
import { tied } from "../load/tied.ts";
import { LINE, type LineOrder, STEP_IDS } from "./line.ts";
import type { Arrival, StationMessage } from "./stations.ts";

const PROCESSES = 4;
const STATIONS = fileURLToPath(new URL("./stations.ts", import.meta.url));

export interface StationServer {
  readonly name: string;
  readonly endpoint: string;
  readonly labels: readonly string[];
}

interface Running extends StationServer {
  readonly child: ChildProcess;
}

export class Conveyor {
  readonly servers: readonly Running[];
  readonly #of: ReadonlyMap<string, ChildProcess>;
  /** Which machine makes a step of an order. */
  #machines: ReadonlyMap<string, string> = new Map();
  released = 0;
  readonly finished = new Set<string>();
  readonly setUpMs = new Map<string, number>();
  /** Restarts and ends of a process of stations. */
  ended = 0;

  private constructor(servers: readonly Running[]) {
    this.servers = servers;
    this.#of = new Map(servers.flatMap(({ labels, child }) => labels.map((label) => [label, child] as const)));
    for (const { child } of servers) {
      child.on("message", (message: StationMessage) => this.#hear(message));
      child.once("exit", () => this.ended++);
    }
  }

  static async start(folder: string): Promise<Conveyor> {
    const servers = await Promise.all(
      Array.from({ length: PROCESSES }, async (_, at): Promise<Running> => {
        const labels = LINE.filter((_station, number) => number % PROCESSES === at).map(({ id }) => id);
        const port = await freePort();
        const args = [STATIONS, String(port), join(folder, `stations-${at}`), ...labels];
        const child = spawn(...tied(process.execPath, args), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
        await new Promise<void>((resolve, reject) => {
          child.once("message", () => resolve());
          child.once("exit", (code) => reject(new Error(`stations ended with ${code}`)));
        });
        return { name: `line-${at + 1}`, endpoint: `opc.tcp://127.0.0.1:${port}`, labels, child };
      }),
    );
    return new Conveyor(servers);
  }

  /** Brings all pieces of orders to their first station. */
  release(orders: readonly LineOrder[], machines: ReadonlyMap<string, string>): void {
    this.#machines = new Map([...this.#machines, ...machines]);
    for (const { id: order, variant, quantity } of orders)
      for (let number = 1; number <= quantity; number++) {
        this.released++;
        this.#bring({ piece: `${order}-${number}`, variant, order }, STEP_IDS[0] as string);
      }
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map(({ child }) => stopProcess(child)));
  }

  #hear(message: StationMessage): void {
    if (message.kind === "set-up") {
      const { station, ms } = message;
      this.setUpMs.set(station, (this.setUpMs.get(station) ?? 0) + ms);
    }
    if (message.kind !== "made") return;
    const { station, ...piece } = message.arrival;
    const step = LINE.find(({ id }) => id === station)?.step as string;
    const next = STEP_IDS[STEP_IDS.indexOf(step) + 1];
    if (next === undefined) this.finished.add(piece.piece);
    else this.#bring(piece, next);
  }

  #bring(piece: Omit<Arrival, "station">, step: string): void {
    const station = this.#machines.get(stepKey(piece.order, step)) as string;
    this.#of.get(station)?.send({ ...piece, station } satisfies Arrival);
  }
}

export const stepKey = (order: string, step: string): string => `${order} ${step}`;
