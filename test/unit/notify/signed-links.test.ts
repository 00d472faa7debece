import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import type { JournalEntry } from "../../../edge/contracts/access/journal.ts";
import { channelProblems } from "../../../edge/notify/config.ts";
import { fakeEdge, MemoryJournal } from "../../fakes/api/deps.ts";
import { S } from "../detect/bench-plant.ts";
import { NotifierBench, until } from "./notifier-bench.ts";

const bench = new NotifierBench();
const MINUTE = 60 * S;
const acknowledge = { minutes: 30 };

/** The tokens in a message. */
function tokensIn(body: string): string[] {
  return [...body.matchAll(/https:\/\/gemba\.example\/phone\.html#k=([\w.-]+)/g)].map(([, token = ""]) => token);
}

/** Raises an alarm that is sent with a link, and serves the API over the same book. */
async function withLink(rule = "hot") {
  const notification = await bench.start(bench.channel({ acknowledge }));
  bench.raise(rule);
  await until(() => expect(bench.got).toHaveLength(1));
  const [token = ""] = tokensIn(bench.got[0]?.body ?? "");
  const journal = new MemoryJournal();
  const app = buildApi(fakeEdge({ notification, alerts: bench.book, journal, now: () => bench.wall }).deps);
  const post = async (act: "read" | "acknowledge", sent = token) => {
    const { statusCode, body } = await app.inject({
      method: "POST",
      url: `/api/v1/links/${act}`,
      payload: { token: sent },
    });
    return { statusCode, body: JSON.parse(body) as Record<string, unknown> };
  };
  return { app, post, token, journal, notification };
}

it("[N34] reading a link shows the alert without names and acknowledges nothing", async () => {
  const { app, post } = await withLink();
  await using _ = app;
  const read = await post("read");
  expect(read).toMatchObject({
    statusCode: 200,
    body: { priority: 2, state: "active", asksAck: true, isSame: true, message: { en: "hot high" } },
  });
  expect(Date.parse(String(read.body["until"]))).toBe(Math.floor((bench.wall + 30 * MINUTE) / 1e6) * 1000);
  expect(bench.book.standing()[0]?.acknowledged).toBeUndefined();
  const opened = await app.inject({ method: "GET", url: "/api/v1/links/acknowledge" });
  expect(opened.statusCode).toBe(404);
});

it("[N35] [N36] a press acknowledges once, with the channel on record; a repeat is refused", async () => {
  const { app, post } = await withLink();
  await using _ = app;
  expect(await post("acknowledge")).toMatchObject({ statusCode: 200, body: { state: "acknowledged", asksAck: false } });
  const entries = bench.journal.entries as readonly JournalEntry[];
  expect(entries.at(-1)).toMatchObject({
    action: "alert.acknowledge",
    result: "done",
    principal: { user: "link", role: "link", origin: "127.0.0.1, link of channel hook" },
  });
  expect(await post("acknowledge")).toMatchObject({ statusCode: 409 });
});

it("[N35] a link is about one occurrence: it is refused once the alarm has been raised again", async () => {
  const { app, post } = await withLink();
  await using _ = app;
  bench.raise("hot", { standing: false });
  bench.now += MINUTE;
  bench.raise("hot");
  await until(() => expect(bench.got).toHaveLength(2));
  expect(await post("read")).toMatchObject({ statusCode: 200, body: { isSame: false, asksAck: true } });
  expect(await post("acknowledge")).toMatchObject({ statusCode: 409 });
  const [newest = ""] = tokensIn(bench.got[1]?.body ?? "");
  expect(await post("acknowledge", newest)).toMatchObject({ statusCode: 200, body: { state: "acknowledged" } });
});

it("[N35] a link is refused after its end, when it is forged, and when its channel sends none any more", async () => {
  const { app, post, token, journal, notification } = await withLink();
  await using _ = app;
  const [facts = "", signature = ""] = token.split(".");
  const fields = JSON.parse(Buffer.from(facts, "base64url").toString()) as (string | number)[];
  const later = Buffer.from(JSON.stringify([...fields.slice(0, 4), Number(fields[4]) + 9])).toString("base64url");
  for (const forged of [`${later}.${signature}`, `${facts}.`, facts, "x", `${facts}.${signature}x`])
    expect(await post("acknowledge", forged)).toMatchObject({ statusCode: 403 });
  // One entry, and the rest as a sum: anybody may send links.
  expect(journal.entries.filter(({ action }) => action.startsWith("link."))).toHaveLength(1);
  bench.now += 29 * MINUTE;
  expect(await post("read")).toMatchObject({ statusCode: 200 });
  bench.now += 2 * MINUTE;
  expect(await post("acknowledge")).toMatchObject({
    statusCode: 403,
    body: { detail: expect.stringContaining("too old") },
  });
  bench.now -= 2 * MINUTE;
  notification.follow({ channels: [bench.channel()], viewer: "https://gemba.example" });
  expect(await post("acknowledge")).toMatchObject({ statusCode: 403 });
  expect(bench.book.standing()[0]?.acknowledged).toBeUndefined();
});

it("[N33] the key is the owner's alone and stays; another key, and a damaged one, are refused", async () => {
  const { app, post, token } = await withLink();
  await using _ = app;
  const path = join(bench.dir, "links.key");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const key = readFileSync(path, "utf8");
  await bench.notifier?.close();
  const again = await bench.start(bench.channel({ acknowledge }));
  expect(again.readLink(token).channel).toBe("hook");
  expect(await post("read")).toMatchObject({ statusCode: 200 });
  await bench.notifier?.close();
  writeFileSync(
    path,
    key.replace(/./g, (digit) => (digit === "0" ? "1" : "0")),
  );
  const other = await bench.start(bench.channel({ acknowledge }));
  expect(() => other.readLink(token)).toThrow("not one of this edge's");
  await bench.notifier?.close();
  writeFileSync(path, "");
  await expect(bench.start(bench.channel({ acknowledge }))).rejects.toThrow("is damaged");
});

it("[N33] the three most urgent alarms of a message have a link each, others and other channels none", async () => {
  await bench.start(bench.channel({ acknowledge, groupS: 1 }), bench.channel({ id: "plain", groupS: 1 }));
  for (const [at, rule] of ["a", "b", "c", "d"].entries()) bench.raise(rule, { severity: 700 + at });
  bench.now += 2 * S;
  await until(() => expect(bench.got).toHaveLength(2));
  expect(bench.got.map(({ body }) => tokensIn(body).length).sort()).toEqual([0, 3]);
});

it("[N33] links without an address of the viewer are named", () => {
  const problems = channelProblems({ channels: [bench.channel({ acknowledge })] });
  expect(problems.map(({ steps, message }) => `${steps.join(".")} ${message.en}`)).toEqual([
    'notify.channels.0.acknowledge channel "hook": links to acknowledge need notify.viewer',
  ]);
});

const CARDS = [
  ["wecom", "template_card", { template_card: { card_type: "text_notice", card_action: { type: 1 } } }],
  ["dingtalk", "actionCard", { actionCard: { btns: [{ title: "确认 · Acknowledge" }] } }],
  ["feishu", "interactive", { card: { elements: [{ tag: "div" }, { tag: "action", actions: [{ tag: "button" }] }] } }],
] as const;

it.each(CARDS)("[N37] %s gets a card with a button for the link, and text without one", async (kind, word, shape) => {
  await bench.start(bench.channel({ kind, acknowledge }), bench.channel({ id: "plain", kind }));
  bench.raise("hot");
  await until(() => expect(bench.got).toHaveLength(2));
  const bodies = bench.got.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  const card = bodies.find((body) => (body["msgtype"] ?? body["msg_type"]) === word);
  expect(card).toMatchObject(shape);
  expect(new Set(tokensIn(JSON.stringify(card))).size).toBe(1);
  expect(
    bodies.filter((body) => ["markdown", "text"].includes(String(body["msgtype"] ?? body["msg_type"]))),
  ).toHaveLength(1);
});
