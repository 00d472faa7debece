import { connectAsync, type MqttClient } from "mqtt";
import { between, type Random } from "../random.ts";

export const LEVELS_TOPIC = "levels";
/** Tags with a limit; each is either far below or far above it. */
export const LEVELS = 8;
const REPEAT_MS = 1_000;
const HIGH = 90;
const LOW = 10;
/** The asset of their alerts. */
const ASSET = "urn:bench:levels";

/** An alert as the API shows it. */
export interface ShownAlert {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  readonly assetUid: string;
  readonly rule: string;
  readonly kind: string;
  readonly state: string;
  readonly clearedAt: string | null;
  readonly acknowledged: { readonly comment: string | null } | null;
}

/** The truth about alarms: high levels, acknowledgements, and the alerts that the edge must therefore show. */
export class Levels {
  readonly #random: Random;
  readonly #client: Promise<MqttClient>;
  readonly #timer: NodeJS.Timeout;
  readonly #isHigh: boolean[] = Array.from({ length: LEVELS }, () => false);
  /** Comment of each acknowledgement that was answered with 200, by occurrence. */
  readonly answered = new Map<string, string>();
  #acts = 0;

  constructor(broker: string, random: Random) {
    this.#random = random;
    this.#client = connectAsync(broker, { reconnectPeriod: 250, clientId: "chaos-levels" });
    this.#timer = setInterval(() => void this.#publish(), REPEAT_MS);
  }

  /** Moves some levels across their limit. */
  change(): void {
    for (let i = 0; i < LEVELS; i++) if (this.#random() < 0.3) this.#isHigh[i] = !this.#isHigh[i];
    void this.#publish();
  }

  /** Acknowledges some active alerts, each with a comment of its own. */
  async acknowledge(address: string): Promise<void> {
    for (const { alertUid, occurrenceUid, acknowledged, clearedAt } of await alertsOf(address)) {
      if (acknowledged !== null || clearedAt !== null || between(this.#random, 0, 1) > 0.5) continue;
      const comment = `act-${this.#acts++}`;
      const answer = await fetch(`${address}/api/v1/alerts/${alertUid}/acknowledge`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ comment, occurrenceUid }),
      });
      if (answer.status === 200) this.answered.set(occurrenceUid, comment);
    }
  }

  /** Errors in the alerts of the edge; empty without any. */
  async problems(address: string): Promise<readonly string[]> {
    const shown = await alertsOf(address);
    const standing = new Set(shown.filter(({ clearedAt }) => clearedAt === null).map(({ rule }) => rule));
    const problems: string[] = [];
    for (const [i, isHigh] of this.#isHigh.entries()) {
      const rule = [...standing].find((one) => one.includes(`l${i}/`));
      if (isHigh && rule === undefined) problems.push(`level ${i} is too high and no alert is active`);
      if (!isHigh && rule !== undefined) problems.push(`level ${i} is normal and ${rule} is active`);
    }
    if (new Set(shown.map(({ rule }) => rule)).size !== shown.length) problems.push("a rule has two alerts");
    for (const { occurrenceUid, acknowledged, rule } of shown) {
      const comment = this.answered.get(occurrenceUid);
      if (comment !== undefined && acknowledged?.comment !== comment)
        problems.push(`${rule} was acknowledged with ${comment} and shows ${acknowledged?.comment}`);
    }
    return problems;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await (await this.#client).endAsync(true);
  }

  async #publish(): Promise<void> {
    const values = Object.fromEntries(this.#isHigh.map((isHigh, i) => [`l${i}`, isHigh ? HIGH : LOW]));
    const client = await this.#client;
    // A stopped broker keeps nothing: the next repetition sends the present state.
    if (client.connected) client.publish(LEVELS_TOPIC, JSON.stringify(values), { qos: 1, retain: true });
  }
}

/** Alerts of the levels. */
async function alertsOf(address: string): Promise<readonly ShownAlert[]> {
  return (await allAlerts(address)).filter(({ assetUid, kind }) => assetUid === ASSET && kind === "process");
}

/** Every alert that needs a response. */
export async function allAlerts(address: string): Promise<readonly ShownAlert[]> {
  const response = await fetch(`${address}/api/v1/alerts`);
  if (!response.ok) throw new Error(`GET /api/v1/alerts answered ${response.status}`);
  return ((await response.json()) as { alerts: ShownAlert[] }).alerts;
}
