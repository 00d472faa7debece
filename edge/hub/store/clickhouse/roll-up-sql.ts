/** Statements that roll a day of samples up on the server. */
export const DAY_S = 86_400;
export const DAY_US = DAY_S * 1e6;
export const MINUTE_US = 60e6;
export const HOUR_US = 3_600e6;
/** Not Bad, and a number (`isUsable` of the historian's arithmetic). */
export const USABLE = "status < 2147483648 AND isFinite(value)";
/** Uncertain or Bad. */
export const DOUBTFUL_FROM = 0x4000_0000;

interface Rolling {
  readonly database: string;
  readonly log: bigint;
  /** Since 1970. */
  readonly day: number;
  readonly version: number;
  /** Tags from and up to these. */
  readonly refs: { readonly from: number; readonly to: number };
  /** s UTC. */
  readonly stored: number;
}

const COLUMNS = "log, ref, bucket, samples, usable, doubtful, min, max, mean, last, until, version, stored";
/** Rows come in the order of the key: no tag has to wait in memory for another. The same again is no repetition. */
const SETTINGS = "SETTINGS optimize_aggregation_in_order = 1, insert_deduplicate = 0, async_insert = 0";

const orNone = (count: string, figure: string): string => `if(${count} = 0, nan, ${figure})`;
const within = (column: string, { log, day, refs }: Rolling): string =>
  `WHERE log = ${log} AND ref >= ${refs.from} AND ref <= ${refs.to}
   AND ${column} >= ${day * DAY_US} AND ${column} < ${(day + 1) * DAY_US}`;

export function rollMinutes(of: Rolling): string {
  const figure = (name: string): string => orNone("countIf(ok)", `${name}If(value, ok)`);
  return `INSERT INTO ${of.database}.minutes (${COLUMNS})
    SELECT log, ref, intDiv(time, ${MINUTE_US}) * ${MINUTE_US} AS begin, count(), countIf(ok),
      max(status >= ${DOUBTFUL_FROM}), ${figure("min")}, ${figure("max")}, ${figure("avg")},
      ${orNone("countIf(ok)", "argMaxIf(value, time, ok)")}, maxIf(time, ok), ${of.version},
      toDateTime(${of.stored}, 'UTC')
    FROM (SELECT log, ref, time, value, status, ${USABLE} AS ok
          FROM ${of.database}.samples FINAL ${within("time", of)} AND isNull(text))
    GROUP BY log, ref, begin ${SETTINGS}`;
}

/** From the minutes, so that those stay in it whose samples are gone. */
export function rollHours(of: Rolling): string {
  const sum = "sum(n)";
  return `INSERT INTO ${of.database}.hours (${COLUMNS})
    SELECT log, ref, intDiv(at_minute, ${HOUR_US}) * ${HOUR_US} AS begin, sum(count), ${sum}, max(bad),
      ${orNone(sum, "minIf(lo, n > 0)")}, ${orNone(sum, "maxIf(hi, n > 0)")},
      ${orNone(sum, "sumIf(middle * n, n > 0) / sum(n)")}, ${orNone(sum, "argMaxIf(latest, latest_at, n > 0)")},
      maxIf(latest_at, n > 0), ${of.version}, toDateTime(${of.stored}, 'UTC')
    FROM (SELECT log, ref, bucket AS at_minute, samples AS count, usable AS n, doubtful AS bad, min AS lo, max AS hi,
            mean AS middle, last AS latest, until AS latest_at
          FROM ${of.database}.minutes FINAL ${within("bucket", of)})
    GROUP BY log, ref, begin ${SETTINGS}`;
}
