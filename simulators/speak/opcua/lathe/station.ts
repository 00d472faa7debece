import { type AddressSpace, DataType, type UAObject, type UAObjectType, type UAVariable } from "node-opcua";
import type { Signal } from "../../../kernel/signal.ts";
import type { Station } from "../../../plants/machining/layout.ts";
import type { Machine } from "../../../plants/machining/machine.ts";
import { findByPath, folderAt, namespaceNamed, qualifiedName, spaceOf } from "../address.ts";
import { doubles, Gathered } from "../gathered.ts";
import { type Outlet, type StationNodes, variableOutlet } from "../station-nodes.ts";
import { unitInformation } from "../units.ts";
import { DRIVE_TEMPERATURES, type LathePlace, lathePlace, makersUnitOf } from "./paths.ts";

const LATHES = "hy:Lathes";
const TYPE_NAME = "HyLatheType";

const TYPES = {
  number: DataType.Double,
  integer: DataType.Int32,
  boolean: DataType.Boolean,
  text: DataType.String,
} as const;

/** A lathe as its maker shows it: no companion model, own type, own names, own numbers. */
export class LatheStation implements StationNodes {
  readonly object: UAObject;
  #drives: Gathered | undefined;

  constructor(space: AddressSpace, station: Station, machine: Machine) {
    const lathes = folderAt(space.rootFolder.objects, LATHES, namespaceNamed(space, "hy"));
    this.object = latheType(space, machine).instantiate({
      browseName: qualifiedName(space, `hy:${station.id}`),
      organizedBy: lathes,
      namespace: namespaceNamed(space, "hy"),
    });
  }

  outletOf(signal: Signal): Outlet {
    const place = lathePlace(signal.id, signal.unit);
    const variable = findByPath(this.object, place.path) as UAVariable;
    if (place.index !== undefined) {
      this.#drives ??= new Gathered(variable, doubles);
      return this.#drives.outlet(place.index);
    }
    return variableOutlet(variable, dataTypeOf(signal, place), place.toMaker);
  }

  recordingPath(name: string): string {
    return lathePlace(name, "").path;
  }

  complete(): void {}

  flush(): void {
    this.#drives?.flush();
  }
}

function dataTypeOf(signal: Signal, place: LathePlace): DataType {
  if (place.index !== undefined) return DataType.Double;
  return place.toMaker === undefined || typeof place.toMaker(0) === "number" ? TYPES[signal.type] : DataType.String;
}

/** The maker's object type, made with the first lathe: every lathe has all of it. */
function latheType(space: AddressSpace, machine: Machine): UAObjectType {
  const namespace = namespaceNamed(space, "hy");
  const known = namespace.findObjectType(TYPE_NAME);
  if (known !== null) return known;
  const type = namespace.addObjectType({ browseName: TYPE_NAME, subtypeOf: "BaseObjectType" });
  for (const signal of machine.signals) {
    const place = lathePlace(signal.id, signal.unit);
    if (place.index !== undefined && place.index > 0) continue;
    const slash = place.path.indexOf("/");
    const group = groupOf(type, place.path.slice(0, slash));
    const isArray = place.index !== undefined;
    namespace.addVariable({
      browseName: qualifiedName(space, place.path.slice(slash + 1)),
      componentOf: group,
      modellingRule: "Mandatory",
      dataType: dataTypeOf(signal, place),
      ...(isArray ? { valueRank: 1, arrayDimensions: [DRIVE_TEMPERATURES.length] } : {}),
      // The maker names units in a comment, not in EngineeringUnits.
      ...(signal.type === "number"
        ? { description: { text: unitInformation(makersUnitOf(place, signal.unit)).displayName.text ?? "" } }
        : {}),
    });
  }
  return type;
}

function groupOf(type: UAObjectType, name: string): UAObject {
  const space = spaceOf(type);
  const found = findByPath(type, name) as UAObject | null;
  return (
    found ??
    namespaceNamed(space, "hy").addObject({
      browseName: qualifiedName(space, name),
      componentOf: type,
      modellingRule: "Mandatory",
    })
  );
}
