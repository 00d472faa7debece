/** Risk of zones by the minute: rules LV38 to LV40 in docs/rules/live-risk.md. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { StopStack } from "../../../../edge/compose/stop-stack.ts";
import { openZoneMinutes } from "../../../../edge/compose/zone-minutes.ts";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { LiveRiskReader } from "../../../../edge/contracts/safety/live-risk.ts";
import {
  MINUTE_US,
  mergedMinute,
  spansOf,
  type ZoneRiskMinute,
} from "../../../../edge/contracts/safety/zone-history.ts";
import { openLog } from "../../../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../../../edge/historian/log/log-reader.ts";
import { ZoneMinutes } from "../../../../edge/safety/live/zone-minutes.ts";
import { MONDAY } from "../../../fakes/safety/plant.ts";
import { levelIn, stateAt } from "../../../fakes/safety/zone-risk.ts";
import { randomOf } from "../../../run/seed.ts";
import { log } from "../../detect/bench-plant.ts";

const S = 1e6;
const T0 = MONDAY;
const PROGRAM = join(import.meta.dirname, "../../../fakes/safety/zone-minutes-process.ts");
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-zone-minutes-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const payloadOf = ({ payload }: EdgeEvent) => payload as unknown as ZoneRiskMinute;

it("[P13] a record has level, kinds of causes and times of a zone, and nothing of people", () => {
  const minutes = new ZoneMinutes();
  const person = { known: 3, unknown: 1 };
  const state = stateAt(T0, [["cell", 0.6]]);
  const indication = { kind: "person-down", zone: "cell", since: T0, isUnknown: false, level: 0.6 } as const;
  minutes.look(
    {
      ...{
        ...state,
        people: { ...person, refused: 0 },
        indications: [{ ...indication, assetUid: "urn:t:agv" as never }],
      },
      zones: state.zones.map((zone) => ({ ...zone, causes: ["person-down" as const], people: person })),
    },
    T0,
  );
  const { assetUid, payload } = minutes.end(T0) as EdgeEvent;
  expect([assetUid, payload]).toEqual([
    undefined,
    { judgedS: 1, zones: [{ id: "cell", level: 0.6, causes: ["person-down"], unknownS: 0 }] },
  ]);
});

it("[LV38] a minute has the highest level of each zone, its causes, and how long something was unknown", () => {
  const minutes = new ZoneMinutes();
  const found: EdgeEvent[] = [];
  const look = (second: number, zones: Parameters<typeof stateAt>[1]) => {
    const over = minutes.look(stateAt(T0 + second * S, zones), T0 + second * S);
    if (over !== undefined) found.push(over);
  };
  for (let second = 0; second < 60; second++) look(second, [["cell", second === 30 ? 0.712 : 0.3, second < 5 ? 1 : 0]]);
  // Between two looks of the beat, such as when an indication begins.
  look(59.5, [
    ["aisle", 0.001],
    ["quiet", 0],
  ]);
  look(60, []);
  expect(found).toMatchObject([{ type: "safety.zone-risk", schema: "zone-risk/1", time: T0 }]);
  expect(payloadOf(found[0] as EdgeEvent)).toEqual({
    judgedS: 60,
    zones: [
      { id: "cell", level: 0.71, causes: ["safety-alert"], unknownS: 5 },
      { id: "aisle", level: 0.01, causes: ["safety-alert"], unknownS: 0 },
    ],
  });
  // A minute in which nothing stood is recorded too: that it was judged is known.
  for (let second = 61; second < 120; second++) look(second, []);
  look(120, []);
  expect(payloadOf(found[1] as EdgeEvent)).toEqual({ judgedS: 60, zones: [] });
  // What a stop cuts short is recorded as far as it went.
  expect(payloadOf(minutes.end(T0 + 121 * S) as EdgeEvent)).toEqual({ judgedS: 1, zones: [] });
  expect(minutes.end(T0 + 121 * S)).toBeUndefined();
});

it("[LV39] time in which nobody judged is unknown, never 0; so is part of it in which something was unknown", () => {
  const minutes = new Map<number, ZoneRiskMinute>([
    [T0, { judgedS: 58, zones: [] }],
    [T0 + MINUTE_US, { judgedS: 60, zones: [{ id: "cell", level: 0.5, causes: ["gas"], unknownS: 0 }] }],
    [T0 + 4 * MINUTE_US, { judgedS: 20, zones: [] }],
    [T0 + 5 * MINUTE_US, { judgedS: 60, zones: [{ id: "cell", level: 0, causes: [], unknownS: 3 }] }],
  ]);
  const spans = spansOf("cell", minutes, { from: T0, to: T0 + 6 * MINUTE_US });
  const minute = (us: number) => (us - T0) / MINUTE_US;
  expect(spans.map((one) => [minute(one.from), minute(one.to), one.level, one.isUnknown])).toEqual([
    [0, 1, 0, false],
    [1, 2, 0.5, false],
    [2, 4, null, true],
    [4, 6, 0, true],
  ]);
  const watch = new ZoneMinutes();
  // Live risk that was judged long ago, or never, is none.
  for (let second = 0; second < 60; second++) {
    watch.look(stateAt(T0 - 6 * S, [["cell", 1]]), T0 + second * S);
    watch.look(stateAt(Number.NaN, [["cell", 1]]), T0 + second * S);
  }
  expect(watch.look(stateAt(T0 + MINUTE_US, []), T0 + MINUTE_US)).toBeUndefined();
});

it("[LV39] a clock that jumps back records a minute twice, and both count; one that jumps ahead leaves a gap", () => {
  const random = randomOf("zone minutes and clocks");
  for (let run = 0; run < 50; run++) {
    const minutes = new ZoneMinutes();
    const records: EdgeEvent[] = [];
    const highest = new Map<number, number>();
    let now = T0 + 10 * 60 * MINUTE_US;
    for (let step = 0; step < 600; step++) {
      now += S;
      if (random() < 0.01) now += Math.round((random() - 0.5) * 20) * MINUTE_US;
      const level = random() < 0.2 ? Math.ceil(100 * random()) / 100 : 0;
      const minute = Math.floor(now / MINUTE_US) * MINUTE_US;
      highest.set(minute, Math.max(highest.get(minute) ?? 0, level));
      const over = minutes.look(stateAt(now, [["cell", level]]), now);
      if (over !== undefined) records.push(over);
    }
    records.push(minutes.end(now) as EdgeEvent);
    const merged = new Map<number, ZoneRiskMinute>();
    for (const event of records) {
      const other = merged.get(event.time);
      merged.set(event.time, other === undefined ? payloadOf(event) : mergedMinute(other, payloadOf(event)));
    }
    const found = [...merged].map(([time, { zones }]) => [time, zones.find(({ id }) => id === "cell")?.level ?? 0]);
    expect(found.sort()).toEqual([...highest].sort());
    for (const { judgedS } of merged.values()) expect(judgedS).toBeLessThanOrEqual(60);
  }
});

it("[LV40] one event a minute, from a look each second and with each change; none without zones", async () => {
  const pushed: EdgeEvent[] = [];
  const inlet = { pushEvents: ({ events }: { events: readonly EdgeEvent[] }) => pushed.push(...events) };
  let [now, level] = [T0, 0];
  let change = (): void => {};
  const reader: LiveRiskReader = {
    ...{ version: 0, state: () => stateAt(now, [["cell", level]]) },
    onChange: (listener) => {
      change = listener;
    },
  };
  const started: { everyMs: number; run: () => unknown }[] = [];
  const jobs = {
    start: (job: { everyMs: number; run: () => unknown }) => {
      started.push(job);
      return { stop: async () => undefined };
    },
  };
  const stop = new StopStack(1_000, log);
  const parts = { inlet, jobs, now: () => now } as never as Parameters<typeof openZoneMinutes>[0];
  openZoneMinutes({ ...parts, plant: { zones: [] } }, reader, stop);
  expect(started).toEqual([]);
  openZoneMinutes({ ...parts, plant: { zones: [{ id: "cell" }] as never } }, reader, stop);
  expect(started).toMatchObject([{ everyMs: 1_000 }]);
  for (let second = 0; second <= 180; second++, now += S) {
    started[0]?.run();
    if (second % 60 !== 30) continue;
    level = 0.9;
    change();
    level = 0;
  }
  expect(pushed.map(({ time }) => (time - T0) / MINUTE_US)).toEqual([0, 1, 2]);
  expect(pushed.map((event) => payloadOf(event).zones[0]?.level)).toEqual([0.9, 0.9, 0.9]);
  expect(await stop.run()).toBe(true);
  expect(pushed).toHaveLength(4);
});

it("[LV40] kill -9 at any moment, 20 times: minutes on disk are whole, and the one in progress is lost", async () => {
  const random = randomOf("zone minutes and kills");
  let written: number[] = [];
  for (let kill = 0; kill < 20; kill++) {
    // One more minute may be on disk that the process did not come to print.
    const begin = kill === 0 ? T0 : ((written.at(-1) as number) + 3) * MINUTE_US;
    const child = spawn(process.execPath, [PROGRAM, dir, String(begin)], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    const over = new Promise((resolve) => child.once("close", resolve));
    const most = 1 + Math.floor(40 * random());
    child.stdout.on("data", (text: Buffer) => {
      printed += text.toString("latin1");
      if (printed.split("\n").length > most) child.kill("SIGKILL");
    });
    await over;
    written = [...written, ...printed.split("\n").slice(0, -1).map(Number)];
  }
  const reopened = await openLog({ dir, edgeId: "e", epoch: 1, log });
  const { position } = reopened;
  await reopened.close();
  const reader = new LogReader(dir, 0);
  const found = new Map<number, ZoneRiskMinute>();
  for (;;) {
    const chunk = await reader.read(10_000, position);
    if (chunk === undefined) break;
    expect(chunk.lost).toBe(0);
    for (const event of chunk.events) found.set(event.time, payloadOf(event));
  }
  await reader.close();
  for (const minute of written) {
    const at = minute * MINUTE_US;
    expect(spansOf("cell", found, { from: at, to: at + MINUTE_US })).toMatchObject([
      { level: levelIn(at), isUnknown: false },
    ]);
  }
  expect(written.length).toBeGreaterThan(20);
  // Between two runs there is a minute that nobody recorded.
  const spans = spansOf("cell", found, { from: T0, to: ((written.at(-1) as number) + 1) * MINUTE_US });
  expect(spans.filter(({ level }) => level === null).length).toBe(19);
});
