/** Which tags carry the streams of a machine's record: its states, mode and counters. */
import type { Tag, TagRole, TagTable } from "../../contracts/plant/tag.ts";
import type { Bound, Machine } from "./machine.ts";
import { STREAMS, type StreamName } from "./machine-record.ts";
import { signalOf } from "./machine-tags.ts";

const ROLES: Readonly<Partial<Record<TagRole, StreamName>>> = {
  "item-state": "itemState",
  "operation-mode": "mode",
  "parts-produced": "produced",
  "parts-good": "good",
  "parts-scrapped": "scrapped",
};

/** By tag number. */
export function boundTags(machines: readonly Machine[], tags: TagTable): ReadonlyMap<number, Bound> {
  return new Map(
    machines.flatMap((machine) => tags.ofAsset(machine.asset.assetUid).flatMap((tag) => bind(machine, tag))),
  );
}

function bind(machine: Machine, tag: Tag): (readonly [number, Bound])[] {
  const clock = `machine ${machine.asset.label} ${tag.source}`;
  const name = tag.role === undefined ? undefined : ROLES[tag.role];
  const signal = machine.table.signals.indexOf(signalOf(tag));
  if (signal >= 0) return [[tag.ref, { machine, stream: STREAMS.length + signal, clock }]];
  return name === undefined ? [] : [[tag.ref, { machine, stream: STREAMS.indexOf(name), clock }]];
}
