import { signal } from "@preact/signals";
import { can } from "../../../edge/contracts/plant/kinds.ts";
import { RoadMap, type Spot } from "../../../edge/contracts/plant/road-map.ts";
import { wordsOf } from "./api.ts";
import { fetchStates, type WholeForecast } from "./forecast-api.ts";
import { FutureFeed } from "./future-feed.ts";
import { FutureStatesAt } from "./future-states.ts";
import { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";
import { type FuturePlayer, futureGhost, type PlayedFuture, played } from "./played.ts";
import type { Session } from "./session.ts";
import { futureMoment, openAlert, openTrend, pinned, plant, planView, screen } from "./signals.ts";

/** A picture that comes later than this has stood still meanwhile: a hidden page does not run ahead. */
const LONGEST_FRAME_MS = 250;
/** Texts, lists and ghosts follow at this pace; vehicles with every picture. */
const TEXT_MS = 250;

/** A shift in eight minutes. */
const USUAL_SPEED = 60;

/** Plays a future in the picture, and another one as ghosts over it. */
class ScenePlayer implements FuturePlayer {
  readonly forecast: WholeForecast;
  readonly startMs: number;
  readonly endMs: number;
  readonly main = signal<PlayedFuture | null>(null);
  readonly other = signal<PlayedFuture | null>(null);
  readonly chosen = signal(USUAL_SPEED);
  readonly failure = signal("");
  readonly #session: Session;
  readonly #index: PlantIndex;
  readonly #roads: RoadMap;
  readonly #ghost = new Mirror();
  #frame: number | undefined;
  #drawnMs = 0;
  #saidMs = 0;
  #atMs: number;
  /** Of questions whose answers come in another order, the last one counts. */
  #chosenTurn = 0;
  #comparedTurn = 0;
  #speed = 0;

  constructor(session: Session, index: PlantIndex, forecast: WholeForecast) {
    this.forecast = forecast;
    this.#session = session;
    this.#index = index;
    this.#roads = new RoadMap(index.plant.routes);
    this.startMs = Date.parse(forecast.answer?.at ?? "");
    this.endMs = this.startMs + 1000 * (forecast.answer?.horizonS ?? 0);
    this.#atMs = this.startMs;
    this.#ghost.setPast(true);
    this.#ghost.setReachable(true);
  }

  get seconds(): number {
    return (this.#atMs - this.startMs) / 1000;
  }

  show(atMs: number, speed: number): void {
    this.#atMs = Math.max(this.startMs, Math.min(this.endMs, atMs));
    this.#speed = this.#atMs >= this.endMs ? 0 : speed;
    this.#draw();
    this.#say();
    if (this.#speed > 0 && this.#frame === undefined) {
      this.#drawnMs = performance.now();
      this.#frame = requestAnimationFrame((nowMs) => this.#onFrame(nowMs));
    }
  }

  toggle(): void {
    const isOver = this.#atMs >= this.endMs;
    this.show(isOver ? this.startMs : this.#atMs, this.#speed > 0 ? 0 : this.chosen.value);
  }

  setSpeed(speed: number): void {
    this.chosen.value = speed;
    this.show(this.#atMs, speed);
  }

  stepBy(ms: number): void {
    this.show(this.#atMs + ms, 0);
  }

  async choose(number: number): Promise<void> {
    const turn = ++this.#chosenTurn;
    const found = await this.read(number);
    if (found === undefined || played.value !== this || turn !== this.#chosenTurn) return;
    this.main.value = found;
    if (this.other.value?.number === number) await this.compare(null);
    this.show(this.#atMs, this.#speed);
  }

  async compare(number: number | null): Promise<void> {
    const turn = ++this.#comparedTurn;
    const found = number === null ? undefined : await this.read(number);
    if (played.value !== this || turn !== this.#comparedTurn) return;
    this.other.value = found ?? null;
    this.#ghost.clear();
    if (found === undefined) futureGhost.value = null;
    this.show(this.#atMs, this.#speed);
  }

  /** Undefined, with the reason in `failure`, where a future cannot be read. */
  async read(number: number): Promise<PlayedFuture | undefined> {
    this.failure.value = "";
    const figures = this.forecast.answer?.futures[number];
    if (figures === undefined) return undefined;
    try {
      const states = await fetchStates(this.forecast.uid, number);
      // What lies in a store is not forecast: the model counts only what vehicles bring there.
      const places = states.places.filter(({ label }) => !this.#isStore(label));
      const at = new FutureStatesAt({ ...states, places }, this.#roads, (label) => this.#spotOf(label));
      return { number, figures, at, feed: new FutureFeed(at, this.#index, this.startMs) };
    } catch (error) {
      this.failure.value = wordsOf(error);
      return undefined;
    }
  }

  #isStore(label: string): boolean {
    const asset = this.#index.byLabel(label);
    return asset !== undefined && can(asset, "stores");
  }

  #spotOf(label: string): Spot | undefined {
    const pose = this.#index.byLabel(label)?.pose;
    return pose === undefined ? undefined : [pose.x, pose.y];
  }

  #onFrame(nowMs: number): void {
    this.#frame = undefined;
    if (played.value !== this || this.#speed === 0) return;
    this.#atMs += Math.min(LONGEST_FRAME_MS, Math.max(0, nowMs - this.#drawnMs)) * this.#speed;
    this.#drawnMs = nowMs;
    if (this.#atMs >= this.endMs) {
      this.show(this.endMs, 0);
      return;
    }
    this.#draw();
    if (nowMs - this.#saidMs >= TEXT_MS) {
      this.#saidMs = nowMs;
      this.#say();
    }
    this.#frame = requestAnimationFrame((next) => this.#onFrame(next));
  }

  #draw(): void {
    const { value: main } = this.main;
    if (main !== null) this.#session.apply(main.feed.batchAt(this.seconds));
  }

  #say(): void {
    futureMoment.value = { atMs: this.#atMs, speed: this.#speed };
    const { value: other } = this.other;
    if (other === null) return;
    this.#ghost.apply(other.feed.batchAt(this.seconds));
    futureGhost.value = { mirror: this.#ghost };
  }
}

/** Opens the picture with a future of a forecast. Throws nothing: gives why it could not be read, or an empty text. */
export async function playInScene(session: Session, forecast: WholeForecast, number: number): Promise<string> {
  const index = plant.value;
  if (index === null) return "";
  const player = new ScenePlayer(session, index, forecast);
  const from = screen.value;
  const main = await player.read(number);
  // Somebody who went to another room meanwhile stays there.
  if (screen.value !== from) return "";
  if (main === undefined) return player.failure.value;
  player.main.value = main;
  session.leaveNow();
  pinned.value = null;
  openAlert.value = null;
  openTrend.value = null;
  futureGhost.value = null;
  planView.value = false;
  // Before the signal that makes the page one of the future, which only the overview is.
  screen.value = "overview";
  played.value = player;
  player.show(player.startMs, 0);
  return "";
}
