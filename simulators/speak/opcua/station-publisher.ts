import { StatusCodes, type UAObject } from "node-opcua";
import type { ItemState } from "../../kernel/item-state.ts";
import { observe, type Signal, type SignalValue } from "../../kernel/signal.ts";
import type { Station } from "../../plants/machining/layout.ts";
import type { Machine } from "../../plants/machining/machine.ts";
import { commissionedMs } from "../../plants/machining/nameplate.ts";
import { RecordingNodes } from "./recording-nodes.ts";
import type { Outlet, StationNodes } from "./station-nodes.ts";

export interface PublisherOptions {
  readonly machine: Machine;
  readonly nowMs: number;
  /** How far the clock that stamps the station's values is ahead, ms. */
  clockOffsetMs(): number;
  /** Value that the device shows when the instrument reads `value`. */
  shown(signal: Signal, value: SignalValue): SignalValue;
  /** Sampling interval of a signal: its own, unless the server has another. */
  everyMs(signal: Signal): number;
}

/** A control publishes a change of these at once, not at the next sampling. */
const AT_ONCE: ReadonlySet<string> = new Set(["item-state", "operation-mode"]);

interface Published {
  readonly signal: Signal;
  readonly outlet: Outlet;
  readonly everyMs: number;
  /** Undefined while the instrument gives nothing. */
  shown: SignalValue | undefined;
  dueMs: number;
}

/** Shows one machine of the plant on its server: every signal in its own rhythm, only when its reading changed. */
export class StationPublisher {
  readonly id: string;
  readonly #nodes: StationNodes;
  readonly #options: PublisherOptions;
  readonly #signals: Published[] = [];
  readonly #recordings: RecordingNodes | undefined;
  #shownState: ItemState;
  /** Values written so far. */
  written = 0;

  constructor(nodes: StationNodes, station: Station, options: PublisherOptions) {
    const { machine, nowMs } = options;
    this.id = station.id;
    this.#nodes = nodes;
    this.#options = options;
    this.#shownState = machine.itemState;
    nodes.showState?.(this.#shownState);
    for (const signal of machine.signals) {
      const outlet = nodes.outletOf(signal);
      const value = options.shown(signal, observe(signal, nowMs));
      outlet.show(value, signal.isStatic ? commissionedMs(station.id) : nowMs + options.clockOffsetMs());
      if (!signal.isStatic) {
        const everyMs = options.everyMs(signal);
        // Spread over the interval, so that not everything is written in the same tick.
        this.#signals.push({ signal, outlet, everyMs, shown: value, dueMs: nowMs + (Math.abs(signal.seed) % everyMs) });
      }
    }
    this.#recordings = machine.recorder === undefined ? undefined : new RecordingNodes(nodes, machine.recorder);
    this.#recordings?.publish(nowMs, options.clockOffsetMs());
    nodes.complete(this.#recordings?.variables ?? []);
    nodes.flush?.();
  }

  /** Source node of this station's events. */
  get object(): UAObject {
    return this.#nodes.object;
  }

  publish(nowMs: number): void {
    for (const entry of this.#signals) {
      if (nowMs < entry.dueMs) {
        continue;
      }
      entry.dueMs += entry.everyMs;
      if (entry.dueMs <= nowMs) {
        entry.dueMs = nowMs + entry.everyMs;
      }
      this.#show(entry, nowMs);
    }
    this.written += this.#recordings?.publish(nowMs, this.#options.clockOffsetMs()) ?? 0;
    this.#nodes.flush?.();
  }

  /** The machine's state has changed. */
  changed(nowMs: number): void {
    for (const entry of this.#signals) if (AT_ONCE.has(entry.signal.id)) this.#show(entry, nowMs);
    this.#nodes.flush?.();
    const { itemState } = this.#options.machine;
    if (itemState === this.#shownState) return;
    this.#shownState = itemState;
    this.#nodes.showState?.(itemState);
  }

  #show(entry: Published, nowMs: number): void {
    const value =
      entry.signal.fault?.kind === "dropped"
        ? undefined
        : this.#options.shown(entry.signal, observe(entry.signal, nowMs));
    if (value === entry.shown) return;
    entry.shown = value;
    const timeMs = nowMs + this.#options.clockOffsetMs();
    if (value === undefined) entry.outlet.fail(StatusCodes.BadSensorFailure, timeMs);
    else entry.outlet.show(value, timeMs);
    this.written++;
  }
}
