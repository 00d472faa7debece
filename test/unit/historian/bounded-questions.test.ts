import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { uuidv7 } from "../../../edge/batch/uuidv7.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { Answers } from "../../../edge/historian/embedded/answers.ts";
import { Store } from "../../../edge/historian/embedded/store.ts";
import { TaskQueue } from "../../../edge/historian/embedded/task-queue.ts";
import { MAX_ROWS, RowCollector } from "../../../edge/historian/query/rows.ts";
import { asker } from "../../../edge/observe/asker.ts";

const T0 = Date.UTC(2026, 2, 2) * 1000;
const NOTHING = new BatchBuilder().finish(0);

describe("[row 17] abandoned queries", () => {
  it("are not begun, or are interrupted; later queries are answered", async () => {
    const begun: string[] = [];
    const interrupted: string[] = [];
    let end = (): void => undefined;
    const lane = new TaskQueue(() => {
      interrupted.push("now");
      end();
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = asker.run(first.signal, () =>
      lane.run(() => {
        begun.push("first");
        return new Promise((_resolve, reject) => {
          end = () => reject(new Error("interrupted"));
        });
      }),
    );
    const waiting = asker.run(second.signal, () => lane.run(async () => void begun.push("second")));
    const other = lane.run(async () => begun.push("third"));
    second.abort();
    expect(interrupted).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    first.abort();
    await expect(running).rejects.toThrow("interrupted");
    await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
    await other;
    expect([begun, interrupted]).toEqual([["first", "third"], ["now"]]);
    await asker.run(new AbortController().signal, () => lane.run(async () => undefined));
    first.abort();
    expect(interrupted).toEqual(["now"]);
  });

  it("[B12] are interrupted until they end, because an interrupt between two statements has no effect", async () => {
    let interrupts = 0;
    let end = (): void => undefined;
    const lane = new TaskQueue(() => {
      if (++interrupts === 2) end();
    });
    const leaving = new AbortController();
    const running = asker.run(leaving.signal, () =>
      lane.run(() => {
        setImmediate(() => leaving.abort());
        return new Promise((_resolve, reject) => {
          end = () => reject(new Error("interrupted"));
        });
      }),
    );
    await expect(running).rejects.toThrow("interrupted");
    expect(interrupts).toBe(2);
  });
});

describe("the data of a query are bounded before reading", () => {
  let dir: string;
  let store: Store;
  let answers: Answers;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), "gemba-bounded-"));
    store = await Store.open(join(dir, "history.duckdb"), 128);
    answers = new Answers(store);
  });
  afterEach(async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const append = async (count: number, events: readonly EdgeEvent[] = []): Promise<void> => {
    const builder = new BatchBuilder();
    for (let n = 0; n < count; n++) builder.add(0 as TagRef, T0 + n, n, 0, 0);
    await store.append(
      {
        from: 0,
        to: count,
        batches: [builder.finish(T0)],
        samples: count,
        events: [...events],
        waveforms: [],
        dictionary: [],
        lost: 0,
        holes: [],
      },
      "log",
    );
  };

  it("[row 17] a query whose client leaves is interrupted, and the next one is answered", async () => {
    const leaving = new AbortController();
    const asking = asker.run(leaving.signal, () =>
      store.ask("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"),
    );
    setTimeout(() => leaving.abort(), 50);
    await expect(asking).rejects.toThrow(/interrupt/i);
    expect(await store.ask("SELECT 1")).toEqual([[1]]);
  });

  it("[row 17] a range of more than two million samples is refused before they are in memory", async () => {
    await append(1);
    // While DuckDB reads no more than the limit, larger tables cost nothing.
    const asked: string[] = [];
    const { reader } = store;
    const run = reader.run.bind(reader);
    reader.run = (sql: string) => {
      asked.push(sql);
      return run(
        sql.replace(
          "FROM samples",
          "FROM (SELECT 0::UINTEGER AS ref, time + range::BIGINT AS time, value, status, flags " +
            "FROM samples, range(5000000))",
        ),
      );
    };
    const asking = answers.to({ kind: "stretch", question: { from: T0 - 1, to: T0 + 60e6, every: 0 } }, NOTHING);
    await expect(asking).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("2000000") });
    expect(asked).toEqual([expect.stringContaining("LIMIT 2000001")]);
  });

  it("[row 17] so are the samples of one tag", async () => {
    const rows = new RowCollector();
    const column = new Float64Array(MAX_ROWS);
    rows.addAll(column, column, new Uint32Array(MAX_ROWS));
    expect(rows.length).toBe(MAX_ROWS);
    expect(() => rows.add(0, 0, 0)).toThrow(/more than 5000000 samples/);
  });

  it("[row 17] the newest events are selected in the store, not from all events", async () => {
    const event = (n: number): EdgeEvent => ({
      eventUid: uuidv7(),
      type: "gap.declared",
      time: T0 + n,
      receivedAt: T0 + n,
      schema: "gap.declared/1",
      payload: { n },
    });
    await append(
      1,
      Array.from({ length: 50 }, (_, n) => event(n)),
    );
    const asked: string[] = [];
    const { reader } = store;
    const run = reader.runAndReadAll.bind(reader);
    reader.runAndReadAll = (sql: string, ...rest) => {
      asked.push(sql);
      return run(sql, ...rest);
    };
    const found = (await answers.to(
      { kind: "events", question: { from: T0, to: T0 + 1e6, type: "gap.declared", limit: 3 } },
      NOTHING,
    )) as EdgeEvent[];
    expect(found.map(({ payload }) => (payload as { n: number }).n)).toEqual([49, 48, 47]);
    expect(asked).toEqual([expect.stringMatching(/LIMIT 3$/)]);
  });

  it("[S14] ranges at the limits of time are answered or refused without harm", async () => {
    await append(10);
    const ends = [Number.MIN_SAFE_INTEGER, -1, 0, T0, Date.UTC(2255, 0, 1) * 1000, Number.MAX_SAFE_INTEGER];
    for (const from of ends) {
      for (const to of ends) {
        if (from >= to) continue;
        const asks = [
          { kind: "trend", question: { ref: 0 as TagRef, from, to, width: 10 } },
          { kind: "aggregates", question: { ref: 0 as TagRef, edges: [from, to] } },
          { kind: "durations", ref: 0 as TagRef, from, to, now: T0 + 1e6 },
          { kind: "aligned", refs: [0 as TagRef], from, to, step: Math.ceil((to - from) / 4) },
          { kind: "events", question: { from, to, limit: 10 } },
          { kind: "keyframe", at: from },
        ] as const;
        for (const ask of asks) {
          const answer = await answers.to(ask, NOTHING).catch((error: unknown) => error);
          expect(answer instanceof Error ? `${ask.kind} ${from} ${to}: ${answer.message}` : "answered").toBe(
            "answered",
          );
        }
      }
    }
  });
});
