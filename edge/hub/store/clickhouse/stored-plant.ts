/** The past of an edge's whole plant, and its events, read back from ClickHouse. */
import type { AlertView } from "../../../contracts/alerts/alert.ts";
import { upgradedView } from "../../../contracts/alerts/alert-upgrade.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import type { EventQuestion, EventReader } from "../../../contracts/path/historian.ts";
import {
  ALERT_CHANGED,
  type Keyframe,
  type ReplayReader,
  type ReplayStretch,
  type StretchQuestion,
} from "../../../contracts/path/replay.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { MomentColumns } from "../../../historian/embedded/moment-columns.ts";
import { checkRange } from "../../../historian/query/check-question.ts";
import type { LogQuestions } from "./log-questions.ts";
import { LOOK_BACK_US, within } from "./stored-samples.ts";

/** As for the embedded historian. */
const MAX_SAMPLES = 2_000_000;
const MAX_STRETCH_US = 3600e6;
const MAX_EVENTS = 100_000;
const MAX_ALERTS = 100_000;
const PIECE_ROWS = 65_536;
/** Tags that one statement names: it must stay below the server's `max_query_size`, which is 256 KiB by default. */
const MOST_NAMED = 10_000;
const EVENT_COLUMNS = "event_uid, type, asset_uid, time, received, piece_id, job_id, condition_id, schema, payload";

export class StoredPlant implements ReplayReader, EventReader {
  readonly #questions: LogQuestions;

  constructor(questions: LogQuestions) {
    this.#questions = questions;
  }

