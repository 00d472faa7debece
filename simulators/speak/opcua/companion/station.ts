import {
  type AddressSpace,
  type BaseNode,
  DataType,
  NodeClass,
  promoteToStateMachine,
  StatusCodes,
  type UAObject,
  type UAStateMachineEx,
  type UAVariable,
} from "node-opcua";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Signal } from "../../../kernel/signal.ts";
import type { Station } from "../../../plants/machining/layout.ts";
import { objectAt } from "../address.ts";
import type { Outlet, StationNodes } from "../station-nodes.ts";
import { companionPlace } from "./paths.ts";
import { bindSignal } from "./signal-node.ts";
import { addMachine, setConstants } from "./station-object.ts";

const ITEM_STATES: Record<ItemState, string> = {
  0: "NotAvailable",
  1: "OutOfService",
  2: "NotExecuting",
  3: "Executing",
};

/** Set by the state machine itself. */
const STATE_PARTS: ReadonlySet<string> = new Set(["CurrentState", "LastTransition"]);

/** A station in the companion models: MachineTool and CNC, Robotics, or plain Machinery. */
export class CompanionStation implements StationNodes {
  readonly object: UAObject;
  readonly #station: Station;
  readonly #itemState: UAStateMachineEx;
  readonly #signals: Signal[] = [];
  readonly #bound = new Set<UAVariable>();

  constructor(space: AddressSpace, station: Station) {
    this.#station = station;
    this.object = addMachine(space, station);
    this.#itemState = promoteToStateMachine(
      objectAt(this.object, "mach:MachineryBuildingBlocks/mach:MachineryItemState"),
    );
  }

  outletOf(signal: Signal): Outlet {
    const { variable, outlet } = bindSignal(this.object, this.#station, signal);
    this.#bound.add(variable);
    this.#signals.push(signal);
    return outlet;
  }

  recordingPath(name: string): string {
    return companionPlace(this.#station, name).path;
  }

  complete(recorded: readonly UAVariable[]): void {
    for (const variable of recorded) this.#bound.add(variable);
    // New instances hold a Good 0; variables without a writer become Bad before the constants are set.
    disown(this.object, this.#bound);
    setConstants(this.object, this.#station, this.#signals);
  }

  showState(state: ItemState): void {
    this.#itemState.setState(ITEM_STATES[state]);
  }
}

/** Marks every data variable below that no signal feeds: this machine does not support it. */
function disown(object: UAObject, bound: ReadonlySet<UAVariable>): void {
  const visit = (node: BaseNode): void => {
    for (const child of node.findReferencesExAsObject("Aggregates")) {
      if (child.nodeClass === NodeClass.Variable) {
        const variable = child as UAVariable;
        const isOwn =
          variable.typeDefinitionObj.browseName.name !== "PropertyType" &&
          !STATE_PARTS.has(variable.browseName.name ?? "");
        // A structure is composed of the variables below it.
        if (isOwn && !bound.has(variable) && variable.getBasicDataType() !== DataType.ExtensionObject) {
          variable.setValueFromSource({ dataType: DataType.Null }, StatusCodes.BadNotSupported);
        }
      }
      visit(child);
    }
  };
  visit(object);
}
