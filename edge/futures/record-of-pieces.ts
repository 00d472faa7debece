/** Reads the records of pieces and of machine states of an edge that may write to them meanwhile. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { predictionsIn, readPastLives } from "../alerts/predictions/past-lives.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { PlantDescription } from "../contracts/forecast/description.ts";
import type { PlantHistory } from "../contracts/forecast/history.ts";
import { can } from "../contracts/plant/kinds.ts";
import { readPastEnergy } from "../energy/pieces/past-energy.ts";
import { islandsFile, readSpans } from "../islands/record.ts";
import { type PastSpan, readPastPieces } from "../production/material/past-pieces.ts";
import { type ReportingSources, readReportingSources } from "../production/material/reporting-sources.ts";
import { readPastMachines } from "../production/state/past-machines.ts";

type Machines = Parameters<typeof readPastMachines>[1];

/** A plant with what its records are read by. */
export interface RecordedPlant extends Omit<PlantDescription, "assets" | "kpis"> {
  readonly assets: readonly (Machines["assets"][number] & PlantDescription["assets"][number])[];
  readonly kpis: PlantDescription["kpis"] & Machines["kpis"];
  readonly energy?: { readonly pieces?: Parameters<typeof readPastEnergy>[2] };
}

/** The parts of a config that forecasts read, as plain values that a thread can get. */
export function describedBy(recorded: RecordedPlant): RecordedPlant {
  const { site, assets, floor, routes, material, kpis, energy, maintenance, people } = recorded;
  const { timeZone, shifts } = site;
  const { ways, buffers, operations, scrap, nodes = [] } = material;
  const settleMinutes = energy?.pieces?.settleMinutes;
  return structuredClone({
    site: { timeZone, shifts },
    assets: assets.map((asset) => {
      const { assetUid, label, kind, capabilities, pose, tags } = asset;
      const declared = can(asset, "carries") ? speedsOf(tags) : [];
      return {
        assetUid,
        label,
        kind,
        ...(capabilities === undefined ? {} : { capabilities }),
        ...(pose === undefined ? {} : { pose }),
        ...(declared.length === 0 ? {} : { tags: declared }),
      };
    }),
    ...(floor === undefined ? {} : { floor: { width: floor.width, depth: floor.depth } }),
    ...(routes === undefined ? {} : { routes }),
    material: { ways, buffers, operations, scrap, nodes },
    kpis: { ...kpis },
    ...(people === undefined ? {} : { people: { crews: people.crews } }),
    ...(maintenance === undefined ? {} : { maintenance: { plans: maintenance.plans.map(durationOf) } }),
    energy: settleMinutes === undefined ? {} : { pieces: { settleMinutes } },
  });
}

/** The tags that say how fast something drives, without how they are read. */
function speedsOf(tags: RecordedPlant["assets"][number]["tags"]): NonNullable<typeof tags> {
  return (tags ?? []).flatMap(({ shape: { signal, unit, range } }) =>
    unit !== "m/s" || range === undefined ? [] : [{ shape: { signal, unit, range } }],
  );
}

function durationOf({ of, component, lastsMin }: NonNullable<RecordedPlant["maintenance"]>["plans"][number]) {
  return {
    of,
    ...(component === undefined ? {} : { component }),
    ...(lastsMin === undefined ? {} : { lastsMin }),
  };
}

/** The file of the record of pieces in the data folder of an edge. */
export function recordIn(dataDir: string): string {
  return join(dataDir, "production", "material.db");
}

/** Name of the record of a data folder: that of the edge that writes it; empty where it has none. */
export function recordName(dataDir: string): string {
  const path = join(dataDir, "edge.json");
  if (!existsSync(path)) return "";
  const { edgeId } = readable(path, () => JSON.parse(readFileSync(path, "utf8")) as { readonly edgeId?: unknown });
  return String(edgeId ?? "");
}

/** Whether the data folder has a record of pieces. */
export function hasRecord(dataDir: string): boolean {
  return existsSync(recordIn(dataDir));
}

/**
 * The history up to the newest report. Undefined where no piece has been seen; without machines where no states were
 * recorded, and without energy where none was. Throws EdgeError `disk` for files that cannot be read.
 */
export function readRecord(dataDir: string, plant: RecordedPlant, span: PastSpan): PlantHistory | undefined {
  const history = readPieces(dataDir, span);
  if (history === undefined) return undefined;
  const { from, to } = history;
  // Edges without a book of states, and those of before there was one, have no such file.
  const states = join(dataDir, "production", "states.db");
  const energy = join(dataDir, "production", "energy.db");
  const predictions = predictionsIn(dataDir);
  const { assets } = plant;
  const lives = readable(predictions, () => readPastLives(predictions, assets));
  const islands = readable(islandsFile(dataDir), () => readSpans(dataDir));
  return {
    ...history,
    ...(existsSync(states) ? { machines: readable(states, () => readPastMachines(states, plant, { from, to })) } : {}),
    ...(existsSync(energy)
      ? { energy: readable(energy, () => readPastEnergy(energy, { from, to }, plant.energy?.pieces ?? {})) }
      : {}),
    ...(lives === undefined ? {} : { lives }),
    ...(islands.length === 0 ? {} : { islands }),
  };
}

/** The same without states of machines. */
export function readPieces(dataDir: string, span: PastSpan): PlantHistory | undefined {
  if (!hasRecord(dataDir)) return undefined;
  return readable(recordIn(dataDir), () => readPastPieces(recordIn(dataDir), span));
}

/** Who reports pieces, and how far the record has come. Throws EdgeError `disk`. */
export function readReporters(dataDir: string): ReportingSources {
  return readable(recordIn(dataDir), () => readReportingSources(recordIn(dataDir)));
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new EdgeError(
      "disk",
      `${path} cannot be read: ${reasonOf(error)}; an edge mends or renews it when it starts, or move the file away`,
      { cause: error },
    );
  }
}
