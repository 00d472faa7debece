import type { Filter, Publication } from "../../../mqtt/messages.ts";
import type { Publish } from "../topic-reader.ts";
import { hostState, NAMESPACE } from "./commands.ts";

/** A longer payload is not a STATE message. */
const MAX_STATE_BYTES = 256;

/**
 * The host's own STATE (specification 5.6, 6.4.25): retained, with the same timestamp in will and birth, sent again
 * when an old will contradicts it. Edge nodes ignore a timestamp older than one they saw, so the host raises its own
 * above a later one, which may be from an earlier start with a clock ahead, or from a goodbye that came late.
 */
export class HostState {
  readonly topic: string;
  readonly filter: Filter;
  readonly will: Publication;
  #onlineMs = Date.now();
  #publish: Publish | undefined;

  constructor(hostId: string) {
    this.topic = `${NAMESPACE}/STATE/${hostId}`;
    this.filter = { topic: this.topic, qos: 1 };
    this.will = { topic: this.topic, payload: hostState(false, this.#onlineMs), qos: 1, retain: true };
  }

  online(publish: Publish): void {
    this.#publish = publish;
    this.#announce();
  }

  /**
   * A STATE of this host's id, retained or live. A late will of the previous connection must not remain the last
   * message.
   */
  message(payload: Buffer, isRetained: boolean): void {
    const { online, timestamp } = stateIn(payload);
    const isLater = timestamp > this.#onlineMs;
    // Not against another host that is online with our id: two hosts would outbid each other for ever.
    if (isLater && (isRetained || online === false)) this.#onlineMs = timestamp + 1;
    else if (online !== false) return;
    this.#announce();
  }

  farewell(): Publication {
    return { topic: this.topic, payload: hostState(false, Math.max(Date.now(), this.#onlineMs)), qos: 1, retain: true };
  }

  #announce(): void {
    this.#publish?.({ topic: this.topic, payload: hostState(true, this.#onlineMs), qos: 1, retain: true });
  }
}

/** `timestamp` is NaN where the payload has none. */
function stateIn(payload: Buffer): { readonly online?: unknown; readonly timestamp: number } {
  const text = payload.length <= MAX_STATE_BYTES ? payload.toString("utf8") : "";
  const timestamp = Number(/"timestamp"\s*:\s*(\d{1,15})\b/.exec(text)?.[1]);
  const online = /"online"\s*:\s*(true|false)/.exec(text)?.[1];
  return { ...(online === undefined ? {} : { online: online === "true" }), timestamp };
}
