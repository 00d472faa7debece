/** What is known of a future that the picture plays; `future-player.ts`, which comes with its room, plays it. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { FutureFigures } from "../../../edge/contracts/forecast/answer.ts";
import type { WholeForecast } from "./forecast-api.ts";
import type { FutureFeed } from "./future-feed.ts";
import type { FutureStatesAt } from "./future-states.ts";
import type { Mirror } from "./mirror.ts";

/** A future with what is read of it. */
export interface PlayedFuture {
  /** Its position in the answer; 0 is the plant as it is. */
  readonly number: number;
  readonly figures: FutureFigures;
  readonly at: FutureStatesAt;
  readonly feed: FutureFeed;
}

export interface FuturePlayer {
  readonly forecast: WholeForecast;
  readonly startMs: number;
  readonly endMs: number;
  readonly main: ReadonlySignal<PlayedFuture | null>;
  /** Laid over it as ghosts. */
  readonly other: ReadonlySignal<PlayedFuture | null>;
  /** Speed of the next play, times real time. */
  readonly chosen: ReadonlySignal<number>;
  /** Why a future could not be read; empty without a reason. */
  readonly failure: Signal<string>;
  /** From the start of the forecast to the moment. */
  readonly seconds: number;
  /** Shows the future at an instant within it, and plays at `speed` times real time; 0 rests. */
  show(atMs: number, speed: number): void;
  /** Plays or pauses; at the end it begins anew. */
  toggle(): void;
  /** Plays on at another speed. */
  setSpeed(speed: number): void;
  stepBy(ms: number): void;
  /** Plays another future at the same moment. */
  choose(number: number): Promise<void>;
  /** Lays another future over it; null for none. */
  compare(number: number | null): Promise<void>;
}

/** The forecast that the picture plays; null while it shows now or the past. */
export const played = signal<FuturePlayer | null>(null);
/** The plant of the other future at the same moment; a new object with every moment. */
export const futureGhost = signal<{ readonly mirror: Mirror } | null>(null);
