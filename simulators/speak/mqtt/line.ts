import { setTimeout as sleep } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import type { Clocks } from "../../clocks.ts";
import type { Random } from "../../kernel/random.ts";
import type { Wire } from "../../wire.ts";

/** Groups of devices behind one piece of network, as scenarios name them. */
export type Gateway = "fleet" | "meters" | "stores" | "positioning";

/** The network between the devices of a gateway and their listeners, with its present faults. */
export class Line {
  readonly gateway: Gateway;
  readonly #wire: Wire;
  readonly #clocks: Clocks;
  readonly #random: Random;

  constructor(gateway: Gateway, options: { readonly wire: Wire; readonly clocks: Clocks; readonly random: Random }) {
    this.gateway = gateway;
    this.#wire = options.wire;
    this.#clocks = options.clocks;
    this.#random = options.random;
  }

  get isDown(): boolean {
    return this.#wire.isDown(this.gateway);
  }

  /** How far a device's clock is ahead, ms. */
  offsetMs(device: string): number {
    return this.#clocks.offsetMs(this.gateway, device);
  }

  /** When copies of the next message leave, ms from now: a single one at once while nothing is wrong. */
  departures(): readonly number[] {
    const { share, mostMs } = this.#wire.lateness(this.gateway);
    const first = share > 0 && this.#random.chance(share) ? this.#random.between(0.1, 1) * mostMs : 0;
    return this.#random.chance(this.#wire.duplicateShare(this.gateway)) ? [first, first] : [first];
  }
}

interface Options {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

const PLAIN: Options = { qos: 0, retain: false };

/** A device's open connection. */
export class Link {
  readonly client: MqttClient;
  readonly #line: Line | undefined;
  readonly #lost: AbortSignal;

  constructor(client: MqttClient, line: Line | undefined, lost: AbortSignal) {
    this.client = client;
    this.#line = line;
    this.#lost = lost;
  }

  /**
   * Publishes without waiting. QoS 0 messages on a broken connection are lost, as in the field; faults of the line have
   * an effect.
   */
  publish(topic: string, payload: string | Buffer, options: Options = PLAIN): void {
    for (const inMs of this.#line?.departures() ?? [0]) {
      if (inMs === 0) this.publishNow(topic, payload, options);
      else {
        const timer = setTimeout(() => this.publishNow(topic, payload, options), inMs);
        this.#lost.addEventListener("abort", () => clearTimeout(timer), { once: true });
      }
    }
  }

  /**
   * Publishes with QoS 1 and resolves when the broker has accepted it; rejects when the connection ends before. Faults
   * of the line have an effect.
   */
  async deliver(topic: string, payload: string, { retain }: { readonly retain: boolean }): Promise<void> {
    for (const inMs of this.#line?.departures() ?? [0]) {
      if (inMs > 0) await sleep(inMs, undefined, { signal: this.#lost });
      await this.client.publishAsync(topic, payload, { qos: 1, retain });
    }
  }

  /** Publishes once and at once, whatever faults there are: births and other messages with which a session begins. */
  publishNow(topic: string, payload: string | Buffer, options: Options = PLAIN): void {
    this.client.publish(topic, payload, options, () => {});
  }
}
