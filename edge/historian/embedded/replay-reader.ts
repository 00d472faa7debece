import type { AlertView } from "../../contracts/alerts/alert.ts";
import { upgradedView } from "../../contracts/alerts/alert-upgrade.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { EventQuestion } from "../../contracts/path/historian.ts";
import { ALERT_CHANGED, type Keyframe, type ReplayStretch, type StretchQuestion } from "../../contracts/path/replay.ts";
import { BAD_NO_DATA, type Micros, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import { ROLLUP_LEVELS } from "../query/rollup.ts";
import { readColumns } from "./columns.ts";
import { MomentColumns } from "./moment-columns.ts";
import { parquet } from "./span-parquet.ts";
import { pathList, type Span, type SpanFile } from "./spans.ts";
import type { Store } from "./store.ts";

/** Bound of samples in one answer: 50 MB. */
const MAX_SAMPLES = 2_000_000;
const MAX_STRETCH_US = 3600e6;
/** Bound of events in one answer: an hour of alarms at thirty a second. */
const MAX_EVENTS = 100_000;
const SAMPLE_COLUMNS = "ref, time::DOUBLE, value, status, flags";
/** A roll-up as the sample that ended it: Bad_NoData where no value held on. */
const ROLLUP_AS_SAMPLE = `ref, (bucket + "until")::DOUBLE,
  CASE WHEN marks & 2 > 0 THEN last ELSE 'NaN'::DOUBLE END,
  CASE WHEN marks & 2 > 0 THEN 0 ELSE ${BAD_NO_DATA} END::UINTEGER, 0::UTINYINT`;
const EVENT_COLUMNS = "event_uid, type, asset_uid, time, received_at, schema, payload";

/**
 * The whole plant at an instant, and the data after it. A span's files hold each key once; where the database has the
 * key too, the database takes precedence.
 */
export class ReplayReader {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * From the beginning of the plant's history to its newest sample that is not ahead of the clock. Single samples with
   * a source time years back do not count as the beginning.
   */
  range(): Promise<{ from: Micros; to: Micros } | undefined> {
    return this.#store.questions.run(async () => {
      const fresh = await this.#rows(
        "SELECT min(time), max(time) FROM (SELECT time FROM samples UNION ALL SELECT time FROM texts)",
      );
      const times = fresh[0]?.map(numberOf).filter((time) => time !== undefined) ?? [];
      times.push(...this.#store.hot.extremes());
      const spans = this.#store.spans.all();
      const from =
        spans[0]?.from ??
        this.#store.began ??
        times.reduce((low, time) => Math.min(low, time), Number.POSITIVE_INFINITY);
      const to = times.reduce((high, time) => Math.max(high, time), spans.at(-1)?.to ?? Number.NEGATIVE_INFINITY);
      return Number.isFinite(from) && Number.isFinite(to)
        ? { from, to: Math.max(from, Math.min(to, Date.now() * 1000)) }
        : undefined;
    });
  }

  keyframe(at: Micros, tail: SampleBatch): Promise<Keyframe> {
    return this.#store.questions.run(async () => {
      const span = this.#store.spans.at(at);
      const base = this.#store.spans.before(span?.from ?? at);
      const found = new MomentColumns(at);
      if (base?.files.has("last")) await this.#addBase(found, base);
      if (span !== undefined) await this.#addSpan(found, span, at);
      if (this.#store.hasStored) await this.#read(`SELECT ${SAMPLE_COLUMNS} FROM samples WHERE time <= ${at}`, found);
      for (const [ref, time, text, status, flags] of await this.#rows(
        `SELECT ref, time, text, status, flags FROM texts WHERE time <= ${at}`,
      ))
        found.addText(Number(ref), Number(time), { text: String(text), status: Number(status), flags: Number(flags) });
      for await (const batch of this.#store.hot.read({ from: Number.NEGATIVE_INFINITY, to: at + 1 }))
        found.addNewestOf(batch);
      found.addNewestOf(tail);
      return { at, samples: found.newest(), alerts: await this.#standing(at, { base, span }) };
    });
  }

  stretch({ from, to, every }: StretchQuestion, tail: SampleBatch): Promise<ReplayStretch> {
    if (!(from < to && to - from <= MAX_STRETCH_US))
      throw new EdgeError("bad-request", "a stretch is at most an hour long and ends after it begins");
    return this.#store.questions.run(async () => {
      const found = new MomentColumns(to);
      const within = `time > ${from} AND time <= ${to}`;
      const groups = byFile(this.#store.spans.within(from, to + 1), every);
      const stored = this.#store.hasStored ? [`SELECT ${SAMPLE_COLUMNS} FROM samples WHERE ${within}`] : [];
      const sources = groups.map(({ file, spans }) =>
        file === "samples"
          ? `SELECT ${SAMPLE_COLUMNS} FROM read_parquet(${pathList(spans, file)}) WHERE ${within}`
          : `SELECT ${ROLLUP_AS_SAMPLE} FROM read_parquet(${pathList(spans, file)})
             WHERE bucket + "until" > ${from} AND bucket + "until" <= ${to}`,
      );
      for (const sql of [...sources, ...stored]) {
        await this.#read(
          `${every === 0 ? sql : thinned(sql, { from, every })} LIMIT ${MAX_SAMPLES + 1 - found.length}`,
          found,
        );
        checkLength(found);
      }
      const texts = this.#store.spans.within(from, to + 1).filter(({ files }) => files.has("texts"));
      const textSources = [...(texts.length === 0 ? [] : [`read_parquet(${pathList(texts, "texts")})`]), "texts"];
      for (const source of textSources) {
        const some = `SELECT ref, time, text, status, flags FROM ${source}
                      WHERE ${within} LIMIT ${MAX_SAMPLES + 1 - found.length}`;
        for (const [ref, time, text, status, flags] of await this.#rows(some))
          found.addText(Number(ref), Number(time), {
            text: String(text),
            status: Number(status),
            flags: Number(flags),
          });
        checkLength(found);
      }
      for await (const batch of this.#store.hot.read({ from, to: to + 1 })) {
        found.addBatch(batch, from);
        checkLength(found);
      }
      found.addBatch(tail, from);
      checkLength(found);
      const events = await this.#events({ from: from + 1, to: to + 1 }, { newest: MAX_EVENTS + 1 });
      if (events.length > MAX_EVENTS)
        throw new EdgeError(
          "bad-request",
          `there are more than ${MAX_EVENTS} events in this stretch; ask for a shorter one`,
        );
      return {
        from,
        to,
        samples: found.inOrder(every === 0 ? undefined : { from, every }),
        events: events.filter(({ type }) => type !== ALERT_CHANGED),
        alertChanges: events.flatMap(({ type, time, payload }) =>
          type === ALERT_CHANGED ? [{ time, alert: upgradedView(payload) }] : [],
        ),
      };
    });
  }

  /** Newest first. */
  async events({ from, to, type, limit }: EventQuestion): Promise<readonly EdgeEvent[]> {
    const events = await this.#store.questions.run(() =>
      this.#events({ from, to }, { newest: limit, ...(type === undefined ? {} : { type }) }),
    );
    return events.reverse();
  }

  async #addBase(found: MomentColumns, base: Span): Promise<void> {
    await this.#read(`SELECT ${SAMPLE_COLUMNS} FROM ${parquet(base, "last")} WHERE text IS NULL`, found);
    for (const [ref, time, text, status, flags] of await this.#rows(
      `SELECT ref, time, text, status, flags FROM ${parquet(base, "last")} WHERE text IS NOT NULL`,
    ))
      found.addText(Number(ref), Number(time), { text: String(text), status: Number(status), flags: Number(flags) });
  }

  /** The newest sample of each tag in the closed span, found by DuckDB, because a span has millions of samples. */
  async #addSpan(found: MomentColumns, span: Span, at: Micros): Promise<void> {
    const [group] = byFile([span], 0);
    if (group?.file === "samples")
      await this.#read(
        `SELECT ref, max(time)::DOUBLE, arg_max(value, time), arg_max(status, time), arg_max(flags, time)
         FROM ${parquet(span, "samples")} WHERE time <= ${at} GROUP BY ref`,
        found,
      );
    else if (group !== undefined)
      await this.#read(
        `SELECT ${ROLLUP_AS_SAMPLE} FROM ${parquet(span, group.file)} WHERE bucket + "until" <= ${at}`,
        found,
      );
    if (!span.files.has("texts")) return;
    for (const [ref, time, text, status, flags] of await this.#rows(
      `SELECT ref, max(time), arg_max(text, time), arg_max(status, time), arg_max(flags, time)
       FROM ${parquet(span, "texts")} WHERE time <= ${at} GROUP BY ref`,
    ))
      found.addText(Number(ref), Number(time), { text: String(text), status: Number(status), flags: Number(flags) });
  }

  /** Active alerts: those of the previous span, with later changes. */
  async #standing(
    at: Micros,
    { base, span }: { base: Span | undefined; span: Span | undefined },
  ): Promise<readonly AlertView[]> {
    const stood = base?.files.has("alerts") ? await this.#rows(`SELECT payload FROM ${parquet(base, "alerts")}`) : [];
    const since = await this.#events(
      { from: base?.to ?? span?.from ?? Number.MIN_SAFE_INTEGER, to: at + 1 },
      { type: ALERT_CHANGED },
    );
    const alerts = new Map<string, AlertView>();
    for (const [payload] of stood) putAlert(alerts, upgradedView(JSON.parse(String(payload)) as object));
    for (const { payload } of since) putAlert(alerts, upgradedView(payload));
    return [...alerts.values()].filter(({ state }) => state !== "closed").sort((a, b) => b.raisedAt - a.raisedAt);
  }

  /** Oldest first, each once; reads at most `newest`. */
  async #events(
    { from, to }: { from: Micros; to: Micros },
    { type, newest }: { readonly type?: string; readonly newest?: number } = {},
  ): Promise<EdgeEvent[]> {
    const spans = this.#store.spans.within(from, to).filter(({ files }) => files.has("events"));
    const sources = [
      `SELECT ${EVENT_COLUMNS} FROM events`,
      ...(spans.length === 0 ? [] : [`SELECT ${EVENT_COLUMNS} FROM read_parquet(${pathList(spans, "events")})`]),
    ];
    const where = `time >= ${from} AND time < ${to}${type === undefined ? "" : " AND type = $type"}`;
    const each = `SELECT DISTINCT ON (event_uid) ${EVENT_COLUMNS} FROM (${sources.join(" UNION ALL ")}) WHERE ${where}`;
    const wanted =
      newest === undefined ? each : `SELECT * FROM (${each}) ORDER BY time DESC, event_uid DESC LIMIT ${newest}`;
    const rows = await this.#rows(wanted, type === undefined ? {} : { type });
    const events = rows.map(([eventUid, kind, assetUid, time, receivedAt, schema, payload]) => ({
      eventUid: String(eventUid),
      type: String(kind),
      ...(assetUid === null ? {} : { assetUid: String(assetUid) }),
      time: Number(time),
      receivedAt: Number(receivedAt),
      schema: String(schema),
      payload: JSON.parse(String(payload)) as Record<string, unknown>,
    })) as EdgeEvent[];
    return events.sort((a, b) => a.time - b.time || (a.eventUid < b.eventUid ? -1 : 1));
  }

  async #read(sql: string, into: MomentColumns): Promise<void> {
    await readColumns(this.#store.reader, sql, (columns, rows) => {
      const [refs, times, values, statuses, flags] = columns as unknown as [
        Uint32Array,
        Float64Array,
        Float64Array,
        Uint32Array,
        Uint8Array,
      ];
      into.addColumns({ refs, times, values, statuses, flags }, rows);
    });
  }

  async #rows(sql: string, values: Record<string, string> = {}): Promise<unknown[][]> {
    return (await this.#store.reader.runAndReadAll(sql, values)).getRows();
  }
}

