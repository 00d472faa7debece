import { type AddressSpace, DataType, type UAObject, type UAVariable, type VariantLike } from "node-opcua";
import type { Signal, SignalValue } from "../../../kernel/signal.ts";
import type { Station } from "../../../plants/machining/layout.ts";
import { folderAt, namespaceNamed } from "../address.ts";
import { Gathered } from "../gathered.ts";
import { type Outlet, type StationNodes, variableOutlet } from "../station-nodes.ts";
import { lowerFirst } from "../structure-nodeset.ts";
import { BLOCKS, blockName, memberType, PLC_MODES, PLC_STATES, type PlcStructure, plcPlace } from "./layout.ts";

/** S7-like controllers sample no faster. */
export const SAMPLING_FLOOR_MS = 100;

/** A station as one global data block: NodeIds are the symbolic names, such as `"DB_PRS_01"."Ram"`. */
export class PlcStation implements StationNodes {
  readonly object: UAObject;
  readonly #space: AddressSpace;
  readonly #block: string;
  readonly #gathered = new Map<string, Gathered>();

  constructor(space: AddressSpace, station: Station, structures: readonly PlcStructure[]) {
    this.#space = space;
    this.#block = blockName(station.id);
    this.object = addBlock(space, this.#block);
    for (const structure of structures) if (structure.block === this.#block) this.#addStructure(structure);
    const currents = this.#add("SupplyCurrent", DataType.Float, { valueRank: 1, arrayDimensions: [3] });
    this.#gathered.set(
      "plc:SupplyCurrent",
      new Gathered(
        currents,
        (values): VariantLike => ({
          dataType: DataType.Float,
          arrayType: "Array",
          value: Float32Array.from(values, Number),
        }),
      ),
    );
  }

  outletOf(signal: Signal): Outlet {
    const { path, field, index } = plcPlace(signal.id);
    if (signal.id === "item-state")
      return variableOutlet(this.#add("State", DataType.Int16), DataType.Int16, (value) => PLC_STATES[Number(value)]);
    if (signal.id === "operation-mode")
      return variableOutlet(this.#add("Mode", DataType.Int16), DataType.Int16, (value) => PLC_MODES[Number(value)]);
    if (field === undefined && index === undefined) return this.#member(path, memberType(signal));
    const gathered = this.#gathered.get(path) as Gathered;
    return gathered.outlet(index ?? this.#slotOf(path, field as string));
  }

  recordingPath(name: string): string {
    return plcPlace(name).path;
  }

  complete(): void {}

  flush(): void {
    for (const gathered of this.#gathered.values()) gathered.flush();
  }

  readonly #slots = new Map<string, number>();

  #slotOf(path: string, field: string): number {
    return this.#slots.get(`${path} ${field}`) as number;
  }

  /** A member of an unnamed structure, which is a node with members below it. */
  #member(path: string, type: ReturnType<typeof memberType>): Outlet {
    const [component = "", name = ""] = path.split("/").map((step) => step.slice("plc:".length));
    const namespace = namespaceNamed(this.#space, "plc");
    const known = this.object.getChildByName(component, namespace.index) as UAObject | null;
    const parent =
      known ??
      namespace.addObject({
        browseName: component,
        nodeId: `s="${this.#block}"."${component}"`,
        componentOf: this.object,
      });
    const options = {
      browseName: name,
      nodeId: `s="${this.#block}"."${component}"."${name}"`,
      componentOf: parent,
      dataType: type,
      minimumSamplingInterval: SAMPLING_FLOOR_MS,
    };
    return variableOutlet(namespace.addVariable(options), DataType[type]);
  }

  #add(
    name: string,
    dataType: DataType | string,
    rank: { readonly valueRank?: number; readonly arrayDimensions?: number[] } = {},
  ): UAVariable {
    return namespaceNamed(this.#space, "plc").addVariable({
      browseName: name,
      nodeId: `s="${this.#block}"."${name}"`,
      componentOf: this.object,
      dataType,
      minimumSamplingInterval: SAMPLING_FLOOR_MS,
      ...rank,
    });
  }

  #addStructure({ name, typeName, signals }: PlcStructure): void {
    const space = this.#space;
    const dataType = space.findDataType(typeName, namespaceNamed(space, "plc").index);
    if (dataType === null) throw new Error(`the PLC has no type ${typeName}`);
    const path = `plc:${name}`;
    const fields = signals.map((signal, slot) => {
      const field = plcPlace(signal.id).field as string;
      this.#slots.set(`${path} ${field}`, slot);
      return lowerFirst(field);
    });
    const variable = this.#add(name, dataType.nodeId.toString());
    const compose = (values: readonly SignalValue[]): VariantLike => ({
      dataType: DataType.ExtensionObject,
      value: space.constructExtensionObject(
        dataType,
        Object.fromEntries(fields.map((field, slot) => [field, values[slot]])),
      ),
    });
    this.#gathered.set(path, new Gathered(variable, compose));
  }
}

/** A data block as an object, with its symbolic name as NodeId. */
export function addBlock(space: AddressSpace, name: string): UAObject {
  const blocks = folderAt(space.rootFolder.objects, BLOCKS, namespaceNamed(space, "plc"));
  return namespaceNamed(space, "plc").addObject({ browseName: name, nodeId: `s="${name}"`, componentOf: blocks });
}
