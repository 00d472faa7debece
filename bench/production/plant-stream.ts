/**
 * The simulated plant second by second, as the log of an edge would hold it: events, states, levels and results, each
 * at its time.
 */
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type { StoreLevel } from "../../simulators/kernel/contract.ts";
import type { MachineStateChanged, PlantEvent } from "../../simulators/kernel/events.ts";
import { Random } from "../../simulators/kernel/random.ts";
import { observe } from "../../simulators/kernel/signal.ts";
import { StockWatch } from "../../simulators/plants/machining/material/stock-watch.ts";
import { Plant } from "../../simulators/plants/machining/plant.ts";
import type { Scenario } from "../../simulators/scenario/scenario.ts";
import type { Item } from "./books.ts";
import { ControllerMessages, clockOffsetMs } from "./controller-messages.ts";
import type { DemoPlant } from "./plant-tags.ts";

const DELAY_MS = 400;
const STEPS_PER_S = 10;
/** Delay of a repeated event. */
const AGAIN_MS = 1500;

export interface StreamOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Shares of piece events that are lost and that come twice. */
  readonly lost: number;
  /** Receives the true events as they happen. */
  onTruth?(event: PlantEvent): void;
  /** Changes events on their way, and the observations of a rack's sensors. */
  readonly heard?: {
    change(event: EdgeEvent, nowMs: number): readonly EdgeEvent[];
    seen(level: StoreLevel): Pick<StoreLevel, "id" | "pallets" | "pieces">;
  };
}

export class PlantStream {
  readonly plant: Plant;
  readonly #demo: DemoPlant;
  readonly #options: StreamOptions;
  readonly #messages: ControllerMessages;
  readonly #stock: StockWatch;
  readonly #random: Random;
  readonly #shown = new Map<number, number>();
  #waiting: { readonly item: Item; readonly atMs: number }[] = [];

  constructor(demo: DemoPlant, options: StreamOptions) {
    const { scenario, seed, lost } = options;
    this.#demo = demo;
    this.#options = options;
    this.plant = new Plant({ seed, scenario, startMs: scenario.startMs });
    this.#stock = new StockWatch(this.plant);
    this.#random = new Random(seed + 1);
    this.#messages = new ControllerMessages(
      { seed, delayMs: DELAY_MS, lost, twice: lost },
      (id) => this.plant.vehicles.find((vehicle) => vehicle.id === id)?.lastNodeId ?? "",
    );
  }

  /**
   * Starts the edge's view. `hasAll`: the edge gets the events of everything that is in the plant by then;
   * otherwise it sees servers alone: states, levels and listings.
   */
  begin({ hasAll = true }: { readonly hasAll?: boolean } = {}): void {
    for (const event of this.plant.snapshot()) {
      if (hasAll || event.type === "machine-state") this.#take(event);
      else this.#options.onTruth?.(event);
    }
    this.#list();
    this.plant.onEvent((event) => this.#take(event));
  }

  /** Advances the plant by a second. Returns its items in order. */
  second(): readonly Item[] {
    for (let step = 0; step < STEPS_PER_S; step++) {
      this.plant.step();
      this.#list();
      this.#look((id) => id.startsWith("result/"));
    }
    this.#look((id) => id === "pieces/on-board" || id.startsWith("counter/parts-"));
    this.#lookAtStores();
    const { nowMs } = this.plant;
    const due = this.#waiting.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
    this.#waiting = this.#waiting.filter(({ atMs }) => atMs > nowMs);
    return due.map(({ item }) => item);
  }

  #take(event: PlantEvent): void {
    const { onTruth, heard } = this.#options;
    onTruth?.(event);
    this.#stock.take(event);
    if (event.type === "machine-state") this.#reportState(event);
    for (const { event: sent, atMs } of this.#messages.about(event))
      for (const [at, kept] of (heard?.change(sent, this.plant.nowMs) ?? [sent]).entries())
        this.#waiting.push({ item: { event: kept }, atMs: atMs + at * AGAIN_MS });
  }

  #reportState({ station, state, mode, timeMs }: MachineStateChanged): void {
    const atMs = timeMs + this.#delayMs();
    const times = { timeMs: timeMs + clockOffsetMs(station), atMs };
    this.#report(station, "item-state", { value: state, ...times });
    this.#report(station, "operation-mode", { value: mode, ...times });
  }

  #list(): void {
    for (const listing of this.#stock.due()) {
      const { event, atMs } = this.#messages.list(listing, this.plant.nowMs);
      this.#waiting.push({ item: { event }, atMs });
    }
  }

  /** Values to compare with the record, when they change. A machine's values have the clock of its states. */
  #look(isAsked: (signal: string) => boolean): void {
    for (const [station, { signals }] of this.plant.machines)
      for (const signal of signals)
        if (isAsked(signal.id))
          this.#show(station, signal.id, Number(observe(signal, this.plant.nowMs)), clockOffsetMs(station));
  }

  #lookAtStores(): void {
    for (const level of this.plant.stores) {
      const { id, pallets, pieces } = this.#options.heard?.seen(level) ?? level;
      this.#show(id, "stock/pallets", pallets, 0);
      this.#show(id, "stock/pieces", pieces, 0);
    }
  }

  #show(label: string, signal: string, value: number, offsetMs: number): void {
    const ref = this.#demo.tagOf(label, signal)?.ref;
    if (ref === undefined || this.#shown.get(ref) === value) return;
    this.#shown.set(ref, value);
    const { nowMs } = this.plant;
    this.#report(label, signal, { value, timeMs: nowMs + offsetMs, atMs: nowMs + this.#delayMs() });
  }

  #delayMs(): number {
    return 5 + this.#random.next() * DELAY_MS;
  }

  #report(
    label: string,
    signal: string,
    { value, timeMs, atMs }: { readonly value: number; readonly timeMs: number; readonly atMs: number },
  ): void {
    const ref = this.#demo.tagOf(label, signal)?.ref;
    if (ref === undefined) return;
    const builder = new BatchBuilder();
    builder.add(ref, Math.round(timeMs * 1000), value, 0, 0);
    this.#waiting.push({ item: { samples: builder.finish(Math.round(atMs * 1000)) }, atMs });
  }
}
