import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { partitionPoint } from "../contracts/partition-point.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Assignment } from "../contracts/plant/plant.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { DurableLines } from "../store/durable-lines.ts";

const FILE = "assignments.log";

/**
 * Places of assets over time (rules I6 and I7 in docs/rules/identity.md). A record with the same asset and start
 * replaces the earlier one, which adds its end.
 */
export class Assignments {
  readonly #lines: DurableLines;
  /** Assignments by asset, in order of time. */
  readonly #byAsset = new Map<AssetUid, Assignment[]>();

  private constructor(lines: DurableLines, records: readonly unknown[]) {
    this.#lines = lines;
    for (const record of records) this.#adopt(record as Assignment);
  }

  /** Reads `assignments.log` in the data folder, or makes it. */
  static open(folder: string): Assignments {
    const { lines, records } = DurableLines.open(join(folder, FILE), "gemba assignments");
    return new Assignments(lines, records);
  }

  /** Compares the config's places with the last known ones and records every move, with the present time. */
  update(assets: readonly { readonly assetUid: AssetUid; readonly equipmentPath: string }[], now: Micros): void {
    const present = new Map(assets.map((asset) => [asset.assetUid, asset.equipmentPath]));
    const changes: Assignment[] = [];
    for (const [assetUid, known] of this.#byAsset) {
      const last = known.at(-1);
      if (last === undefined || last.validTo !== undefined || present.get(assetUid) === last.equipmentPath) continue;
      changes.push({ ...last, validTo: afterStart(last, now) });
    }
    for (const [assetUid, equipmentPath] of present) {
      const last = this.#byAsset.get(assetUid)?.at(-1);
      if (last !== undefined && last.validTo === undefined && last.equipmentPath === equipmentPath) continue;
      const validFrom =
        last === undefined ? now : last.validTo === undefined ? afterStart(last, now) : Math.max(last.validTo, now);
      changes.push({ assetUid, equipmentPath, validFrom });
    }
    this.#lines.append(changes);
    for (const change of changes) this.#adopt(change);
  }

  /** Place of the asset at that time; undefined before it was first known and while it was not in the config. */
  pathAt(assetUid: AssetUid, time: Micros): string | undefined {
    const known = this.#byAsset.get(assetUid) ?? [];
    const found = known[partitionPoint(known.length, (at) => (known[at] as Assignment).validFrom <= time) - 1];
    return found === undefined || (found.validTo !== undefined && time >= found.validTo)
      ? undefined
      : found.equipmentPath;
  }

  /** Every place of an asset, oldest first. */
  of(assetUid: AssetUid): readonly Assignment[] {
    return this.#byAsset.get(assetUid) ?? [];
  }

  close(): void {
    this.#lines.close();
  }

  #adopt(assignment: Assignment): void {
    const known = this.#byAsset.get(assignment.assetUid) ?? [];
    const last = known.at(-1);
    if (last?.validFrom === assignment.validFrom) known[known.length - 1] = assignment;
    else if (last === undefined || (last.validTo !== undefined && last.validTo <= assignment.validFrom))
      known.push(assignment);
    else
      throw new EdgeError(
        "disk",
        `${this.#lines.path} has overlapping places of ${assignment.assetUid}; restore it from a backup, or start ` +
          "with an empty data folder",
      );
    this.#byAsset.set(assignment.assetUid, known);
  }
}

/** The clock may have been set back since; an assignment still lasts at least 1 µs. */
function afterStart(assignment: Assignment, now: Micros): Micros {
  return Math.max(now, assignment.validFrom + 1);
}
