/** Versions of days in ClickHouse: a row never says that a day is rolled up while its roll-ups lack samples. */
import { pino } from "pino";
import { afterEach, expect, it, vi } from "vitest";
import { DayRollups } from "../../../../edge/hub/store/clickhouse/day-rollups.ts";
import type { NativeBlock } from "../../../../edge/hub/store/clickhouse/native-block.ts";
import type { ClickHouseServer } from "../../../../edge/hub/store/clickhouse/server.ts";
import { numbered, T0 } from "../../../fakes/source/samples.ts";
import { randomOf } from "../../../run/seed.ts";

const DAY = T0 / 86_400e6;
/** Two days later, s UTC. */
const NOW = (DAY + 2) * 86_400;
const EVERY_MS = 100;
const QUIET_MS = 60_000;
const AFTER_FAILURE_MS = 700_000;

afterEach(() => {
  vi.restoreAllMocks();
});

/** The table of days for one day, and whether its roll-ups have all samples. Statements wait while `holds`. */
class FakeServer {
  readonly database = "gemba";
  readonly url = "http://127.0.0.1:1";
  /** Highest version that came. */
  version: number | undefined;
  lacks = false;
  /** The row of a roll-up is stored, and its answer is lost. */
  losesAnswer = false;
  holds: Promise<void> | undefined;
  #written = 0;
  /** A block that only knows the versions of its rows. */
  readonly block = this.#blockOfVersions();

  async ask({ sql, rows }: { readonly sql: string; readonly rows?: Buffer }): Promise<Buffer> {
    if (rows !== undefined) this.#keep(this.#written);
    else if (sql.startsWith("SELECT"))
      return Buffer.from(this.version === undefined ? "" : `${DAY}\t${this.version}\t${NOW}\n`);
    else if (sql.includes(".minutes (")) {
      await this.holds;
      this.lacks = false;
    } else if (sql.includes(".days (") && sql.includes("VALUES")) {
      this.#keep(Number(/VALUES \(7, \d+, (\d+),/.exec(sql)?.[1]));
      if (this.losesAnswer) throw new Error("the connection ended");
    }
    return Buffer.alloc(0);
  }

  get isHidden(): boolean {
    return this.lacks && (this.version ?? 0) % 2 === 1;
  }

  #keep(version: number): void {
    this.version = Math.max(this.version ?? 0, version);
  }

  #blockOfVersions(): NativeBlock {
    const nothing = (): void => undefined;
    const wholes = ([version = 0]: Float64Array): void => {
      this.#written = version;
    };
    const parts = { begin: nothing, column: nothing, same: nothing, same32: nothing, raw: nothing, wholes };
    return { ...parts, finish: () => Buffer.alloc(0) } as unknown as NativeBlock;
  }
}

function daysOf(server: FakeServer): DayRollups {
  return new DayRollups({
    ...{ server: server as unknown as ClickHouseServer, log: 7n, everyMs: EVERY_MS, refs: () => [1] },
    kept: { rollupDays: { "1s": 1, "10s": 1, "1min": 30, "1h": 400 } },
    ...{ logger: pino({ level: "silent" }), signal: new AbortController().signal },
  });
}

/** Samples of the day that come before this position. */
async function add(days: DayRollups, server: FakeServer, to: number): Promise<void> {
  await days.mark([numbered(0, 1)], { to, stored: NOW }, server.block);
  server.lacks = true;
}

it("[HU35] blocks that come again after a restore hide no sample, nor a roll-up whose answer is lost", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  for (let seed = 0; seed < 40; seed++) {
    const random = randomOf(`days ${seed}`);
    const server = new FakeServer();
    const days = daysOf(server);
    await days.load(NOW, false);
    const done: string[] = [];
    let position = 1_000;
    for (let step = 0; step < 60; step++) {
      const draw = random();
      if (draw < 0.4) {
        done.push(`add ${++position}`);
        await add(days, server, position);
      } else if (draw < 0.8) {
        server.losesAnswer = random() < 0.3;
        done.push(server.losesAnswer ? "lost" : "roll");
        clock.mockReturnValue(performance.now() + AFTER_FAILURE_MS);
        days.tick(position, NOW);
        await days.settle();
      } else {
        // A new connection, at times to a database that was restored.
        if (draw > 0.9) position = Math.floor(random() * position);
        done.push(`load ${position}`);
        await days.load(NOW, true);
      }
      expect(server.isHidden, `${seed}: ${done.join()}`).toBe(false);
    }
    // In the end it is rolled up, and stays so.
    server.losesAnswer = false;
    clock.mockReturnValue(performance.now() + AFTER_FAILURE_MS);
    days.tick(position, NOW);
    await days.settle();
    expect([server.lacks, server.version === undefined || server.version % 2 === 1], done.join()).toEqual([
      false,
      true,
    ]);
  }
});

it("[HU35] a sample that comes while its day waits for the roll-up of another edge is not hidden", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  const [other, server] = [new FakeServer(), new FakeServer()];
  const [first, second] = [daysOf(other), daysOf(server)];
  for (const [days, at] of [[first, other] as const, [second, server] as const]) {
    await days.load(NOW, false);
    await add(days, at, 1_000);
  }
  clock.mockReturnValue(QUIET_MS);
  const held = Promise.withResolvers<void>();
  other.holds = held.promise;
  first.tick(1_000, NOW);
  second.tick(1_000, NOW);
  const rolled = Promise.withResolvers<void>();
  server.holds = rolled.promise;
  // Its rows come to the server after the roll-up has read them.
  await second.mark([numbered(0, 1)], { to: 1_010, stored: NOW }, server.block);
  held.resolve();
  await first.settle();
  rolled.resolve();
  await second.settle();
  server.lacks = true;
  expect(server.isHidden).toBe(false);
  expect(other.version).toBe(2_001);
});
