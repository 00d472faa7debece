/** The table of owners on the NATS servers: one message, replaced only by who has read the one before it. */
import {
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  StorageType,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { EdgeError } from "../contracts/errors.ts";
import { jsonIn } from "../fleet/wire/bytes.ts";
import { OWNERS, OWNERS_STREAM } from "../fleet/wire/subjects.ts";
import type { HubFolder } from "./hub-folder.ts";
import { areEqual, merged, type Owner, type OwnerTable, partitionOf, readTable, tableText } from "./owner-table.ts";

const TRIES = 20;
/** JetStream's error where another hub has written meanwhile. */
const WRONG_LAST_SEQUENCE = 10071;
const DEFAULT_PARTITIONS = 16;

export interface OwnershipParts {
  readonly name: string;
  readonly folder: HubFolder;
  /** As the config wants. */
  readonly partitions: number | undefined;
  readonly replicas: number;
}

export class Ownership {
  readonly #parts: OwnershipParts;
  readonly #manager: JetStreamManager;
  readonly #stream: JetStreamClient;
  #table: OwnerTable;

  private constructor(parts: OwnershipParts, manager: JetStreamManager, stream: JetStreamClient, table: OwnerTable) {
    this.#parts = parts;
    this.#manager = manager;
    this.#stream = stream;
    this.#table = table;
  }

  /** Makes the table where there is none. */
  static async open(link: NatsConnection, parts: OwnershipParts): Promise<Ownership> {
    const manager = await jetstreamManager(link);
    const limits = { subjects: [OWNERS], num_replicas: parts.replicas, max_msgs_per_subject: 1, max_msgs: 1 };
    const existing = await manager.streams.info(OWNERS_STREAM).catch(() => undefined);
    if (existing === undefined)
      await manager.streams.add({
        name: OWNERS_STREAM,
        storage: StorageType.File,
        discard: DiscardPolicy.Old,
        ...limits,
      });
    else await manager.streams.update(OWNERS_STREAM, limits);
    const partitions = parts.folder.table?.partitions ?? parts.partitions ?? DEFAULT_PARTITIONS;
    const stream = jetstream(link);
    const ownership = new Ownership(parts, manager, stream, parts.folder.table ?? { partitions, owners: new Map() });
    await ownership.refresh();
    return ownership;
  }

  get table(): OwnerTable {
    return this.#table;
  }

  /** Partitions of this hub. */
  get own(): ReadonlySet<number> {
    return new Set([...this.#table.owners].filter(([, owner]) => this.#isOwn(owner)).map(([partition]) => partition));
  }

  /** The hub of an edge: this one, another one by its name, or none yet. */
  ownerOf(edgeId: string): "own" | "none" | { readonly hub: string } {
    const owner = this.#table.owners.get(partitionOf(edgeId, this.#table.partitions));
    if (owner === undefined) return "none";
    return this.#isOwn(owner) ? "own" : { hub: owner.hub };
  }

  /** Reads the table from the servers, and gives them what they lack. */
  async refresh(): Promise<void> {
    await this.#write((table) => table);
  }

  /** Takes partitions that no hub has. */
  async claim(partitions: Iterable<number>): Promise<void> {
    const { name, folder } = this.#parts;
    const fresh = [...partitions];
    await this.#write((table) => {
      const owners = new Map(table.owners);
      for (const partition of fresh)
        if (!owners.has(partition)) owners.set(partition, { hub: name, folder: folder.uid, term: 1 });
      return { ...table, owners };
    });
  }

  /** Takes partitions from whoever has them. */
  async adopt(partitions: Iterable<number>): Promise<void> {
    const { name, folder } = this.#parts;
    const all = [...partitions];
    await this.#write((table) => {
      const owners = new Map(table.owners);
      for (const partition of all) {
        const before = owners.get(partition);
        if (before !== undefined && this.#isOwn(before)) continue;
        owners.set(partition, { hub: name, folder: folder.uid, term: (before?.term ?? 0) + 1 });
      }
      return { ...table, owners };
    });
  }

  /** Throws EdgeError `conflict` where the hub's name is that of another data folder, or the partitions are others. */
  check(): void {
    const { name, folder, partitions } = this.#parts;
    const { table } = this;
    if (partitions !== undefined && partitions !== table.partitions)
      throw new EdgeError(
        "conflict",
        `the hubs have ${table.partitions} partitions, and hub.yaml wants ${partitions}: their number is fixed once ` +
          `a hub has run. Write partitions: ${table.partitions}`,
      );
    const other = [...table.owners.values()].find((owner) => owner.hub === name && owner.folder !== folder.uid);
    if (other !== undefined)
      throw new EdgeError(
        "conflict",
        `another data folder is hub ${name} already. Give this hub another name in hub.yaml; or, if that folder is ` +
          `lost for good: gemba hub-adopt ${name}`,
      );
  }

  #isOwn({ hub, folder }: Owner): boolean {
    return hub === this.#parts.name && folder === this.#parts.folder.uid;
  }

  /** Undefined where something else is in the table's place: an edge can have a server put its own answers there. */
  #tableIn(bytes: Uint8Array): OwnerTable | undefined {
    const value = jsonOrNone(bytes);
    const table = readTable(value);
    if (table !== undefined) return table;
    const isOfHubs = typeof value === "object" && value !== null && ("partitions" in value || "owners" in value);
    if (isOfHubs)
      throw new EdgeError("conflict", "the table of the hubs is of another version; start one version of hubs only");
    if (this.#parts.folder.table === undefined)
      throw new EdgeError(
        "conflict",
        "the table of the hubs was overwritten; a hub that has run before gives it back. If none is left: " +
          `nats stream purge ${OWNERS_STREAM}`,
      );
    return undefined;
  }

  async #write(change: (table: OwnerTable) => OwnerTable): Promise<void> {
    for (let tries = 0; ; tries++) {
      const stored = await this.#manager.streams.getMessage(OWNERS_STREAM, { last_by_subj: OWNERS });
      const remote = stored === null ? undefined : this.#tableIn(stored.data);
      // Partitions are those of the servers: edges must not move because a hub's config changed.
      const known = remote === undefined ? this.#table : merged(remote, withPartitions(this.#table, remote));
      const next = change(known);
      if (remote === undefined || !areEqual(next, remote)) {
        try {
          await this.#stream.publish(OWNERS, tableText(next), { expect: { lastSubjectSequence: stored?.seq ?? 0 } });
        } catch (error) {
          if ((error as { code?: unknown }).code === WRONG_LAST_SEQUENCE && tries < TRIES) continue;
          throw error;
        }
      }
      this.#table = next;
      const kept = this.#parts.folder.table;
      if (kept === undefined || !areEqual(kept, next)) this.#parts.folder.keep(next);
      return;
    }
  }
}

/** Undefined where it is no JSON. */
function jsonOrNone(bytes: Uint8Array): unknown {
  try {
    return jsonIn(bytes);
  } catch {
    return undefined;
  }
}

/** A table of another number of partitions says nothing of these. */
function withPartitions(table: OwnerTable, { partitions }: OwnerTable): OwnerTable {
  return table.partitions === partitions ? table : { partitions, owners: new Map() };
}
