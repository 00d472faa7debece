/** The tables of a hub's database: columns, codecs, keys, and for how long rows stay. */
import { hoursOf, type Kept, ttlOf } from "./retention.ts";

/** Raised by a change that an earlier version would misread. A newer one is refused (rule HU21). */
export const FORMAT = 2;

/** What is acknowledged is on the server's disk, and an insert that comes again under its token adds nothing. */
const SAFE = "fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000";

/** As `npm run bench -- hub-store` measures them on samples of the demo plant (docs/hub-operation.md). */
const TIME = "Int64 CODEC(DoubleDelta, ZSTD)";
const NUMBER = "Float64 CODEC(ZSTD)";
const COUNT = "UInt32 CODEC(T64, ZSTD)";

export interface Definition {
  readonly name: string;
  /** The format that brought it: one that is missing in an older database is made, one that is gone is not. */
  readonly since: number;
  readonly columns: string;
  readonly engine: string;
}

/** Whole days of samples, rolled up (rule HU35). A `bucket` is the time at which it begins. */
const rollups = (name: string): Definition => ({
  name,
  since: 2,
  columns: `log UInt64, ref UInt32, bucket ${TIME}, samples ${COUNT}, usable ${COUNT}, doubtful UInt8,
    min ${NUMBER}, max ${NUMBER}, mean ${NUMBER}, last ${NUMBER}, until ${TIME}, version UInt64 CODEC(ZSTD),
    stored DateTime('UTC'), at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(bucket, 'UTC')`,
  engine: "ReplacingMergeTree(version) PARTITION BY toYYYYMM(stored) ORDER BY (log, ref, bucket)",
});

/**
 * `log`: which commit log of which edge (`logKey`). A sample is one for each tag and time, the one with the highest
 * position, which is the last to arrive (rule D6); so are waveforms. Partitions follow the server's clock and not the
 * times of sources, so that an insert never has more than one.
 */
export const TABLES: readonly Definition[] = [
  {
    name: "logs",
    since: 1,
    columns: "log UInt64, edge_id String, log_uid String, site String, stored DateTime('UTC')",
    engine: "ReplacingMergeTree(stored) ORDER BY log",
  },
  {
    name: "positions",
    since: 1,
    columns: "log UInt64, position UInt64, lost UInt64, stored DateTime('UTC')",
    engine: "ReplacingMergeTree(position) ORDER BY log",
  },
  {
    name: "tags",
    since: 1,
    columns: `log UInt64, ref UInt32, since UInt64, tag_uid String, asset_uid String, component String, signal String,
      type String, unit String, stored DateTime('UTC')`,
    engine: "ReplacingMergeTree(stored) ORDER BY (log, ref, since)",
  },
  {
    name: "samples",
    since: 1,
    columns: `log UInt64, ref UInt32, time ${TIME}, value ${NUMBER}, status UInt32, flags UInt8, text Nullable(String),
      position UInt64 CODEC(Delta, ZSTD), received Int64 CODEC(Delta, ZSTD), stored DateTime('UTC'),
      at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(time, 'UTC')`,
    engine: "ReplacingMergeTree(position) PARTITION BY toYYYYMM(stored) ORDER BY (log, ref, time)",
  },
  {
    name: "events",
    since: 1,
    columns: `log UInt64, time Int64, event_uid String, type LowCardinality(String), asset_uid Nullable(String),
      received Int64, schema LowCardinality(String), piece_id Nullable(String), job_id Nullable(String),
      condition_id Nullable(String), payload String CODEC(ZSTD), position UInt64, stored DateTime('UTC'),
      at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(time, 'UTC')`,
    engine: "ReplacingMergeTree(position) PARTITION BY toYYYYMM(stored) ORDER BY (log, time, event_uid)",
  },
  {
    name: "waveforms",
    since: 2,
    columns: `log UInt64, ref UInt32, time Int64, received Int64, dt Float64, unit LowCardinality(String),
      status UInt32, flags UInt8, context String, points Array(Float32) CODEC(ZSTD), position UInt64,
      stored DateTime('UTC'), at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(time, 'UTC')`,
    engine: "ReplacingMergeTree(position) PARTITION BY toYYYYMM(stored) ORDER BY (log, ref, time)",
  },
  {
    // An odd version: everything that the day has is in the roll-ups.
    name: "days",
    since: 2,
    columns: "log UInt64, day UInt32, version UInt64, first DateTime('UTC'), stored DateTime('UTC')",
    engine: "ReplacingMergeTree(version) ORDER BY (log, day)",
  },
  rollups("minutes"),
  rollups("hours"),
];

export function creation(database: string, { name, columns, engine }: Definition, kept: Kept): string {
  const hours = hoursOf(kept).get(name);
  const ttl = hours === undefined ? "" : ` TTL ${ttlOf(hours)}`;
  return `CREATE TABLE IF NOT EXISTS ${database}.${name} (${columns}) ENGINE = ${engine}${ttl} SETTINGS ${SAFE}`;
}
