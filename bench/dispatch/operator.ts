/** A signed-in person at the API of an edge. */
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Dispatch } from "../../edge/contracts/production/dispatch.ts";
import type { WholeSchedule } from "../../edge/contracts/schedule/schedules.ts";
import { EDGE_FLAGS } from "../../scripts/right-node.mjs";

const GEMBA = fileURLToPath(new URL("../../edge/main.ts", import.meta.url));
const PASSWORD = "a long enough password of the bench";

/** A job that was given, as the API answers. */
export interface Given {
  readonly machine: string;
  readonly order: string;
  readonly outcome: string;
  readonly differences: readonly unknown[];
  readonly why: { readonly en: string } | null;
  readonly tookMs: number;
}

export class Operator {
  readonly #address: string;
  readonly #cookie: string;

  private constructor(address: string, cookie: string) {
    this.#address = address;
    this.#cookie = cookie;
  }

  /** Takes the link for the first user, and signs in. */
  static async signIn(address: string, dataDir: string, config: string): Promise<Operator> {
    const args = [...EDGE_FLAGS, GEMBA, "users", "invite", "--data-dir", dataDir, "--config", config];
    const link = execFileSync(process.execPath, args, { encoding: "utf8" });
    const secret = /invit\w*[=/]([\w-]{16,})/.exec(link)?.[1];
    if (secret === undefined) throw new Error(`no link for the first user: ${link}`);
    const response = await fetch(`${address}/api/v1/invitation`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: address },
      body: JSON.stringify({ secret, name: "bench", password: PASSWORD }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (!response.ok || cookie === undefined) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
    return new Operator(address, cookie.split(";")[0] as string);
  }

  async ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#address}/api/v1${path}`, {
      headers: { cookie: this.#cookie, origin: this.#address, "content-type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    // The rate of a person at a screen; the bench is faster.
    if (response.status === 429) {
      await sleep(1_000);
      return await this.ask(path, body);
    }
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Asks for a schedule, and waits until it is made. */
  async schedule(name: string, plan: object, seconds: number): Promise<WholeSchedule> {
    const { uid } = await this.ask<{ uid: string }>("/schedules", { name, seconds, plan });
    for (;;) {
      const whole = await this.ask<WholeSchedule>(`/schedules/${uid}`);
      if (whole.state === "done") return whole;
      if (whole.state === "failed") throw new Error(whole.failure ?? "no schedule");
      await sleep(500);
    }
  }

  async dispatch(): Promise<Dispatch> {
    return await this.ask<Dispatch>("/dispatch");
  }

  /** Gives what can be given of the next jobs of each station: as far ahead as it says. */
  async give({ inForce, stations }: Dispatch, ahead: number): Promise<readonly Given[]> {
    const jobs = stations
      .flatMap(({ machine, next }) =>
        next
          .slice(0, ahead)
          .filter(({ blocks }) => blocks.length === 0)
          .map(({ order, step }) => ({ machine, order, step })),
      )
      .slice(0, 200);
    if (jobs.length === 0) return [];
    const asked = { schedule: inForce?.uid, jobs, early: true };
    return (await this.ask<{ jobs: readonly Given[] }>("/dispatch/jobs", asked)).jobs;
  }
}
