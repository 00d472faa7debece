/** Messages and subscriptions of an MQTT client. */

/** A subscription. */
export interface Filter {
  readonly topic: string;
  readonly qos: 0 | 1;
}

/** A message that the edge sends. */
export interface Publication {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}
