import { describe, expect, it } from "vitest";
import { isQuiet } from "../../../edge/notify/quiet-hours.ts";
import { STEPS } from "../../fakes/clock/clocks.ts";
import { S } from "../detect/bench-plant.ts";
import { NotifierBench, until } from "./notifier-bench.ts";

const bench = new NotifierBench();

const rules = () => bench.bodies().flatMap(({ alerts }) => alerts.map(({ rule }) => rule));

it("[N3] an alarm is sent once per channel, over restarts too; advisories and other priorities are not", async () => {
  await bench.start(bench.channel(), bench.channel({ id: "other", assets: ["AGV-*"] }));
  bench.raise("hot");
  bench.raise("drift", { kind: "anomaly" });
  bench.raise("minor", { severity: 300 });
  await until(() => expect(bench.got).toHaveLength(1));
  expect(bench.bodies()[0]).toMatchObject({ type: "alarms", alerts: [{ rule: "hot" }] });
  expect(bench.bodies()[0]?.title).toContain("hot 高");
  await bench.notifier?.close();
  await bench.start(bench.channel());
  bench.raise("next");
  await until(() => expect(bench.got).toHaveLength(2));
  expect(bench.bodies()[1]?.alerts).toMatchObject([{ rule: "next" }]);
});

it("[N52] an alarm that cleared before a kill left it unnoted is sent at the start, within a minute", async () => {
  for (const [rule, minutes] of [
    ["soon", 0],
    ["long", 3],
  ] as const) {
    bench.raise(rule);
    await bench.book.settled();
    bench.raise(rule, { standing: false });
    await bench.book.settled();
    bench.now += minutes * 60 * S;
    await bench.start(bench.channel());
    bench.raise(`after ${rule}`);
    await until(() => expect(rules()).toContain(`after ${rule}`));
    await bench.notifier?.close();
  }
  expect(rules().sort()).toEqual(["after long", "after soon", "soon"]);
});

