/** Which hubs are there now: each says so every two seconds, and answers who asks under its name. */
import { randomBytes } from "node:crypto";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { RequestError, TimeoutError } from "@nats-io/transport-node";
import { EdgeError } from "../contracts/errors.ts";
import { jsonIn } from "../fleet/wire/bytes.ts";
import { ALL_HUBS, hubSubjectOf, isEdgeId } from "../fleet/wire/subjects.ts";

const THERE_FOR_MS = 10_000;
const ANSWER_WITHIN_MS = 2_000;
const MOST_HUBS = 256;
const MOST_BYTES = 1_024;

interface HubThere {
  readonly name: string;
  /** Of the process. */
  readonly run: string;
  /** Edges that it has. */
  readonly edges: number;
}

export class Presence {
  readonly #name: string;
  readonly #run = randomBytes(8).toString("hex");
  readonly #others = new Map<string, { readonly edges: number; readonly atMs: number }>();
  #twinAtMs = Number.NEGATIVE_INFINITY;

  constructor(name: string) {
    this.#name = name;
  }

  /** Rejects with EdgeError `conflict` where another process is there under this name. */
  async refuseTwin(link: NatsConnection): Promise<void> {
    if (await isThere(link, this.#name)) throw twin(this.#name);
  }

  enter(link: NatsConnection, edges: () => number): void {
    this.#twinAtMs = Number.NEGATIVE_INFINITY;
    link.subscribe(ALL_HUBS, { callback: (error, message) => void (error ?? this.#hear(message, edges())) });
    this.say(link, edges());
  }

  say(link: NatsConnection, edges: number): void {
    link.publish(hubSubjectOf(this.#name), this.#text(edges));
  }

  /** Another process came under the same name. */
  get hasTwin(): boolean {
    return performance.now() - this.#twinAtMs < THERE_FOR_MS;
  }

  /** Whether a new edge falls to this hub: it has the fewest of those that are there. */
  hasFewest(edges: number): boolean {
    const now = performance.now();
    return [...this.#others].every(
      ([name, other]) =>
        now - other.atMs > THERE_FOR_MS || edges < other.edges || (edges === other.edges && this.#name < name),
    );
  }

  #text(edges: number): string {
    return JSON.stringify({ name: this.#name, run: this.#run, edges });
  }

  #hear(message: Msg, edges: number): void {
    const hub = readHub(message.data);
    if (hub === undefined) {
      // Somebody asks who is there.
      if (message.subject === hubSubjectOf(this.#name) && message.reply !== undefined)
        message.respond(this.#text(edges));
    } else if (hub.name === this.#name) {
      if (hub.run !== this.#run) this.#twinAtMs = performance.now();
    } else if (this.#others.has(hub.name) || this.#others.size < MOST_HUBS)
      this.#others.set(hub.name, { edges: hub.edges, atMs: performance.now() });
  }
}

/** Whether a hub is there under the name now. */
export async function isThere(link: NatsConnection, name: string): Promise<boolean> {
  // A hub whose process was killed may still be subscribed for a moment: only an answer counts.
  try {
    const { data } = await link.request(hubSubjectOf(name), "", { timeout: ANSWER_WITHIN_MS });
    return readHub(data) !== undefined;
  } catch (error) {
    if (error instanceof RequestError || error instanceof TimeoutError) return false;
    throw error;
  }
}

export function twin(name: string): EdgeError {
  return new EdgeError(
    "conflict",
    `two hubs run under the name ${name}: stop one of them, or give it another name in hub.yaml and a data folder of ` +
      "its own",
  );
}

function readHub(data: Uint8Array): HubThere | undefined {
  if (data.length === 0 || data.length > MOST_BYTES) return undefined;
  try {
    const { name, run, edges } = (jsonIn(data) ?? {}) as Partial<Record<keyof HubThere, unknown>>;
    if (!isEdgeId(name) || typeof run !== "string" || !Number.isSafeInteger(edges)) return undefined;
    return { name, run, edges: edges as number };
  } catch {
    return undefined;
  }
}
