/**
 * Feeders of a line of fast presses, with power analysers of 10 ms: for the energy of pieces that take a few seconds.
 * The plant of the demo takes steps of 100 ms; here time advances by the millisecond, and nothing but power, counters
 * and pieces exists. Same options, same run.
 */
import { Random } from "../kernel/random.ts";

const US = 1000;
/** Readings of one message of an analyser, and their spacing. */
const READINGS = 10;
const READING_MS = 10;
const MESSAGE_MS = READINGS * READING_MS;
const COUNTER_MS = 1000;
/** Clocks are off by up to this much. */
const CLOCK_MS = 400;
/** A message takes this long at least, and twice as long on average. */
const LEAST_DELAY_US = 300;
const MEAN_DELAY_US = 2000;
const IDLE_KW = 0.8;
/** Relative noise of a reading of power. */
const NOISE = 0.002;
/** Blows of a press while it works. */
const [BLOW_KW, BLOW_MS, BLOW_EVERY_MS] = [40, 30, 400] as const;

export interface FeedersOptions {
  readonly seed: number;
  readonly feeders: number;
  readonly seconds: number;
  /** Time of the run's beginning, µs UTC. */
  readonly start: number;
}

/** Messages by the time at which they arrive; times in them are by the sender's clock, µs. */
export type FeederMessage = { readonly feeder: number; readonly receivedAt: number } & (
  | { readonly type: "power"; readonly times: readonly number[]; readonly kW: readonly number[] }
  | { readonly type: "counter"; readonly time: number; readonly wh: number }
  | { readonly type: "started" | "completed"; readonly time: number; readonly piece: string }
);

export interface FeederRun {
  readonly messages: readonly FeederMessage[];
  /** True energy of each completed piece, Wh. */
  readonly pieces: ReadonlyMap<string, number>;
  /** How far the clocks of each analyser and of its press are ahead, µs. */
  readonly clocks: readonly { readonly analyser: number; readonly press: number }[];
}

export function runFeeders({ seed, feeders, seconds, start }: FeedersOptions): FeederRun {
  const random = new Random(seed);
  const pieces = new Map<string, number>();
  const runs = Array.from({ length: feeders }, (_, feeder) =>
    new Feeder(feeder, { random: random.fork(`feeder ${feeder}`), start, pieces }).run(seconds * 1000),
  );
  const messages = runs.flatMap((run) => run.messages).sort((a, b) => a.receivedAt - b.receivedAt);
  return { messages, pieces, clocks: runs.map(({ clock }) => clock) };
}

class Feeder {
  readonly messages: FeederMessage[] = [];
  readonly clock: { readonly analyser: number; readonly press: number };
  readonly #feeder: number;
  readonly #random: Random;
  readonly #start: number;
  readonly #pieces: Map<string, number>;
  #wh = 1000;
  #count = 0;

  constructor(
    feeder: number,
    {
      random,
      start,
      pieces,
    }: { readonly random: Random; readonly start: number; readonly pieces: Map<string, number> },
  ) {
    this.#feeder = feeder;
    this.#random = random;
    this.#start = start;
    this.#pieces = pieces;
    const clock = (): number => Math.round(CLOCK_MS * US * random.between(-1, 1));
    this.clock = { analyser: clock(), press: clock() };
  }

  run(ms: number): this {
    let changeMs = Math.round(this.#random.between(300, 700));
    let isWorking = false;
    let workKW = 0;
    let pieceWh = 0;
    let windowWh = 0;
    let reading: { times: number[]; kW: number[] } = { times: [], kW: [] };
    for (let at = 0; at < ms; at++) {
      if (at === changeMs) {
        isWorking = !isWorking;
        this.#report(isWorking ? "started" : "completed", at);
        if (!isWorking) this.#pieces.set(this.#piece, pieceWh);
        pieceWh = 0;
        workKW = this.#random.between(4, 9);
        changeMs += Math.round(isWorking ? this.#random.between(1500, 3000) : this.#random.between(300, 700));
      }
      const blow = at % BLOW_EVERY_MS < BLOW_MS ? BLOW_KW : 0;
      const wh = (isWorking ? workKW + blow : IDLE_KW) / 3600;
      pieceWh += wh;
      windowWh += wh;
      this.#wh += wh;
      const end = at + 1;
      if (end % READING_MS === 0) {
        // The analyser stamps the middle of its window.
        reading.times.push(this.#start + (end - READING_MS / 2) * US + this.clock.analyser);
        reading.kW.push(((windowWh * 3600) / READING_MS) * (1 + NOISE * this.#random.normal()));
        windowWh = 0;
      }
      if (end % MESSAGE_MS === 0) {
        this.#send(end, { type: "power", ...reading });
        reading = { times: [], kW: [] };
      }
      if (end % COUNTER_MS === 0)
        this.#send(end, {
          type: "counter",
          time: this.#start + end * US + this.clock.analyser,
          wh: Math.floor(this.#wh * 10) / 10,
        });
    }
    return this;
  }

  get #piece(): string {
    return `F${this.#feeder}-${this.#count}`;
  }

  #report(type: "started" | "completed", at: number): void {
    if (type === "started") this.#count++;
    this.#send(at, { type, time: this.#start + at * US + this.clock.press, piece: this.#piece });
  }

  #send(
    at: number,
    message:
      | { type: "power"; times: number[]; kW: number[] }
      | { type: "counter"; time: number; wh: number }
      | { type: "started" | "completed"; time: number; piece: string },
  ): void {
    const delayUs = LEAST_DELAY_US - MEAN_DELAY_US * Math.log(1 - this.#random.next());
    this.messages.push({ feeder: this.#feeder, receivedAt: Math.round(this.#start + at * US + delayUs), ...message });
  }
}
