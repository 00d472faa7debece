/** Both ends of the messages beside the log of one edge, without a server: they may be lost, doubled or changed. */
import type { SideChannel, SideChannels } from "../../../edge/contracts/fleet/side-channel.ts";

type Hear = (body: Uint8Array) => void;

export class FakeSideChannels {
  readonly edgeId = "0190aaaa-0000-7000-8000-000000000001";
  /** Each message as it goes; what it returns arrives. */
  change: (body: Uint8Array, topic: string) => readonly Uint8Array[] = (body) => [body];
  isThere = true;
  /** Bytes that the edge has sent. */
  sent = 0;
  readonly #edge = new Map<string, Hear>();
  readonly #hub = new Map<string, (edgeId: string, body: Uint8Array) => void>();
  readonly #greeted: ((edgeId: string) => void)[] = [];

  readonly edge: SideChannel = {
    send: (topic, body) => {
      if (!this.isThere) return false;
      this.sent += body.length;
      for (const one of this.change(Uint8Array.from(body), topic)) this.toHub(topic, one);
      return true;
    },
    on: (topic, hear) => void this.#edge.set(topic, hear),
  };

  readonly hub: SideChannels = {
    send: (_edgeId, topic, body) => {
      if (!this.isThere) return false;
      for (const one of this.change(Uint8Array.from(body), topic)) queueMicrotask(() => this.#edge.get(topic)?.(one));
      return true;
    },
    on: (topic, hear) => void this.#hub.set(topic, hear),
    onGreeted: (run) => void this.#greeted.push(run),
  };

  toHub(topic: string, body: Uint8Array): void {
    queueMicrotask(() => this.#hub.get(topic)?.(this.edgeId, body));
  }

  greet(): void {
    for (const run of this.#greeted) run(this.edgeId);
  }

  /** The edge's process starts anew. */
  forgetEdge(): void {
    this.#edge.clear();
  }
}
