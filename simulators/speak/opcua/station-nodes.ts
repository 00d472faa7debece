import { DataType, type StatusCode, StatusCodes, type UAObject, type UAVariable } from "node-opcua";
import type { ItemState } from "../../kernel/item-state.ts";
import type { Signal, SignalValue } from "../../kernel/signal.ts";

/** Destination of one signal's readings on a server. */
export interface Outlet {
  /** Shows a value that was true since `sourceMs` of the device's own clock. */
  show(value: SignalValue, sourceMs: number): void;
  /** Shows that there is no value, with a bad status code. */
  fail(statusCode: StatusCode, sourceMs: number): void;
}

/** The nodes of one station on its server, in the model that the server speaks. */
export interface StationNodes {
  /** Source node of the station's events. */
  readonly object: UAObject;
  outletOf(signal: Signal): Outlet;
  /** Path, below `object`, of a variable of the station's recorder. */
  recordingPath(name: string): string;
  /** After every outlet was made; `recorded` are variables that the recorder writes. */
  complete(recorded: readonly UAVariable[]): void;
  /** For models with a state machine of their own. */
  showState?(state: ItemState): void;
  /** Writes what belongs together; after the outlets of one tick. */
  flush?(): void;
}

/** An outlet that writes one variable. */
export function variableOutlet(
  variable: UAVariable,
  dataType: DataType,
  convert: (value: SignalValue) => unknown = (value) => value,
): Outlet {
  return {
    show: (value, sourceMs) =>
      variable.setValueFromSource({ dataType, value: convert(value) }, StatusCodes.Good, new Date(sourceMs)),
    fail: (statusCode, sourceMs) =>
      variable.setValueFromSource({ dataType: DataType.Null }, statusCode, new Date(sourceMs)),
  };
}
