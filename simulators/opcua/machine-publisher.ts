import { type BaseNode, DataType, NodeClass, promoteToStateMachine, StatusCodes, type UAObject, type UAStateMachineEx, type UAVariable } from "node-opcua";
import type { ItemState } from "../plant/contract.ts";
import type { Station } from "../plant/layout.ts";
import type { Machine } from "../plant/machine.ts";
import { commissionedMs } from "../plant/nameplate.ts";
import { observe, type SignalValue } from "../plant/signal.ts";
import { objectAt } from "./address.ts";
import { setConstants } from "./machine-nodes.ts";
import { RecordingNodes } from "./recording-nodes.ts";
import { bindSignal, type SignalNode, show } from "./signal-node.ts";

const ITEM_STATES: Record<ItemState, string> = { 0: "NotAvailable", 1: "OutOfService", 2: "NotExecuting", 3: "Executing" };

interface Published {
  readonly node: SignalNode;
  shown: SignalValue;
  dueMs: number;
}

/** Shows one machine of the plant on its server: every signal in its own rhythm, only when its reading changed. */
export class MachinePublisher {
  readonly #machine: Machine;
  readonly #signals: Published[] = [];
  readonly #itemState: UAStateMachineEx;
  readonly #recordings: RecordingNodes | undefined;
  #shownState: ItemState;
  /** Values written so far. */
  written = 0;

  constructor(object: UAObject, station: Station, options: { readonly machine: Machine; readonly nowMs: number }) {
    const { machine, nowMs } = options;
    this.#machine = machine;
    this.#itemState = promoteToStateMachine(objectAt(object, "mach:MachineryBuildingBlocks/mach:MachineryItemState"));
    this.#shownState = machine.itemState;
    this.#itemState.setState(ITEM_STATES[this.#shownState]);
    const bound = new Set<UAVariable>();
    for (const signal of machine.signals) {
      const node = bindSignal(object, station.kind, signal);
      bound.add(node.variable);
      const value = observe(signal, nowMs);
      show(node, value, signal.isStatic ? commissionedMs(station.id) : nowMs);
      if (!signal.isStatic) {
        // Spread over the interval, so that not everything is written in the same tick.
        this.#signals.push({ node, shown: value, dueMs: nowMs + (Math.abs(signal.seed) % signal.everyMs) });
      }
    }
    this.#recordings = machine.recorder === undefined ? undefined : new RecordingNodes(object, station.kind, machine.recorder);
    for (const variable of this.#recordings?.variables ?? []) bound.add(variable);
    this.#recordings?.publish(nowMs);
    // Fresh instances claim a good 0; what nobody writes must say so before the constants are set.
    disown(object, bound);
    setConstants(object, station, machine.signals);
  }

  publish(nowMs: number): void {
    for (const entry of this.#signals) {
      if (nowMs < entry.dueMs) {
        continue;
      }
      const { signal } = entry.node;
      entry.dueMs += signal.everyMs;
      if (entry.dueMs <= nowMs) {
        entry.dueMs = nowMs + signal.everyMs;
      }
      const value = observe(signal, nowMs);
      if (value !== entry.shown) {
        entry.shown = value;
        show(entry.node, value, nowMs);
        this.written++;
      }
    }
    this.written += this.#recordings?.publish(nowMs) ?? 0;
    if (this.#machine.itemState !== this.#shownState) {
      this.#shownState = this.#machine.itemState;
      this.#itemState.setState(ITEM_STATES[this.#shownState]);
    }
  }
}

/** Marks every data variable below that no signal feeds: this machine does not support it. */
function disown(object: UAObject, bound: ReadonlySet<UAVariable>): void {
  const visit = (node: BaseNode): void => {
    for (const child of node.findReferencesExAsObject("Aggregates")) {
      if (child.nodeClass === NodeClass.Variable) {
        const variable = child as UAVariable;
        const isOwn = variable.typeDefinitionObj.browseName.name !== "PropertyType" && !STATE_PARTS.has(variable.browseName.name ?? "");
        // A structure is put together from the variables below it.
        if (isOwn && !bound.has(variable) && variable.getBasicDataType() !== DataType.ExtensionObject) {
          variable.setValueFromSource({ dataType: DataType.Null }, StatusCodes.BadNotSupported);
        }
      }
      visit(child);
    }
  };
  visit(object);
}

/** Set by the state machine itself. */
const STATE_PARTS: ReadonlySet<string> = new Set(["CurrentState", "LastTransition"]);