  /** From the arrival of the first sample to the newest one that is not ahead of the clock. */
  async range(): Promise<{ readonly from: Micros; readonly to: Micros } | undefined> {
    const now = Date.now() * 1000;
    const reader = await this.#questions.rows(
      `SELECT toFloat64(min(received)), toFloat64(max(time)), toFloat64(count()) ${this.#questions.of("samples")}`,
    );
    const [from, to, count] = [reader.f64(), reader.f64(), reader.f64()];
    return count === 0 ? undefined : { from, to: Math.max(from, Math.min(to, now)) };
  }

  async keyframe(at: Micros): Promise<Keyframe> {
    checkRange(at, at + 1);
    const found = new MomentColumns(at);
    const tags = await this.#questions.values(`SELECT DISTINCT ref ${this.#questions.of("tags")} ORDER BY ref`);
    let missing = tags.map(Number);
    let to = at + 1;
    for (const back of LOOK_BACK_US) {
      if (missing.length === 0) break;
      const range = { from: at + 1 - back, to };
      const seen = new Set<number>();
      for (let first = 0; first < missing.length; first += MOST_NAMED) {
        const wanted = `${within(range)} AND ref IN (${missing.slice(first, first + MOST_NAMED).join(", ")})`;
        await this.#read(newest(`${this.#questions.of("samples")} ${wanted}`, "ref"), found, seen);
      }
      missing = missing.filter((ref) => !seen.has(ref));
      to = range.from;
    }
    return { at, samples: found.newest(), alerts: await this.#standing(at) };
  }

  async stretch({ from, to, every }: StretchQuestion): Promise<ReplayStretch> {
    checkRange(from, to);
    if (to - from > MAX_STRETCH_US)
      throw new EdgeError("bad-request", "a stretch is at most an hour long and ends after it begins");
    const found = new MomentColumns(to);
    const source = `${this.#questions.of("samples")} ${within({ from: from + 1, to: to + 1 })}`;
    const sql =
      every === 0
        ? `SELECT ref, toFloat64(time), value, status, flags, text ${source} ORDER BY position`
        : newest(source, `ref, ceil((time - ${from}) / ${every})`);
    await this.#read(`${sql} LIMIT ${MAX_SAMPLES + 1}`, found);
    if (found.length > MAX_SAMPLES)
      throw new EdgeError(
        "bad-request",
        `there are more than ${MAX_SAMPLES} samples in this stretch; ask for a shorter one, or for fewer by every`,
      );
    const events = await this.events({ from: from + 1, to: to + 1, limit: MAX_EVENTS + 1 });
    if (events.length > MAX_EVENTS)
      throw new EdgeError(
        "bad-request",
        `there are more than ${MAX_EVENTS} events in this stretch; ask for a shorter one`,
      );
    const oldestFirst = events.toReversed();
    return {
      from,
      to,
      samples: found.inOrder(every === 0 ? undefined : { from, every }),
      events: oldestFirst.filter(({ type }) => type !== ALERT_CHANGED),
      alertChanges: oldestFirst.flatMap(({ type, time, payload }) =>
        type === ALERT_CHANGED ? [{ time, alert: upgradedView(payload) }] : [],
      ),
    };
  }

  /** Newest first, each once. */
  async events({ from, to, type, limit }: EventQuestion): Promise<readonly EdgeEvent[]> {
    checkRange(from, to);
    const kind = type === undefined ? "" : "AND type = {type:String}";
    const rows = await this.#questions.values(
      `SELECT ${EVENT_COLUMNS} ${this.#questions.of("events")} ${within({ from, to })} ${kind}
       ORDER BY time DESC, event_uid DESC LIMIT 1 BY event_uid LIMIT ${limit}`,
      type === undefined ? {} : { type },
    );
    return rows.map(eventOf);
  }

  /** Alerts that were active, the last one raised first. */
  async #standing(at: Micros): Promise<readonly AlertView[]> {
    const rows = await this.#questions.values(
      `SELECT argMax(payload, (time, event_uid)) ${this.#questions.of("events")} AND type = '${ALERT_CHANGED}'
       AND time <= ${at} GROUP BY JSONExtractString(payload, 'alertUid')
       HAVING JSONExtractString(argMax(payload, (time, event_uid)), 'state') != 'closed' LIMIT ${MAX_ALERTS}`,
    );
    return rows
      .map(([payload]) => upgradedView(JSON.parse(String(payload)) as object))
      .filter(({ state }) => state !== "closed")
      .sort((a, b) => b.raisedAt - a.raisedAt);
  }

  /** Adds rows of ref, time, value, status, flags and text. */
  async #read(sql: string, into: MomentColumns, seen?: Set<number>): Promise<void> {
    const reader = await this.#questions.rows(sql);
    const piece = {
      refs: new Uint32Array(PIECE_ROWS),
      times: new Float64Array(PIECE_ROWS),
      values: new Float64Array(PIECE_ROWS),
      statuses: new Uint32Array(PIECE_ROWS),
      flags: new Uint8Array(PIECE_ROWS),
    };
    let rows = 0;
    while (!reader.isDone) {
      const [ref, time, value] = [reader.u32(), reader.f64(), reader.f64()];
      const [status, flags, text] = [reader.u32(), reader.u8(), reader.textOrNull()];
      seen?.add(ref);
      if (text !== null || rows === PIECE_ROWS) {
        into.addColumns(piece, rows);
        rows = 0;
      }
      if (text !== null) {
        into.addText(ref, time, { text, status, flags });
        continue;
      }
      piece.refs[rows] = ref;
      piece.times[rows] = time;
      piece.values[rows] = value;
      piece.statuses[rows] = status;
      piece.flags[rows++] = flags;
    }
    into.addColumns(piece, rows);
  }
}

/** The newest sample of each group. As a tuple, because `argMax` passes over nulls. */
function newest(source: string, by: string): string {
  return `SELECT ref, toFloat64(newest.1), newest.2, newest.3, newest.4, newest.5 FROM
    (SELECT ref, argMax((time, value, status, flags, text), time) AS newest ${source} GROUP BY ${by})`;
}

function eventOf(row: unknown[]): EdgeEvent {
  const [eventUid, type, assetUid, time, receivedAt, pieceId, jobId, conditionId, schema, payload] = row;
  const rare = Object.entries({ assetUid, pieceId, jobId, conditionId }).filter(([, value]) => value !== null);
  return {
    eventUid: String(eventUid),
    type: String(type),
    time: Number(time),
    receivedAt: Number(receivedAt),
    schema: String(schema),
    payload: JSON.parse(String(payload)) as Record<string, unknown>,
    ...Object.fromEntries(rare),
  };
}
