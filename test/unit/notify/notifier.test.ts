import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { ChannelConfig } from "../../../edge/notify/config.ts";
import { type OpenNotifier, openNotifier } from "../../../edge/notify/open-notifier.ts";
import { isQuiet } from "../../../edge/notify/quiet-hours.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { fakeEdge, LATHE, MemoryJournal } from "../../fakes/api/deps.ts";
import { log, S, T0 } from "../detect/bench-plant.ts";

const SECRET = "a-secret-that-nobody-may-see";
let dir: string;
let now = T0;
let book: OpenAlertBook;
let notifier: OpenNotifier | undefined;
let status = 200;
let answer = '{"errcode":0,"code":0}';
/** The other side takes its time: answers wait until `release`. */
let holds = false;
const held: (() => void)[] = [];
const release = () => {
  holds = false;
  for (const reply of held.splice(0)) reply();
};
let server: ReturnType<typeof createServer>;
const got: { url: string; headers: Record<string, string | string[] | undefined>; body: string }[] = [];
let url = "";

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-notify-"));
  now = T0;
  status = 200;
  answer = '{"errcode":0,"code":0}';
  got.length = 0;
  book = await openAlertBook({ dir, edge: "e", clock: () => now, log, journal: new MemoryJournal() });
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      got.push({ url: request.url ?? "", headers: request.headers, body });
      const reply = () => void response.writeHead(status).end(answer);
      if (holds) held.push(reply);
      else reply();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=${SECRET}`;
});
afterEach(async () => {
  await notifier?.close();
  notifier = undefined;
  server.closeAllConnections();
  server.close();
  await book.close();
  rmSync(dir, { recursive: true });
});

const channel = (more: Partial<ChannelConfig> = {}): ChannelConfig => ({
  id: "hook",
  kind: "webhook",
  priorities: [1, 2],
  language: "both",
  groupS: 0,
  perHour: 30,
  giveUpHours: 24,
  url,
  secret: SECRET,
  ...more,
});
const start = async (...channels: ChannelConfig[]) => {
  const { plant, tags } = fakeEdge().deps;
  const edgeUid = "urn:gemba:edge:e" as AssetUid;
  notifier = await openNotifier({
    dir,
    config: { channels },
    plant,
    tags,
    book,
    edgeUid,
    log,
    jobs: new Jobs(log),
    clock: () => now,
  });
  return notifier;
};
const raise = (rule: string, more: Partial<Finding> = {}) =>
  book.apply([
    {
      rule,
      assetUid: LATHE,
      kind: "process",
      standing: true,
      at: now,
      severity: 700,
      message: { zh: `${rule} 高`, en: `${rule} high` },
      evidence: [],
      ...more,
    },
  ]);
const bodies = () =>
  got.map(({ body }) => JSON.parse(body) as { type: string; title: string; text: string; alerts: { rule: string }[] });
const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 20 });

it("[N3] an alarm is told once per channel, over restarts too; advisories, other priorities and other assets are not", async () => {
  await start(channel(), channel({ id: "other", assets: ["AGV-*"] }));
  raise("hot");
  raise("drift", { kind: "anomaly" });
  raise("minor", { severity: 300 });
  await until(() => expect(got).toHaveLength(1));
  expect(bodies()[0]).toMatchObject({ type: "alarms", alerts: [{ rule: "hot" }] });
  expect(bodies()[0]?.title).toContain("hot 高");
  await notifier?.close();
  await start(channel());
  raise("next");
  await until(() => expect(got).toHaveLength(2));
  expect(bodies()[1]?.alerts).toMatchObject([{ rule: "next" }]);
});

it("[N4] what the other side does not take is sent again with the same id; a channel that does not get through is an alert of the edge", async () => {
  await start(channel());
  // Each attempt is refused with a number of its own: the clock goes on only when the refusal has been heard.
  status = 501;
  raise("hot");
  for (let attempt = 1; attempt <= 3; attempt++) {
    await until(() => expect(got).toHaveLength(attempt));
    await until(() => expect(notifier?.channels()[0]?.problem).toContain(String(status)));
    if (attempt === 3) break;
    status++;
    now += 600 * S;
  }
  await until(() => expect(notifier?.findings(now)[0]).toMatchObject({ rule: "notify/hook", standing: true }));
  status = 200;
  now += 600 * S;
  await until(() => expect(notifier?.channels()[0]).toMatchObject({ waiting: 0, sent: 1 }));
  expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(notifier?.findings(now)[0]?.standing).toBe(false);
});

it("[N4] a message that could not be sent in time is given up, counted, and not tried for ever", async () => {
  await start(channel({ giveUpHours: 1 }));
  status = 500;
  raise("hot");
  await until(() => expect(got).toHaveLength(1));
  now += 2 * 3600 * S;
  await until(() => expect(notifier?.channels()[0]).toMatchObject({ waiting: 0, failed: 1 }));
});

it("[N5] alarms of a group go into one message; beyond the rate they wait for the next one", async () => {
  await start(channel({ groupS: 10, perHour: 1 }));
  for (let i = 0; i < 30; i++) raise(`rule-${i}`);
  now += 11 * S;
  await until(() => expect(got).toHaveLength(1));
  expect(bodies()[0]?.alerts).toHaveLength(30);
  expect(bodies()[0]?.text).toContain("另有 10 条");
  raise("late");
  now += 11 * S;
  await until(() => expect(notifier?.channels()[0]?.waiting).toBe(1));
  now += 3600 * S;
  await until(() => expect(got).toHaveLength(2));
});

it("[N6] quiet hours hold back what may wait, and leave out what is over by then", async () => {
  // 2026-01-05T00:00:00Z is 08:00 in Shanghai.
  await start(channel({ quietHours: { from: "07:00", to: "09:00", except: [1] } }));
  raise("urgent", { severity: 900 });
  await until(() => expect(bodies().flatMap(({ alerts }) => alerts)).toMatchObject([{ rule: "urgent" }]));
  raise("waits");
  raise("over");
  await book.settled();
  raise("over", { standing: false });
  await book.settled();
  await until(() => expect(notifier?.channels()[0]?.waiting).toBe(2));
  now += 2 * 3600 * S;
  await until(() => expect(got).toHaveLength(2));
  expect(bodies()[1]?.alerts).toMatchObject([{ rule: "waits" }]);
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

it("[N7] a webhook is signed over id, time and body", async () => {
  await start(channel());
  raise("hot");
  await until(() => expect(got).toHaveLength(1));
  const { headers, body } = got[0] as (typeof got)[number];
  const signed = createHmac("sha256", SECRET)
    .update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`)
    .digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${signed}`);
});

it("[N7] robots of WeCom, DingTalk and Feishu get what they take, signed where they ask for it; 200 with an error code is a failure", async () => {
  await start(
    channel({ id: "wecom", kind: "wecom" }),
    channel({ id: "dingtalk", kind: "dingtalk" }),
    channel({ id: "feishu", kind: "feishu" }),
  );
  for (const id of ["wecom", "dingtalk", "feishu"]) await notifier?.test(id);
  const [wecom, dingtalk, feishu] = got.map(({ url: path, body }) => ({
    path: new URL(path, "http://x"),
    body: JSON.parse(body) as Record<string, never>,
  }));
  expect(wecom?.body).toMatchObject({
    msgtype: "markdown",
    markdown: { content: expect.stringContaining("测试消息") },
  });
  expect(dingtalk?.body).toMatchObject({
    msgtype: "markdown",
    markdown: { title: expect.any(String), text: expect.stringContaining("test message") },
  });
  const time = dingtalk?.path.searchParams.get("timestamp");
  expect(dingtalk?.path.searchParams.get("sign")).toBe(
    createHmac("sha256", SECRET).update(`${time}\n${SECRET}`).digest("base64"),
  );
  expect(feishu?.body).toMatchObject({ msg_type: "text", content: { text: expect.stringContaining("测试消息") } });
  expect(feishu?.body["sign"]).toBe(
    createHmac("sha256", `${feishu?.body["timestamp"]}\n${SECRET}`).update("").digest("base64"),
  );
  answer = '{"errcode":93000,"code":19001,"errmsg":"invalid webhook url"}';
  for (const id of ["wecom", "dingtalk", "feishu"]) await expect(notifier?.test(id)).rejects.toThrow("refuses it");
});

it("[N8] [S20] a failed test says what the other side answered and no secret; an unknown channel is said", async () => {
  await start(channel({ kind: "wecom" }));
  answer = `{"errcode":1,"errmsg":"bad key ${SECRET} in ?key=${SECRET}"}`;
  const failure = await notifier?.test("hook").catch((error: Error) => error.message);
  expect(failure).toContain("bad key ***");
  expect(failure).not.toContain(SECRET);
  expect(JSON.stringify(notifier?.channels())).not.toContain(SECRET);
  await expect(notifier?.test("nobody")).rejects.toMatchObject({ code: "not-found" });
});

it("[N8] [S18] no redirect is followed: it would carry the alarm to somebody whom the config does not name", async () => {
  server.removeAllListeners("request");
  server.on("request", (_request, response) => response.writeHead(307, { location: "http://169.254.169.254/" }).end());
  await start(channel());
  await expect(notifier?.test("hook")).rejects.toMatchObject({ code: "unavailable" });
});

it("[N7] mail goes out with one subject line and an id that stays the same", async () => {
  const mails: string[] = [];
  const smtp = createTcp((socket) => {
    let isData = false;
    let text = "";
    socket.write("220 fake\r\n");
    socket.on("data", (piece) => {
      text += piece.toString();
      if (isData) {
        if (!text.endsWith("\r\n.\r\n")) return;
        mails.push(text);
        isData = false;
        socket.write("250 ok\r\n");
      } else if (/^DATA/m.test(text)) {
        isData = true;
        socket.write("354 go\r\n");
      } else socket.write("250 ok\r\n");
      text = "";
    });
    socket.on("error", () => undefined);
  });
  smtp.listen(0, "127.0.0.1");
  await once(smtp, "listening");
  const mail = {
    host: "127.0.0.1",
    port: (smtp.address() as AddressInfo).port,
    security: "insecure",
    from: "gemba@plant.example",
    to: ["ann@plant.example", "bo@plant.example"],
  } as const;
  const { url: _url, secret: _secret, ...bare } = channel();
  await start({ ...bare, id: "mail", kind: "email", language: "en", mail: { ...mail, to: [...mail.to] } });
  raise("hot", { message: { zh: "热", en: "hot\r\nBcc: evil@x.example" } });
  await until(() => expect(mails).toHaveLength(1));
  expect(mails[0]).toMatch(/^Subject: Binjiang Plant 1: hot Bcc: evil@x.example \(priority 2\)\r$/m);
  expect(mails[0]?.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/m);
  expect(mails[0]).toMatch(/^Message-ID: <[0-9a-f-]{36}@gemba>\r$/m);
  expect(notifier?.channels()[0]).toMatchObject({ target: "127.0.0.1 → 2" });
  smtp.close();
});

it("[N4] the alert about a channel ends when the channel is taken out of the config, over a restart too", async () => {
  // Each attempt is refused with a number of its own: the clock goes on only when the refusal has been heard.
  status = 500;
  const failing = async () => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      status++;
      now += 600 * S;
      await until(() => expect(notifier?.channels()[0]?.problem).toContain(String(status)));
    }
    await until(() => expect(notifier?.findings(now)[0]?.standing).toBe(true));
    book.apply(notifier?.findings(now) ?? []);
  };
  const standing = () =>
    book.standing().filter(({ rule, clearedAt }) => rule === "notify/hook" && clearedAt === undefined);
  await start(channel());
  raise("hot");
  await failing();
  expect(standing()).toHaveLength(1);
  notifier?.follow({ channels: [] });
  book.apply(notifier?.findings(now) ?? []);
  expect(standing()).toEqual([]);
  notifier?.follow({ channels: [channel()] });
  await failing();
  expect(standing()).toHaveLength(1);
  await notifier?.close();
  await start();
  book.apply(notifier?.findings(now) ?? []);
  expect(standing()).toEqual([]);
});

it("[N10] a channel that is changed, or taken out and put back, does not send what it still sends", async () => {
  await start(channel());
  holds = true;
  raise("hot");
  await until(() => expect(got).toHaveLength(1));
  notifier?.follow({ channels: [channel({ perHour: 29 })] });
  notifier?.follow({ channels: [] });
  notifier?.follow({ channels: [channel({ perHour: 28 })] });
  // The new one has had its turn when a channel behind it has told of a later alarm.
  notifier?.follow({ channels: [channel({ perHour: 28 }), channel({ id: "other" })] });
  raise("later");
  await until(() => expect(bodies().some(({ alerts }) => alerts.some(({ rule }) => rule === "later"))).toBe(true));
  release();
  await until(() => expect(notifier?.channels()[0]).toMatchObject({ waiting: 0 }));
  const hot = bodies().filter(({ alerts }) => alerts.some(({ rule }) => rule === "hot"));
  expect(hot).toHaveLength(1);
});
