import type { Signal, SignalValue } from "../../../kernel/signal.ts";
import { pascal } from "../companion/paths.ts";
import type { StructureField, StructureType } from "../structure-nodeset.ts";

/** Folder of all data blocks below the server's Objects. */
export const BLOCKS = "plc:PLC_ASM/plc:DataBlocksGlobal";

/** Where a signal is in its station's data block. Paths are relative to the block. */
export interface PlcPlace {
  readonly path: string;
  /** The variable is a structure, and the signal this field of it. */
  readonly field?: string;
  /** The variable is an array, and the signal this element of it. */
  readonly index?: number;
}

/** `PRS-01` is `DB_PRS_01`: names in a PLC program have no hyphens. */
export function blockName(station: string): string {
  return `DB_${station.replaceAll("-", "_")}`;
}

const PHASE_CURRENT = /^power\/current-l([123])$/;

/**
 * Components that the program declares as types of its own: they are read as one structure. Members of all others are
 * variables by themselves.
 */
const STRUCTURED: ReadonlySet<string> = new Set(["ram", "spindle"]);

/**
 * Where the PLC shows a signal: states as numbers of their own, phase currents as an array, the drive of a process as
 * a structure, the rest as members of an unnamed one.
 */
export function plcPlace(signal: string): PlcPlace {
  if (signal === "item-state") return { path: "plc:State" };
  if (signal === "operation-mode") return { path: "plc:Mode" };
  const phase = PHASE_CURRENT.exec(signal)?.[1];
  if (phase !== undefined) return { path: "plc:SupplyCurrent", index: Number(phase) - 1 };
  const [component, name] = signal.split("/") as [string, string | undefined];
  if (name === undefined) return { path: `plc:Ident/plc:${pascal(component)}` };
  const path = `plc:${pascal(component)}`;
  return STRUCTURED.has(component) ? { path, field: pascal(name) } : { path: `${path}/plc:${pascal(name)}` };
}

/** State byte of the PLC program, by MachineryItemState: 0 off, 90 stopped by a fault, 10 waits, 20 works. */
export const PLC_STATES: readonly SignalValue[] = [0, 90, 10, 20];
/** Mode switch, by MachineryOperationMode: 0 none, 3 service, 2 manual, 1 automatic. */
export const PLC_MODES: readonly SignalValue[] = [0, 3, 2, 1];

/** Type of a member, as the PLC program declares it. */
export function memberType({ id, type }: Pick<Signal, "id" | "type">): StructureField[1] {
  if (type === "boolean") return "Boolean";
  if (type === "text") return "String";
  if (type === "integer") return "Int32";
  // Meters count too far for 32 bits.
  return id.startsWith("energy/") ? "Double" : "Float";
}

/** A structure of a data block, with the signals that are its fields, in order. */
export interface PlcStructure {
  readonly block: string;
  readonly name: string;
  readonly typeName: string;
  readonly signals: readonly Signal[];
}

const fieldsOf = (signals: readonly Signal[]): string =>
  signals.map((signal) => `${plcPlace(signal.id).field} ${memberType(signal)}`).join(", ");

/**
 * The structures of all stations' blocks. Structures of one name with the same fields share a type, as they do in a
 * program that is written by people.
 */
export function structuresOf(
  stations: readonly { readonly station: string; readonly signals: readonly Signal[] }[],
): PlcStructure[] {
  const types = new Map<string, string>();
  return stations.flatMap(({ station, signals }) => {
    const byPath = Map.groupBy(
      signals.filter((signal) => plcPlace(signal.id).field !== undefined),
      (signal) => plcPlace(signal.id).path,
    );
    return [...byPath].map(([path, members]) => {
      const name = path.slice("plc:".length);
      const fields = `${name}: ${fieldsOf(members)}`;
      const others = [...types.keys()].filter((other) => other.startsWith(`${name}: `)).length;
      const typeName = types.get(fields) ?? `UDT_${name}${others === 0 ? "" : others + 1}`;
      types.set(fields, typeName);
      return { block: blockName(station), name, typeName, signals: members };
    });
  });
}

/** The structures' types, each once. */
export function structureTypesOf(structures: readonly PlcStructure[]): StructureType[] {
  const byName = new Map(structures.map((structure) => [structure.typeName, structure]));
  return [...byName.values()].map(({ typeName, signals }) => ({
    name: typeName,
    fields: signals.map((signal): StructureField => [plcPlace(signal.id).field as string, memberType(signal)]),
  }));
}
