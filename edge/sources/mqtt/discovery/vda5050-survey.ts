import type { ProposedAssetType } from "../../../contracts/path/proposed-config.ts";
import { untaken } from "../../config-words.ts";
import { parseJson } from "../json-text.ts";
import { valueAt } from "../projection.ts";
import { INTERFACES, type MajorVersion } from "../vda5050/config.ts";
import type { Proposal, ProposedAsset, TypeCollector } from "./proposal.ts";
import { vehicleTags } from "./vehicle-tags.ts";

const TOPICS = "state|visualization|connection|factsheet|order|instantActions|zoneSet|responses";
const TOPIC = new RegExp(`^(.+)/v([23])/([^/]+)/([A-Za-z0-9_.:-]+)/(${TOPICS})$`);
const MAX_VEHICLES = 2_000;

interface Vehicle {
  readonly interfaceName: string;
  readonly version: MajorVersion;
  readonly manufacturer: string;
  readonly serialNumber: string;
  hasVisualization: boolean;
  size: ProposedAssetType["size"];
}

/** Collects vehicles by the topics that VDA 5050 gives them. */
export class Vda5050Survey {
  readonly #vehicles = new Map<string, Vehicle>();

  /** True when the topic is that of a vehicle. Throws on a factsheet that is not JSON. */
  take(topic: string, payload: Buffer): boolean {
    const match = TOPIC.exec(topic);
    if (match === null) return false;
    const [, interfaceName = "", major, manufacturer = "", serialNumber = "", name] = match;
    const key = `${interfaceName}/${major}/${manufacturer}/${serialNumber}`;
    let vehicle = this.#vehicles.get(key);
    if (vehicle === undefined) {
      if (this.#vehicles.size >= MAX_VEHICLES) return true;
      vehicle = {
        interfaceName,
        version: Number(major) as MajorVersion,
        manufacturer,
        serialNumber,
        hasVisualization: false,
        size: undefined,
      };
      this.#vehicles.set(key, vehicle);
    }
    if (name === "visualization") vehicle.hasVisualization = true;
    if (name === "factsheet") vehicle.size = sizeOf(parseJson(payload));
    return true;
  }

  propose(types: TypeCollector, labels: Set<string>): Pick<Proposal, "sources" | "assets"> {
    const names = new Map<string, string>();
    const taken = new Set<string>();
    const sources: Proposal["sources"][number][] = [];
    const assets = [...this.#vehicles.values()].map(
      ({ interfaceName, version, manufacturer, serialNumber, hasVisualization, size }): ProposedAsset => {
        const key = `${interfaceName}/v${version}`;
        let source = names.get(key);
        if (source === undefined) {
          source = untaken("fleet", taken);
          names.set(key, source);
          sources.push({
            name: source,
            kind: "vda5050",
            majorVersion: version,
            ...(interfaceName === INTERFACES[version].name ? {} : { interfaceName }),
          });
        }
        const type = {
          kind: "agv" as const,
          ...(size === undefined ? {} : { size }),
          tags: vehicleTags(version, { hasVisualization }),
        };
        return {
          label: untaken(serialNumber.slice(0, 36), labels),
          type: types.nameOf(`agv-${manufacturer}`, type),
          source,
          address: { manufacturer, serialNumber },
        };
      },
    );
    return { sources, assets };
  }
}

/** Outer size from a factsheet that gives length, width and height. */
function sizeOf(factsheet: unknown): ProposedAssetType["size"] {
  const metres = (...names: string[]) =>
    names
      .map((name) => valueAt(factsheet, ["physicalParameters", name]))
      .find((value): value is number => typeof value === "number" && value > 0 && value <= 1000);
  const [x, y, z] = [
    metres("length"),
    metres("width"),
    metres("heightMax", "maximumHeight", "heightMin", "minimumHeight"),
  ];
  return x === undefined || y === undefined || z === undefined ? undefined : { x, y, z };
}
