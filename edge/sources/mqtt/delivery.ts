/** How messages survive what happens to the link. */
export interface Delivery {
  /**
   * Seconds that the broker keeps our session, whose messages of QoS 1 get their PUBACK when they are on disk. 0:
   * clean start, no session.
   */
  readonly keepSessionS: number;
  /** Topic where the broker says since when it has been running; empty where it does not. */
  readonly uptimeTopic: string;
  /**
   * Topic where the broker says how many messages it dropped because a queue was full; empty where queues have no
   * bound.
   */
  readonly droppedTopic: string;
  /** Payloads hold their own time, so that the same bytes are the same message. */
  readonly hasOwnTimes: boolean;
  /**
   * Nothing in the payloads shows a loss, so that each interruption is declared; of a kept session, each in which the
   * broker may have lost something.
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
