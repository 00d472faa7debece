import { DataType, Range, type UAObject, type UAVariable } from "node-opcua";
import type { Signal, SignalValue } from "../../../kernel/signal.ts";
import { findByPath, namespaceOf, placeAt } from "../address.ts";
import { type Outlet, variableOutlet } from "../station-nodes.ts";
import { unitInformation } from "../units.ts";
import { companionPlace, type StationId } from "./paths.ts";

const VENDOR_TYPES = {
  number: DataType.Double,
  integer: DataType.Int32,
  boolean: DataType.Boolean,
  text: DataType.String,
} as const;

/** Adds a plain variable of a maker's own model for a signal, with unit and range where it has them. */
function addVendorVariable(
  machine: UAObject,
  path: string,
  signal: Signal,
): { readonly variable: UAVariable; readonly dataType: DataType } {
  const { parent, browseName } = placeAt(machine, path);
  const namespace = namespaceOf(machine);
  const dataType = VENDOR_TYPES[signal.type];
  if (signal.type === "number" && signal.range !== null) {
    const [low, high] = signal.range;
    return {
      variable: namespace.addAnalogDataItem({
        browseName,
        componentOf: parent,
        dataType,
        engineeringUnitsRange: { low, high },
        engineeringUnits: unitInformation(signal.unit),
      }),
      dataType,
    };
  }
  return { variable: namespace.addVariable({ browseName, componentOf: parent, dataType }), dataType };
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
    range.setValueFromSource({
      dataType: DataType.ExtensionObject,
      value: new Range({ low: signal.range[0], high: signal.range[1] }),
    });
  }
}

/** Finds the variable of a signal in its machine, or adds it in the maker's part. */
export function bindSignal(
  machine: UAObject,
  station: StationId,
  signal: Signal,
): { readonly variable: UAVariable; readonly outlet: Outlet } {
  const { path, isVendor } = companionPlace(station, signal.id);
  if (isVendor) {
    const { variable, dataType } = addVendorVariable(machine, path, signal);
    return { variable, outlet: variableOutlet(variable, dataType) };
  }
  const variable = findByPath(machine, path) as UAVariable | null;
  if (variable === null) {
    throw new Error(`${machine.browseName.name} has no ${path} for its signal ${signal.id}`);
  }
  describe(variable, signal);
  const dataType = variable.getBasicDataType();
  return { variable, outlet: variableOutlet(variable, dataType, (value) => convert(value, dataType)) };
}

/** The observed value in the variable's own type. */
function convert(value: SignalValue, dataType: DataType): unknown {
  if (dataType === DataType.LocalizedText) {
    return { text: String(value) };
  }
  return dataType === DataType.UInt16 || dataType === DataType.UInt32 ? Math.max(0, Math.round(Number(value))) : value;
}
