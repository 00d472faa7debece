import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import type { KpisConfig } from "./config.ts";
import type { Machine } from "./machine.ts";
import { type Changes, STREAMS } from "./machine-record.ts";
import { mainTagOf } from "./machine-tags.ts";
import type { StateStore } from "./state-store.ts";
import { StateTable } from "./state-table.ts";

export interface MachinesOptions {
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  readonly store: StateStore;
  /** Older data stay on disk. */
  readonly memoryFrom: Micros;
}

/** Machines of the plant with a readable state, each with its stored record. */
export function openMachines({ config, plant, tags, store, memoryFrom }: MachinesOptions): readonly Machine[] {
  const found = plant.assets.flatMap((asset) => {
    const stateTag = mainTagOf(tags.ofAsset(asset.assetUid), config, asset);
    return stateTag === undefined ? [] : [{ asset, stateTag }];
  });
  const codes = store.machineCodes(found.map(({ asset }) => asset.assetUid));
  const present = (store.state("pieces") ?? {}) as Readonly<Record<string, [string, boolean][]>>;
  const confirmed = (store.state("confirmed") ?? {}) as Readonly<Record<string, (number | null)[]>>;
  const lost = (store.state("lost") ?? {}) as Readonly<Record<string, Micros>>;
  const revisions = (store.state("revisions") ?? {}) as Readonly<Record<string, number>>;
  return found.map(({ asset, stateTag }): Machine => {
    const rows = config.states.filter(({ of }) => of === undefined || matchesAsset(of, asset));
    const table = new StateTable(config.stateModel, rows);
    const code = codes.get(asset.assetUid) as number;
    const record = store.record(code, STREAMS.length + table.signals.length, {
      from: memoryFrom,
      to: Number.MAX_VALUE,
    });
    for (const [number, at] of (confirmed[asset.assetUid] ?? []).entries())
      (record.streams[number] as Changes).confirmedAt = at ?? Number.NaN;
    return {
      asset,
      code,
      table,
      stateTag,
      record,
      pieces: new Map(present[asset.assetUid]),
      revision: revisions[asset.assetUid] ?? 0,
      changedFrom: Number.POSITIVE_INFINITY,
      lostAt: lost[asset.assetUid],
    };
  });
}

/** State that machines continue from besides their records, as `openMachines` reads it from the file. */
export function statesOf(machines: readonly Machine[]): Readonly<Record<string, unknown>> {
  const perMachine = <T>(read: (machine: Machine) => T): Record<string, T> =>
    Object.fromEntries(machines.map((machine) => [machine.asset.assetUid, read(machine)]));
  return {
    confirmed: perMachine(({ record }) =>
      record.streams.map(({ confirmedAt }) => (Number.isNaN(confirmedAt) ? null : confirmedAt)),
    ),
    pieces: perMachine(({ pieces }) => [...pieces]),
    lost: perMachine(({ lostAt }) => lostAt),
    revisions: perMachine(({ revision }) => revision),
  };
}
