/**
 * State of an edge under load from its API about once a second, and its memory by the kernel's count.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { rssMb } from "../../../bench/process-figures.ts";
import type { EdgeProcess, Health } from "../edge-process.ts";

const LOOK_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 60_000;
/** Most alerts that one answer holds. */
const MOST_ALERTS = 2_000;
/** States in which a user sees an alarm. */
const SEEN: ReadonlySet<string> = new Set(["active", "acknowledged", "cleared", "latched"]);

/** An alert in answers of the API. */
export interface ShownAlert {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  readonly rule: string;
  readonly kind: string;
  readonly annunciation: string;
  readonly state: string;
  readonly asksAck: boolean;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly memberCount: number;
  readonly message: { readonly en: string };
}

/** One observation. */
export interface Look {
  /** Time of the observation, ms since 1970. */
  readonly at: number;
  readonly health: Health;
  readonly alerts: readonly ShownAlert[];
  /** Duration of the edge's answers. */
  readonly answerMs: number;
  /** Measures of the edge's own load, by name. */
  readonly strain: Readonly<Record<string, number>>;
  readonly committed: number;
  readonly rssMb: number;
  readonly historianRssMb: number;
}

export class LoadWatch {
  readonly #edge: EdgeProcess;
  readonly #ending = new AbortController();
  readonly #loop: Promise<void>;
  readonly looks: Look[] = [];
  /** Alarms that a user saw in any observation, by occurrence. */
  readonly seen = new Map<string, ShownAlert>();
  /** Observations without an answer. */
  failed = 0;

  constructor(edge: EdgeProcess) {
    this.#edge = edge;
    this.#loop = this.#run();
  }

  get last(): Look | undefined {
    return this.looks.at(-1);
  }

  /** Resolves with the first observation that matches, or with undefined after the deadline. */
  async until(holds: (look: Look) => boolean, withinMs: number): Promise<Look | undefined> {
    const deadline = performance.now() + withinMs;
    for (let from = this.looks.length; performance.now() < deadline; ) {
      for (; from < this.looks.length; from++) {
        const look = this.looks[from] as Look;
        if (holds(look)) return look;
      }
      if (this.#edge.hasEnded) throw new Error("the edge ended by itself");
      await sleep(50);
    }
    return undefined;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const began = performance.now();
      await this.#look().catch(() => {
        this.failed++;
      });
      const rest = Math.max(0, LOOK_EVERY_MS - (performance.now() - began));
      await sleep(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { address } = this.#edge;
    const began = performance.now();
    const ask = (path: string): Promise<Response> => {
      return fetch(`${address}${path}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    };
    const health = (await (await ask("/api/v1/health")).json()) as Health;
    const { alerts } = (await (await ask(`/api/v1/alerts?limit=${MOST_ALERTS}`)).json()) as { alerts: ShownAlert[] };
    const figures = metricsOf(await (await ask("/metrics")).text());
    const answerMs = performance.now() - began;
    for (const alert of alerts) {
      if (SEEN.has(alert.state)) this.seen.set(alert.occurrenceUid, alert);
    }
    this.looks.push({ at: Date.now(), health, alerts, answerMs, ...figures, ...this.#memory() });
  }

  #memory(): { readonly rssMb: number; readonly historianRssMb: number } {
    const [own, historian] = [this.#edge.pid, this.#edge.historianPid].map((pid) => rssMb(pid ?? 0));
    return { rssMb: own ?? Number.NaN, historianRssMb: historian ?? Number.NaN };
  }
}

function metricsOf(text: string): Pick<Look, "strain" | "committed"> {
  const strain = [...text.matchAll(/^gemba_strain_seconds\{measure="(\w+)"\} (\S+)$/gm)];
  const committed = /^gemba_log_committed_total (\S+)$/m.exec(text);
  const busy = /^gemba_busy_share (\S+)$/m.exec(text);
  const measures = strain.map(([, name = "", value]) => [name, Number(value)] as const);
  return { strain: { ...Object.fromEntries(measures), busy: Number(busy?.[1]) }, committed: Number(committed?.[1]) };
}

/** Active alarms about the overload of the edge. */
export function standingOverload({ alerts }: Look): ShownAlert | undefined {
  return alerts.find(({ rule, clearedAt }) => rule === "edge/overloaded" && clearedAt === null);
}
