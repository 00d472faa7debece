/** Delivery of messages over interruptions of the link. */
export interface Delivery {
  /**
   * Seconds that the broker keeps our session; its QoS 1 messages get their PUBACK when they are on disk. 0: clean
   * start, no session.
   */
  readonly keepSessionS: number;
  /** Topic of the broker's uptime; empty where it publishes none. */
  readonly uptimeTopic: string;
  /** Topic of the broker's count of messages dropped at full queues; empty where queues have no bound. */
  readonly droppedTopic: string;
  /** Payloads hold their own time, so equal bytes are the same message. */
  readonly hasOwnTimes: boolean;
  /**
   * Payloads do not show losses, so each interruption is declared; with a kept session, each in which the broker may
   * have lost messages.
   */
  readonly declaresOutages: boolean;
}

/** Clean sessions of formats with sequence numbers of their own (Sparkplug `seq`, VDA 5050 `headerId`). */
export const NUMBERED: Delivery = {
  keepSessionS: 0,
  uptimeTopic: "",
  droppedTopic: "",
  hasOwnTimes: true,
  declaresOutages: false,
};
