/**
 * How long an answer may lie in the socket before it counts as missing. A busy thread runs its timers before it reads
 * the socket, and must not take its own pause for the broker's silence.
 */
const READ_MS = 250;

/** A timer that runs until it is cleared. */
interface Running {
  timer: NodeJS.Timeout | undefined;
}

/**
 * The timer of mqtt.js's pings, which calls `step` every half keep-alive from the last answer on: at the second call
 * mqtt.js pings, at the third it gives the connection up. Here the ping leaves after half a keep-alive, so that a
 * thread may be busy for a whole one before the broker misses it (1.5 keep-alives, MQTT-3.1.2-24), and the connection
 * is given up after 1.5, once the socket was read.
 */
export const pingTimer = {
  set(step: () => void, halfMs: number): Running {
    const running: Running = { timer: undefined };
    const after = (ms: number, act: () => void): void => {
      running.timer = setTimeout(act, ms).unref();
    };
    after(halfMs, () => {
      after(2 * halfMs, () => after(READ_MS, step));
      step();
      step();
    });
    return running;
  },

  clear({ timer }: Running): void {
    clearTimeout(timer);
  },
};