function checkLength(found: MomentColumns): void {
  if (found.length > MAX_SAMPLES)
    throw new EdgeError(
      "bad-request",
      `there are more than ${MAX_SAMPLES} samples in this stretch; ask for a shorter one, or for fewer by every`,
    );
}

/** Files to read of each span: samples where they are kept and wanted, else the matching roll-ups. */
function byFile(spans: readonly Span[], every: Micros): { file: SpanFile; spans: Span[] }[] {
  const groups = new Map<SpanFile, Span[]>();
  for (const span of spans) {
    const coarse = ROLLUP_LEVELS.slice(1).findLast(({ name, us }) => us <= every && span.files.has(name))?.name;
    const file =
      coarse ??
      (span.files.has("samples") ? "samples" : ROLLUP_LEVELS.slice(1).find(({ name }) => span.files.has(name))?.name);
    if (file !== undefined) groups.set(file, [...(groups.get(file) ?? []), span]);
  }
  return [...groups].map(([file, those]) => ({ file, spans: those }));
}

/** The newest sample of each tag in each stretch, found by DuckDB where there are too many to pass on. */
function thinned(sql: string, { from, every }: { from: Micros; every: Micros }): string {
  return `SELECT ref, max(time), arg_max(value, time), arg_max(status, time), arg_max(flags, time)
          FROM (${sql}) AS t(ref, time, value, status, flags)
          GROUP BY ref, ceil((time - ${from}) / ${every})`;
}

function putAlert(alerts: Map<string, AlertView>, alert: AlertView): void {
  alerts.delete(alert.alertUid);
  alerts.set(alert.alertUid, alert);
}

function numberOf(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}
