import { DataType, Range, StatusCodes, type UAObject, type UAVariable } from "node-opcua";
import type { Signal, SignalValue } from "../plant/signal.ts";
import { findByPath, folderAt, ownNamespace, qualifiedName, spaceOf } from "./address.ts";
import { pathOf } from "./paths.ts";
import { unitInformation } from "./units.ts";

const VENDOR_TYPES = { number: DataType.Double, integer: DataType.Int32, boolean: DataType.Boolean, text: DataType.String } as const;

/** A signal and the variable that shows it. */
export interface SignalNode {
  readonly signal: Signal;
  readonly variable: UAVariable;
  readonly dataType: DataType;
}

function addVendorVariable(machine: UAObject, path: string, signal: Signal): UAVariable {
  const slash = path.lastIndexOf("/");
  const parent = slash < 0 ? machine : folderAt(machine, path.slice(0, slash));
  const browseName = qualifiedName(spaceOf(machine), path.slice(slash + 1));
  const namespace = ownNamespace(spaceOf(machine));
  const dataType = VENDOR_TYPES[signal.type];
  if (signal.type === "number" && signal.range !== null) {
    const [low, high] = signal.range;
    return namespace.addAnalogDataItem({ browseName, componentOf: parent, dataType, engineeringUnitsRange: { low, high }, engineeringUnits: unitInformation(signal.unit) });
  }
  return namespace.addVariable({ browseName, componentOf: parent, dataType });
}

/** Units and range of a companion model's variable, where it has places for them. */
function describe(variable: UAVariable, signal: Signal): void {
  if (signal.type !== "number") {
    return;
  }
  for (const child of ["EngineeringUnits", "cnc:EngineeringUnits"]) {
    const units = findByPath(variable, child) as UAVariable | null;
    units?.setValueFromSource({ dataType: DataType.ExtensionObject, value: unitInformation(signal.unit) });
  }
  const range = findByPath(variable, "EURange") as UAVariable | null;
  if (range !== null && signal.range !== null) {
    range.setValueFromSource({ dataType: DataType.ExtensionObject, value: new Range({ low: signal.range[0], high: signal.range[1] }) });
  }
}

/** Finds the variable of a signal in its machine, or adds it in the vendor's part. */
export function bindSignal(machine: UAObject, kind: string, signal: Signal): SignalNode {
  const { path, isVendor } = pathOf(kind, signal.id);
  if (isVendor) {
    return { signal, variable: addVendorVariable(machine, path, signal), dataType: VENDOR_TYPES[signal.type] };
  }
  const variable = findByPath(machine, path) as UAVariable | null;
  if (variable === null) {
    throw new Error(`${machine.browseName.name} has no ${path} for its signal ${signal.id}`);
  }
  describe(variable, signal);
  return { signal, variable, dataType: variable.getBasicDataType() };
}

/** The observed value in the variable's own type. */
function convert(value: SignalValue, dataType: DataType): unknown {
  if (dataType === DataType.LocalizedText) {
    return { text: String(value) };
  }
  return dataType === DataType.UInt16 || dataType === DataType.UInt32 ? Math.max(0, Math.round(Number(value))) : value;
}

/** Shows a value that was true since `sourceMs`. */
export function show(node: SignalNode, value: SignalValue, sourceMs: number): void {
  node.variable.setValueFromSource({ dataType: node.dataType, value: convert(value, node.dataType) }, StatusCodes.Good, new Date(sourceMs));
}
