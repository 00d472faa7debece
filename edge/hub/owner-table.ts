/**
 * Which hub has which edges. Edges fall into partitions by their id, and each partition is of one hub, which has the
 * folders of its edges. Tables of hubs merge by term, so that one that the servers lost comes back from any of them.
 */
import { isEdgeId } from "../fleet/wire/subjects.ts";

/** Most partitions: each costs the servers a consumer. */
export const MOST_PARTITIONS = 64;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The hub of a partition. `folder`: identity of its data folder. A later owner has a higher term. */
export interface Owner {
  readonly hub: string;
  readonly folder: string;
  readonly term: number;
}

export interface OwnerTable {
  readonly partitions: number;
  readonly owners: ReadonlyMap<number, Owner>;
}

/** The partition of an edge: FNV-1a of 32 bits, as `partition()` of the NATS server's subject transforms. */
export function partitionOf(edgeId: string, partitions: number): number {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(edgeId)) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  return hash % partitions;
}

/** For each partition the owner of the highest term; of two in one term that of the lower name, at every hub alike. */
export function merged(a: OwnerTable, b: OwnerTable): OwnerTable {
  const owners = new Map(a.owners);
  for (const [partition, owner] of b.owners) {
    const other = owners.get(partition);
    if (other === undefined || isLater(owner, other)) owners.set(partition, owner);
  }
  return { partitions: a.partitions, owners };
}

function isLater(a: Owner, b: Owner): boolean {
  if (a.term !== b.term) return a.term > b.term;
  return `${a.hub}/${a.folder}` < `${b.hub}/${b.folder}`;
}

export function areEqual(a: OwnerTable, b: OwnerTable): boolean {
  return tableText(a) === tableText(b);
}

export function tableText({ partitions, owners }: OwnerTable): string {
  return JSON.stringify({ partitions, owners: [...owners].sort(([a], [b]) => a - b) });
}

/** A table from a disk or a server; undefined where it is none. */
export function readTable(value: unknown): OwnerTable | undefined {
  const { partitions, owners } = (value ?? {}) as Partial<Record<keyof OwnerTable, unknown>>;
  if (!Number.isInteger(partitions) || (partitions as number) < 1 || (partitions as number) > MOST_PARTITIONS)
    return undefined;
  if (!Array.isArray(owners) || !owners.every((pair) => isEntry(pair, partitions as number))) return undefined;
  return { partitions: partitions as number, owners: new Map(owners as [number, Owner][]) };
}

function isEntry(pair: unknown, partitions: number): boolean {
  if (!Array.isArray(pair)) return false;
  const [partition, owner] = pair as [unknown, Partial<Record<keyof Owner, unknown>> | null];
  return (
    Number.isInteger(partition) &&
    (partition as number) >= 0 &&
    (partition as number) < partitions &&
    isEdgeId(owner?.hub) &&
    isEdgeId(owner?.folder) &&
    Number.isSafeInteger(owner?.term)
  );
}
