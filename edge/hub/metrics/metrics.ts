/** Figures of a hub in the text format of Prometheus (rule HU15). */
import { Counters } from "../../observe/counters.ts";
import type { Ledger } from "../ledger.ts";
import type { StreamFigures } from "../stream.ts";

/** What the metrics read of a hub. */
export interface MeasuredHub {
  readonly name: string;
  readonly problem: string | null;
  readonly partitions: ReadonlySet<number>;
  readonly edges: { ledgers(): readonly Ledger[] };
}

export interface HubDisk {
  /** Free bytes on the disk of the data folder. */
  readonly free: number;
  readonly size: number;
}

/** As many edges as a hub may have. */
const MOST_SERIES = 100_000;

/** Everything in text exposition format. `stream` and `disk` are left out where they cannot be had. */
export function hubMetrics(hub: MeasuredHub, stream?: StreamFigures, disk?: HubDisk): string {
  const counters = new Counters(MOST_SERIES);
  const gauge = (name: string, help: string, value: number, labels = {}): void =>
    counters.gauge(`gemba_hub_${name}`, help, labels).set(value);
  const own = hub.edges.ledgers();
  gauge("up", "1 while the hub takes messages.", hub.problem === null && hub.partitions.size > 0 ? 1 : 0);
  gauge("partitions", "Partitions that this hub reads.", hub.partitions.size);
  gauge("edges", "Edges of this hub.", own.length);
  if (stream !== undefined) {
    gauge("stream_bytes", "What waits on the NATS servers.", stream.bytes);
    gauge("stream_limit_bytes", "Most that may wait there: above it edges keep what they have.", stream.mostBytes);
    for (const [partition, { pending, unacknowledged }] of stream.partitions) {
      const labels = { partition: String(partition) };
      gauge("partition_pending_messages", "Messages that the hub has not got yet.", pending, labels);
      gauge("partition_unacknowledged_messages", "Messages on their way to the disk.", unacknowledged, labels);
    }
  }
  if (disk !== undefined) {
    gauge("disk_free_bytes", "Free on the disk of the data folder.", disk.free);
    gauge("disk_size_bytes", "Size of the disk of the data folder.", disk.size);
  }
  for (const ledger of own) edgeFigures(counters, ledger);
  return counters.text();
}

function edgeFigures(counters: Counters, ledger: Ledger): void {
  const { edge, hub, store, messages, live } = ledger;
  const labels = { edge: ledger.edgeId };
  const gauge = (name: string, help: string, value: number): void =>
    counters.gauge(`gemba_hub_edge_${name}`, help, labels).set(value);
  const counter = (name: string, help: string, value: number, more = {}): void =>
    counters.counter(`gemba_hub_edge_${name}_total`, help, { ...labels, ...more }).add(value);
  gauge("position", "Everything before it is on the hub's disk.", hub.position);
  gauge("sent_position", "Where the newest message of the edge began.", edge.position);
  gauge("heard_timestamp_seconds", "When the edge was last heard; 0: never.", ledger.heardAt / 1000);
  gauge(
    "live_timestamp_seconds",
    "When values last came ahead of history; 0: not since the start.",
    (live?.at ?? 0) / 1000,
  );
  gauge("store_behind_items", "Items that the history has not taken yet.", store.behind);
  if (store.samples !== null)
    gauge("stored_samples", "Samples in the history, one for each tag and time.", store.samples);
  gauge("refused", "1 while the hub does not take the edge.", ledger.refused === null ? 0 : 1);
  gauge("problem", "1 while the hub cannot use its disk, or what it has of the edge.", ledger.problem === null ? 0 : 1);
  gauge("files_left_out", "Files of the site that the edge has not sent.", ledger.files?.leftOut ?? 0);
  const refusedLists = ledger.files?.refusedLists ?? 0;
  counter("file_lists_refused", "Lists of the site's files that the hub did not take.", refusedLists);
  for (const [kind, value] of Object.entries(hub.counts)) counter("items", "Items on the hub's disk.", value, { kind });
  for (const [outcome, value] of Object.entries(messages))
    counter("messages", "Messages since the start, by what became of them.", value, { outcome });
  counter("bytes", "Bytes of messages since the start.", ledger.bytes ?? 0);
  counter("miscounted", "Positions at which edge and hub had counted differently.", ledger.miscounted);
  counter("retired_unread", "Items that went before the history had taken them.", ledger.retiredUnread);
}