it("[N4] a refused message is sent again with the same id; a channel that stays down raises an alert", async () => {
  await bench.start(bench.channel());
  // Each refusal has its own number, and the clock advances only after the refusal was received.
  bench.status = 501;
  bench.raise("hot");
  for (let attempt = 1; attempt <= 3; attempt++) {
    await until(() => expect(bench.got).toHaveLength(attempt));
    await until(() => expect(bench.notifier?.channels()[0]?.problem).toContain(String(bench.status)));
    if (attempt === 3) break;
    bench.status++;
    bench.now += 600 * S;
  }
  await until(() =>
    expect(bench.notifier?.findings(bench.now)[0]).toMatchObject({ rule: "notify/hook", standing: true }),
  );
  bench.status = 200;
  bench.now += 600 * S;
  await until(() => expect(bench.notifier?.channels()[0]).toMatchObject({ waiting: 0, sent: 1 }));
  expect(new Set(bench.got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(bench.notifier?.findings(bench.now)[0]?.standing).toBe(false);
});

it("[N4] a message that could not be sent in time is given up and counted", async () => {
  await bench.start(bench.channel({ giveUpHours: 1 }));
  bench.status = 500;
  bench.raise("hot");
  await until(() => expect(bench.got).toHaveLength(1));
  bench.now += 2 * 3600 * S;
  await until(() => expect(bench.notifier?.channels()[0]).toMatchObject({ waiting: 0, failed: 1 }));
});

describe.each(STEPS)("[TW9] a wall clock set %s", (_how, stepMs) => {
  it("[N5] neither cuts nor prolongs the wait of a group", async () => {
    await bench.start(bench.channel({ groupS: 10 }), bench.channel({ id: "other" }));
    bench.raise("hot");
    await until(() => expect(bench.got).toHaveLength(1));
    bench.setByUs = stepMs * 1_000;
    bench.now += 9 * S;
    // The first channel has had its turn when the other has sent a later alarm.
    bench.raise("later");
    await until(() => expect(bench.got).toHaveLength(2));
    expect(bench.bodies().map(({ alerts }) => alerts.map(({ rule }) => rule))).toEqual([["hot"], ["later"]]);
    bench.now += S;
    await until(() => expect(bench.got).toHaveLength(3));
    expect(bench.bodies()[2]?.alerts).toHaveLength(2);
  });

  it("[N4] neither holds a message back nor gives it up", async () => {
    await bench.start(bench.channel({ giveUpHours: 1 }));
    bench.status = 500;
    bench.raise("hot");
    await until(() => expect(bench.notifier?.channels()[0]?.problem).toContain("500"));
    bench.setByUs = stepMs * 1_000;
    bench.status = 501;
    bench.now += 2 * S;
    await until(() => expect(bench.notifier?.channels()[0]?.problem).toContain("501"));
    bench.status = 200;
    bench.now += 4 * S;
    await until(() => expect(bench.notifier?.channels()[0]).toMatchObject({ waiting: 0, sent: 1, failed: 0 }));
  });
});

it("[N5] alarms of a group go into one message; beyond the rate they wait for the next one", async () => {
  await bench.start(bench.channel({ groupS: 10, perHour: 1 }));
  for (let i = 0; i < 30; i++) bench.raise(`rule-${i}`);
  bench.now += 11 * S;
  await until(() => expect(bench.got).toHaveLength(1));
  expect(bench.bodies()[0]?.alerts).toHaveLength(30);
  expect(bench.bodies()[0]?.text).toContain("另有 10 条");
  bench.raise("late");
  bench.now += 11 * S;
  await until(() => expect(bench.notifier?.channels()[0]?.waiting).toBe(1));
  bench.now += 3600 * S;
  await until(() => expect(bench.got).toHaveLength(2));
});

it("[N6] quiet hours delay lower priorities, and leave out alarms that cleared meanwhile", async () => {
  // 2026-01-05T00:00:00Z is 08:00 in Shanghai.
  await bench.start(bench.channel({ quietHours: { from: "07:00", to: "09:00", except: [1] } }));
  bench.raise("urgent", { severity: 900 });
  await until(() => expect(bench.bodies().flatMap(({ alerts }) => alerts)).toMatchObject([{ rule: "urgent" }]));
  bench.raise("waits");
  bench.raise("over");
  await bench.book.settled();
  bench.raise("over", { standing: false });
  await bench.book.settled();
  await until(() => expect(bench.notifier?.channels()[0]?.waiting).toBe(2));
  bench.now += 2 * 3600 * S;
  await until(() => expect(bench.got).toHaveLength(2));
  expect(bench.bodies()[1]?.alerts).toMatchObject([{ rule: "waits" }]);
});

it.each([
  ["22:00", "06:00", "23:30", true],
  ["22:00", "06:00", "05:59", true],
  ["22:00", "06:00", "06:00", false],
  ["12:00", "13:00", "12:30", true],
  ["12:00", "13:00", "13:00", false],
  ["12:00", "12:00", "12:00", false],
])("[N6] %s to %s at %s: %s", (from, to, at, quiet) => {
  expect(isQuiet({ from, to }, Date.parse(`2026-01-05T${at}:00+08:00`) * 1000, "Asia/Shanghai")).toBe(quiet);
});

it("[N4] the alert about a channel ends when the channel is removed from the config, also over a restart", async () => {
  // Each refusal has its own number, and the clock advances only after the refusal was received.
  bench.status = 500;
  const failing = async () => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      bench.status++;
      bench.now += 600 * S;
      await until(() => expect(bench.notifier?.channels()[0]?.problem).toContain(String(bench.status)));
    }
    await until(() => expect(bench.notifier?.findings(bench.now)[0]?.standing).toBe(true));
    bench.book.apply(bench.notifier?.findings(bench.now) ?? []);
  };
  const standing = () =>
    bench.book.standing().filter(({ rule, clearedAt }) => rule === "notify/hook" && clearedAt === undefined);
  await bench.start(bench.channel());
  bench.raise("hot");
  await failing();
  expect(standing()).toHaveLength(1);
  bench.notifier?.follow({ channels: [] });
  bench.book.apply(bench.notifier?.findings(bench.now) ?? []);
  expect(standing()).toEqual([]);
  bench.notifier?.follow({ channels: [bench.channel()] });
  await failing();
  expect(standing()).toHaveLength(1);
  await bench.notifier?.close();
  await bench.start();
  bench.book.apply(bench.notifier?.findings(bench.now) ?? []);
  expect(standing()).toEqual([]);
});

it("[N10] a channel that is changed, or removed and added again, sends no message twice", async () => {
  await bench.start(bench.channel());
  bench.holds = true;
  bench.raise("hot");
  await until(() => expect(bench.got).toHaveLength(1));
  bench.notifier?.follow({ channels: [bench.channel({ perHour: 29 })] });
  bench.notifier?.follow({ channels: [] });
  bench.notifier?.follow({ channels: [bench.channel({ perHour: 28 })] });
  // When a later channel has sent a later alarm, the new channel has had its turn.
  bench.notifier?.follow({ channels: [bench.channel({ perHour: 28 }), bench.channel({ id: "other" })] });
  bench.raise("later");
  await until(() =>
    expect(bench.bodies().some(({ alerts }) => alerts.some(({ rule }) => rule === "later"))).toBe(true),
  );
  bench.release();
  await until(() => expect(bench.notifier?.channels()[0]).toMatchObject({ waiting: 0 }));
  const hot = bench.bodies().filter(({ alerts }) => alerts.some(({ rule }) => rule === "hot"));
  expect(hot).toHaveLength(1);
});
