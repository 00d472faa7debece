/** Documents of an MTConnect agent, written from the standard; the product's reader shares no code with them. */

export interface FakeItem {
  readonly id: string;
  readonly category: "SAMPLE" | "EVENT" | "CONDITION";
  readonly type: string;
  /** Further attributes, such as `units="MILLIMETER"`. */
  readonly attributes?: string;
  /** Elements of the data item, such as its constraints. */
  readonly inner?: string;
}

/** An observation as the agent's buffer keeps it. */
export interface FakeObservation {
  readonly item: FakeItem;
  readonly sequence: number;
  readonly timestamp: string;
  /** Text or elements; of a condition its text. */
  readonly content: string;
  /** Further attributes. Of a condition the level is its element's name. */
  readonly attributes?: string;
  readonly level?: string;
}

export interface FakeHeader {
  readonly instanceId: number;
  readonly first: number;
  readonly next: number;
  readonly last: number;
  readonly bufferSize: number;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const root = (name: string, version: string, inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<MTConnect${name} xmlns:m="urn:mtconnect.org:MTConnect${name}:${version}" ` +
  `xmlns="urn:mtconnect.org:MTConnect${name}:${version}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n` +
  `${inner}\n</MTConnect${name}>\n`;

const headerText = ({ instanceId, bufferSize }: FakeHeader, more: string) =>
  `<Header creationTime="2026-01-01T00:00:00Z" sender="fake" instanceId="${instanceId}" version="1.8.0.0" ` +
  `bufferSize="${bufferSize}"${more}/>`;

export function devicesText(header: FakeHeader, devices: string, version: string): string {
  return root("Devices", version, `${headerText(header, "")}\n<Devices>${devices}</Devices>`);
}

export function itemText({ id, category, type, attributes = "", inner = "" }: FakeItem): string {
  return `<DataItem category="${category}" id="${id}" type="${type}" ${attributes}>${inner}</DataItem>`;
}

const CONTAINERS = { SAMPLE: "Samples", EVENT: "Events", CONDITION: "Condition" } as const;

/** `PATH_POSITION` as the element `PathPosition`. */
function elementOf({ type, attributes = "" }: FakeItem): string {
  const words = type.toLowerCase().split("_");
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  const [, representation] = /representation="(\w+)"/.exec(attributes) ?? [];
  const suffix = { TIME_SERIES: "TimeSeries", DATA_SET: "DataSet", TABLE: "Table" }[representation ?? ""] ?? "";
  return `${name}${suffix}`;
}

function observationText({ item, sequence, timestamp, content, attributes = "", level }: FakeObservation): string {
  const name = level ?? elementOf(item);
  const type = item.category === "CONDITION" ? ` type="${item.type}"` : "";
  return (
    `<${name} dataItemId="${item.id}" timestamp="${timestamp}" sequence="${sequence}"${type} ${attributes}>` +
    `${content}</${name}>`
  );
}

/** Observations in the order of their categories, as agents group them. */
export function streamsText(
  { first, next, last, ...header }: FakeHeader,
  observations: readonly FakeObservation[],
  version: string,
): string {
  const groups = (["SAMPLE", "EVENT", "CONDITION"] as const).flatMap((category) => {
    const own = observations.filter(({ item }) => item.category === category);
    const name = CONTAINERS[category];
    return own.length === 0 ? [] : [`<${name}>${own.map(observationText).join("\n")}</${name}>`];
  });
  const more = ` nextSequence="${next}" firstSequence="${first}" lastSequence="${last}"`;
  const stream =
    groups.length === 0
      ? ""
      : `<DeviceStream name="VMC" uuid="vmc-1"><ComponentStream component="Device" name="VMC" componentId="d1">` +
        `${groups.join("")}</ComponentStream></DeviceStream>`;
  return root(
    "Streams",
    version,
    `${headerText({ first, next, last, ...header }, more)}\n<Streams>${stream}</Streams>`,
  );
}

export function assetsText(header: FakeHeader, assets: string, version: string): string {
  return root("Assets", version, `${headerText(header, "")}\n<Assets>${assets}</Assets>`);
}

export function errorText(header: FakeHeader, code: string, version: string): string {
  const inner =
    Number(version) >= 2.6
      ? `<${code} errorCode="${code}"><ErrorMessage>no</ErrorMessage></${code}>`
      : `<Error errorCode="${code}">no</Error>`;
  return root("Error", version, `${headerText(header, "")}\n<Errors>${inner}</Errors>`);
}
