import { Ajv, type ValidateFunction } from "ajv";
import type { FaultKind } from "../kernel/faults/kind.ts";
import { FAULT_KINDS } from "../plants/machining/faults/registry.ts";
import { STATIONS } from "../plants/machining/layout.ts";
import { secondsOf } from "./duration.ts";
import type { PlannedFault } from "./scenario.ts";
import type { FaultEntry } from "./schema.ts";

const ajv = new Ajv({ allErrors: true, strict: true, useDefaults: true });
const PARAMETERS = new Map<string, ValidateFunction>(
  [...FAULT_KINDS].map(([name, kind]) => [name, ajv.compile(JSON.parse(JSON.stringify(kind.parameters)))]),
);

const STATION_KINDS = new Map(STATIONS.map((station) => [station.id, station.kind]));
const SERVERS: ReadonlySet<string> = new Set(["turning", "milling", "robots", "process", "assembly", "utilities"]);
const GATEWAYS: ReadonlySet<string> = new Set(["fleet", "meters", "stores", "positioning"]);

type Report = (path: readonly (string | number)[], message: string) => void;

/** Converts a fault block. Reports values that do not fit its kind; null if its kind or time cannot be read. */
export function checkFault(entry: FaultEntry, at: number, report: Report): PlannedFault | null {
  const kind = FAULT_KINDS.get(entry?.kind);
  if (kind === undefined || typeof entry.asset !== "string") return null;
  checkTarget(kind, entry, report);
  checkCourse(kind, entry, report);
  const parameters: Record<string, number | string | boolean> = {
    ...(typeof entry.with === "object" ? entry.with : {}),
  };
  const validate = PARAMETERS.get(kind.name) as ValidateFunction;
  if (!validate(parameters)) {
    for (const { instancePath, message, params } of validate.errors ?? []) {
      const extra = params["additionalProperty"] ?? params["missingProperty"];
      const allowed =
        params["allowedValues"] === undefined ? "" : `: ${(params["allowedValues"] as unknown[]).join(", ")}`;
      report(
        ["with", ...instancePath.split("/").slice(1)],
        `${message}${extra === undefined ? "" : ` (${extra})`}${allowed}`,
      );
    }
  }
  try {
    return planned(kind, entry, { id: entry.id ?? `${entry.kind}-${at + 1}`, parameters });
  } catch {
    // The schema has refused the duration.
    return null;
  }
}

function planned(kind: FaultKind, entry: FaultEntry, own: Pick<PlannedFault, "id" | "parameters">): PlannedFault {
  const repairS = entry.repair?.takes === undefined ? 0 : secondsOf(entry.repair.takes);
  // The fault lasts until its repair is done.
  const repairedS = entry.repair === undefined ? Number.POSITIVE_INFINITY : secondsOf(entry.repair.after) + repairS;
  return {
    ...own,
    kind: kind.name,
    asset: entry.asset,
    component: entry.component ?? kind.component ?? "",
    atS: secondsOf(entry.at),
    severity: entry.severity,
    law: entry.growth?.law ?? "exponential",
    overS: kind.course === "sudden" || entry.growth === undefined ? 0 : secondsOf(entry.growth.over),
    lastsS: entry.lasts === undefined ? repairedS : secondsOf(entry.lasts),
    repairS,
    everyS: entry.every === undefined ? Number.POSITIVE_INFINITY : secondsOf(entry.every),
  };
}

function checkTarget(kind: FaultKind, { asset, component }: FaultEntry, report: Report): void {
  const stationKind = STATION_KINDS.get(asset);
  const groups = [
    stationKind,
    stationKind === undefined ? undefined : "*",
    SERVERS.has(asset) ? "server" : undefined,
    GATEWAYS.has(asset) ? "gateway" : undefined,
    asset === "plant" ? "plant" : undefined,
  ];
  if (!kind.targets.some((target) => groups.includes(target)) || kind.assets?.test(asset) === false) {
    report(["asset"], `${asset} cannot have ${kind.name}; it is for ${kind.targets.map(described).join(", ")}`);
  }
  if (component !== undefined && kind.components?.test(component) !== true) {
    report(
      ["component"],
      kind.components === undefined
        ? `${kind.name} has no component`
        : `is written like ${kind.component} (${kind.components.source})`,
    );
  }
  if (component !== undefined && stationKind === "lathe" && /^axis-[yb]$/.test(component))
    report(["component"], "a lathe has axis-x and axis-z");
}

function described(target: string): string {
  const words: Readonly<Record<string, string>> = {
    "*": "any station",
    server: [...SERVERS].join("/"),
    gateway: [...GATEWAYS].join("/"),
  };
  return words[target] ?? target;
}

function checkCourse(kind: FaultKind, entry: FaultEntry, report: Report): void {
  if (kind.course === "progressive" && entry.growth === undefined)
    report([], `${kind.name} grows: give growth: { over: … }`);
  if (kind.course === "sudden" && entry.growth !== undefined)
    report(["growth"], `${kind.name} is sudden and does not grow; give lasts`);
  if (kind.course === "progressive" && entry.lasts !== undefined)
    report(["lasts"], `${kind.name} grows until its repair; give repair: { after: … }`);
}
