import { expect, it } from "vitest";
import type { NotifyConfig } from "../../../edge/notify/config.ts";
import { rosterProblems } from "../../../edge/notify/roster-problems.ts";
import { S } from "../detect/bench-plant.ts";
import { NotifierBench, until } from "./notifier-bench.ts";

const bench = new NotifierBench();
const MINUTE = 60 * S;
const people = [
  { name: "li", channel: "li" },
  { name: "wang", channel: "wang" },
];
const ALL_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "holiday"] as const;
const always = { days: [...ALL_DAYS], from: "00:00", to: "00:00", turns: ["li", "wang"] };
const roster = { people, since: "2026-11-02 00:00", holidays: [], shifts: [always] };
const escalation = {
  priorities: [1, 2],
  levels: [
    { afterMinutes: 5, call: "on-call" },
    { afterMinutes: 15, call: "next" },
  ],
};

function channels() {
  const call = (id: string) =>
    bench.channel({ id, sends: "calls", url: bench.channel().url?.replace("/hook", `/${id}`) ?? "" });
  return [call("li"), call("wang")];
}

async function start(over: Partial<NotifyConfig> = {}) {
  await bench.start(...channels());
  follow(over);
}

function follow(over: Partial<NotifyConfig> = {}): void {
  bench.notifier?.follow({ channels: channels(), viewer: "https://gemba.example", roster, escalation, ...over });
}

const called = () => bench.got.map(({ url }) => /^\/(\w+)\?/.exec(url)?.[1]);

it("[N40] [N42] nobody acknowledges: first the one on call, then the next, each once over a restart", async () => {
  await start();
  bench.raise("hot");
  bench.now += 6 * MINUTE;
  await until(() => expect(called()).toHaveLength(1));
  await bench.notifier?.close();
  await start();
  bench.now += 10 * MINUTE;
  await until(() => expect(called()).toHaveLength(2));
  expect(new Set(called())).toEqual(new Set(["li", "wang"]));
});

it("[N40] an acknowledgement ends the calls, and other priorities have none", async () => {
  await start();
  bench.raise("minor", { severity: 300 });
  bench.raise("hot");
  bench.raise("late");
  const hot = bench.book.standing().find(({ rule }) => rule === "hot");
  const principal = { user: "li", role: "operator", origin: "cli" };
  await bench.book.act(hot?.alertUid ?? "", { kind: "acknowledge", at: bench.wall, principal });
  bench.now += 6 * MINUTE;
  await until(() => expect(bench.bodies().flatMap(({ alerts }) => alerts.map(({ rule }) => rule))).toEqual(["late"]));
});

it("[N41] a hole in the roster calls everybody", async () => {
  const never = { ...always, days: ["holiday" as const] };
  await start({ roster: { ...roster, shifts: [never] } });
  bench.raise("hot");
  bench.now += 6 * MINUTE;
  await until(() => expect(called().sort()).toEqual(["li", "wang"]));
});

it("[N40] after a handover the next person is called about what still waits", async () => {
  await start();
  bench.raise("hot");
  bench.now += 6 * MINUTE;
  await until(() => expect(called()).toHaveLength(1));
  const [first] = called();
  bench.now += 7 * 24 * 60 * MINUTE;
  await until(() => expect(new Set(called())).toEqual(new Set(["li", "wang"])));
  expect(called()[0]).toBe(first);
});

it("[N36] [N42] the link of a call names the person on call", async () => {
  const acknowledge = { minutes: 30 };
  await bench.start(...channels().map((one) => ({ ...one, acknowledge })));
  bench.notifier?.follow({
    channels: channels().map((one) => ({ ...one, acknowledge })),
    viewer: "https://gemba.example",
    roster: { ...roster, shifts: [{ ...always, turns: ["wang"] }] },
    escalation,
  });
  bench.raise("hot");
  bench.now += 6 * MINUTE;
  await until(() => expect(called()).toEqual(["wang"]));
  const [, token = ""] = /#k=([\w.-]+)/.exec(bench.got[0]?.body ?? "") ?? [];
  expect(bench.notifier?.readLink(token)).toMatchObject({ person: "wang", channel: "wang" });
  expect(bench.got[0]?.body.replace(/#k=[\w.-]+/g, "")).not.toContain("wang");
});

it("[N43] mistakes of roster and escalation are named at their places", () => {
  const levels = [
    { afterMinutes: 9, call: "bo" },
    { afterMinutes: 3, call: "next" },
  ];
  const wrong: NotifyConfig = {
    channels: [bench.channel({ id: "li" })],
    roster: { ...roster, shifts: [{ ...always, turns: ["ann"] }] },
    escalation: { priorities: [1], levels },
  };
  expect(rosterProblems(wrong).map(({ steps }) => steps.join("."))).toEqual([
    "notify.roster.people.0.channel",
    "notify.roster.people.1.channel",
    "notify.roster.shifts.0.turns.0",
    "notify.escalation.levels.0.call",
    "notify.escalation.levels.1.afterMinutes",
  ]);
  expect(rosterProblems({ channels: [], escalation }).map(({ steps }) => steps.join("."))).toEqual([
    "notify.escalation",
  ]);
});
