/** Reads MTConnectDevices documents: what an agent's devices consist of, and which data items they have. */
import { XmlError, XmlReader } from "../../../contracts/xml-reader.ts";
import { openHeader } from "./header.ts";
import { openDocument } from "./refusal.ts";

/** More than any agent of a plant has. */
const MOST_ITEMS = 100_000;
const MOST_VALUES = 256;

export interface DataItem {
  readonly id: string;
  readonly name?: string;
  readonly category: "SAMPLE" | "EVENT" | "CONDITION";
  /** Such as `POSITION`; extensions have a prefix, as in `x:VIBRATION`. */
  readonly type: string;
  readonly subType?: string;
  /** Unit of its observations, such as `MILLIMETER`. */
  readonly units?: string;
  /** VALUE where the agent says nothing. */
  readonly representation: string;
  /** Values a second of a TIME_SERIES; NaN where only observations say it. */
  readonly sampleRate: number;
  readonly statistic?: string;
  readonly coordinateSystem?: string;
  /** Values that it can have; empty where the agent does not list them. */
  readonly values: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Component {
  /** Name of its element, such as `Linear`. */
  readonly type: string;
  readonly id: string;
  readonly name?: string;
  readonly items: readonly DataItem[];
  readonly components: readonly Component[];
}

export interface Device extends Component {
  readonly uuid: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly description?: string;
}

export interface Probe {
  readonly instanceId: string;
  /** Version of the agent's software or of the standard, as the agent says it. */
  readonly version: string;
  readonly sender: string;
  readonly devices: readonly Device[];
}

/** Throws XmlError or AgentRefusal. */
export function readProbe(xml: string): Probe {
  const reader = new XmlReader(xml);
  openDocument(reader, "MTConnectDevices");
  openHeader(reader);
  const head = {
    instanceId: reader.attribute("instanceId") ?? "",
    version: (reader.attribute("version") ?? "").slice(0, 40),
    sender: (reader.attribute("sender") ?? "").slice(0, 100),
  };
  reader.skipElement();
  const devices: Device[] = [];
  const count = { items: 0 };
  for (let token = reader.next(); token !== "end"; token = reader.next()) {
    if (token !== "open" || reader.name !== "Devices") continue;
    const depth = reader.depth;
    for (token = reader.next(); reader.depth >= depth; token = reader.next())
      if (token === "open") devices.push(readDevice(reader, count));
  }
  return { ...head, devices };
}

interface Description {
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly description?: string;
}

function readDevice(reader: XmlReader, count: { items: number }): Device {
  const uuid = reader.attribute("uuid") ?? "";
  const about: { description: Description } = { description: {} };
  const component = readComponent(reader, count, (found) => {
    about.description = found;
  });
  return { ...component, uuid: uuid === "" ? component.id : uuid, ...about.description };
}

function readComponent(
  reader: XmlReader,
  count: { items: number },
  describe: (found: Description) => void = () => undefined,
): Component {
  const depth = reader.depth;
  const own = { type: reader.name, id: reader.attribute("id") ?? "", ...optional("name", reader.attribute("name")) };
  const items: DataItem[] = [];
  const components: Component[] = [];
  for (let token = reader.next(); reader.depth >= depth; token = reader.next()) {
    if (token !== "open") continue;
    if (reader.name === "Description") describe(readDescription(reader));
    else if (reader.name === "DataItems") readAll(reader, () => items.push(readItem(reader, count)));
    else if (reader.name === "Components") readAll(reader, () => components.push(readComponent(reader, count)));
    else reader.skipElement();
  }
  return { ...own, items, components };
}

/** Calls `read` with each element of the list that was just opened. */
function readAll(reader: XmlReader, read: () => void): void {
  const depth = reader.depth;
  for (let token = reader.next(); reader.depth >= depth; token = reader.next()) if (token === "open") read();
}

function readDescription(reader: XmlReader): Description {
  return {
    ...optional("manufacturer", reader.attribute("manufacturer")),
    ...optional("model", reader.attribute("model")),
    ...optional("serialNumber", reader.attribute("serialNumber")),
    ...optional("description", reader.content()),
  };
}

function readItem(reader: XmlReader, count: { items: number }): DataItem {
  if (++count.items > MOST_ITEMS) throw new XmlError(`the agent has more than ${MOST_ITEMS} data items`);
  const category = reader.attribute("category");
  const item: Omit<DataItem, "values"> = {
    id: reader.attribute("id") ?? "",
    ...optional("name", reader.attribute("name")),
    category: category === "EVENT" || category === "CONDITION" ? category : "SAMPLE",
    type: reader.attribute("type") ?? "",
    ...optional("subType", reader.attribute("subType")),
    ...optional("units", reader.attribute("units")),
    representation: reader.attribute("representation") ?? "VALUE",
    sampleRate: Number(reader.attribute("sampleRate") ?? Number.NaN),
    ...optional("statistic", reader.attribute("statistic")),
    ...optional("coordinateSystem", reader.attribute("coordinateSystem")),
  };
  return { ...item, ...readConstraints(reader) };
}

/** Reads the rest of the data item that was just opened. */
function readConstraints(reader: XmlReader): Pick<DataItem, "values" | "minimum" | "maximum"> {
  const depth = reader.depth;
  const values: string[] = [];
  const bounds: { minimum?: number; maximum?: number } = {};
  for (let token = reader.next(); reader.depth >= depth; token = reader.next()) {
    if (token !== "open" || reader.name === "Constraints") continue;
    const constraint = reader.name;
    if (constraint === "Value") {
      const value = reader.content();
      if (values.length < MOST_VALUES && value !== "") values.push(value);
    } else if (constraint === "Minimum" || constraint === "Maximum") {
      const bound = Number(reader.content());
      if (Number.isFinite(bound)) bounds[constraint === "Minimum" ? "minimum" : "maximum"] = bound;
    } else reader.skipElement();
  }
  return { values, ...bounds };
}

function optional<Name extends string>(name: Name, value: string | undefined): { [N in Name]?: string } {
  return value === undefined || value === "" ? {} : ({ [name]: value.slice(0, 500) } as { [N in Name]?: string });
}

/** Every data item of a device with the components around it, outermost first, the device left out. */
export function* itemsOf(
  device: Component,
  path: readonly Component[] = [],
): Generator<{ readonly item: DataItem; readonly path: readonly Component[] }> {
  for (const item of device.items) yield { item, path };
  for (const component of device.components) yield* itemsOf(component, [...path, component]);
}
