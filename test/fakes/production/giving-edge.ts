/** An edge that gives jobs in a process of its own, and the plant that outlives it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { PlantIslands } from "../../../edge/contracts/production/islands.ts";
import type { MachineJob } from "../../../edge/contracts/production/machine-jobs.ts";
import { ISLANDS } from "../islands.ts";
import type { ToEdge, ToPlant, Wanted } from "./giving-process.ts";

/** The controller of islands and the machines: what they have does not depend on the edge. */
export class GivingPlant {
  report: PlantIslands = { islands: ISLANDS, answer: null };
  readonly requests: string[] = [];
  readonly jobs = new Map<string, MachineJob[]>();
  readonly stored: string[] = [];
  /** Machines that do not answer. */
  isAway = false;

  take(message: ToPlant): ToEdge | undefined {
    if (message.kind === "islands") {
      this.requests.push(message.request);
      this.report = { islands: message.islands, answer: { request: message.request, accepted: true, reason: "" } };
      return { kind: "report", report: this.report };
    }
    if (message.kind !== "list" && message.kind !== "store") return undefined;
    const { id, asset } = message;
    if (this.isAway) return { kind: "answer", id, failed: "unavailable" };
    const jobs = this.jobs.get(asset) ?? [];
    if (message.kind === "store") {
      this.stored.push(message.order.jobId);
      jobs.push({ ...(message.order as MachineJob), state: "allowed-to-start" });
      this.jobs.set(asset, jobs);
    }
    return { kind: "answer", id, list: { jobs, programs: ["P1"], most: null } };
  }
}

export class GivingEdge {
  readonly #child: ChildProcess;
  readonly #plant: GivingPlant;
  readonly #waiting = new Map<number, { done(result: unknown): void; fail(error: Error): void }>();
  readonly #ready = Promise.withResolvers<void>();
  #asked = 0;
  /** Called with each write before the plant answers; true: the answer never comes. */
  heard: (message: ToPlant) => boolean = () => false;

  private constructor(child: ChildProcess, plant: GivingPlant) {
    this.#child = child;
    this.#plant = plant;
    child.on("message", (message: ToPlant) => this.#hear(message));
    child.once("exit", () => {
      for (const { fail } of this.#waiting.values()) fail(new Error("killed"));
    });
  }

  static async start(plant: GivingPlant, dir: string, baseMs: number): Promise<GivingEdge> {
    const script = new URL("./giving-process.ts", import.meta.url);
    const child = fork(script, [dir, String(baseMs)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const edge = new GivingEdge(child, plant);
    // A write that it sends by itself when it starts counts too.
    await edge.#ready.promise;
    edge.send({ kind: "report", report: plant.report });
    return edge;
  }

  send(message: ToEdge): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  ask<T>(what: Wanted): Promise<T> {
    const id = ++this.#asked;
    return new Promise<T>((done, fail) => {
      this.#waiting.set(id, { done: done as (result: unknown) => void, fail });
      this.send({ kind: "do", id, what });
    });
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  #hear(message: ToPlant): void {
    if (message.kind === "ready") this.#ready.resolve();
    if (message.kind === "did") {
      const { done, fail } = this.#waiting.get(message.id) ?? {};
      if (message.failed === undefined) done?.(message.result);
      else fail?.(new Error(message.failed));
      return;
    }
    const answer = this.#plant.take(message);
    if (!this.heard(message) && answer !== undefined) this.send(answer);
  }
}
