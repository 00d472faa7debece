import type { Filter, Publication, Publish } from "../session.ts";
import { hostState, NAMESPACE } from "./commands.ts";

/** Longer ones are no STATE. */
const MAX_STATE_BYTES = 256;

/** The host's own STATE (specification 5.6, 6.4.25): retained, the same timestamp in will and birth, said again when an old will speaks against it. */
export class HostState {
  readonly topic: string;
  readonly filter: Filter;
  readonly will: Publication;
  readonly #onlineSinceMs = Date.now();
  #publish: Publish | undefined;

  constructor(hostId: string) {
    this.topic = `${NAMESPACE}/STATE/${hostId}`;
    this.filter = { topic: this.topic, qos: 1 };
    this.will = { topic: this.topic, payload: hostState(false, this.#onlineSinceMs), qos: 1, retain: true };
  }

  online(publish: Publish): void {
    this.#publish = publish;
    this.#announce();
  }

  /** What the broker holds of us. A late will of our previous connection must not stand as the last word. */
  message(payload: Buffer): void {
    if (payload.length <= MAX_STATE_BYTES && /"online"\s*:\s*false/.test(payload.toString("utf8"))) this.#announce();
  }

  farewell(): Publication {
    return { topic: this.topic, payload: hostState(false, Date.now()), qos: 1, retain: true };
  }

  #announce(): void {
    this.#publish?.({ topic: this.topic, payload: hostState(true, this.#onlineSinceMs), qos: 1, retain: true });
  }
}
