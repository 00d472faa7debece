import { expect, it } from "vitest";
import { channelProblems } from "../../../edge/notify/config.ts";
import { S } from "../detect/bench-plant.ts";
import { NotifierBench, until } from "./notifier-bench.ts";

const bench = new NotifierBench();
const json = "application/json" as const;
const form = "application/x-www-form-urlencoded" as const;
const sms = { to: ["+8613800001111", "+8613800002222"], body: '{"to":"{to}","text":"{text}"}', contentType: json };

it("[N38] each number gets the title and a link in the gateway's format, with its authorization", async () => {
  const { secret: _, ...bare } = bench.channel({ kind: "sms", language: "en", acknowledge: { minutes: 30 } });
  await bench.start({ ...bare, sms: { ...sms, authorization: "Basic c2VjcmV0" } });
  bench.raise("hot", { message: { zh: "热", en: 'hot "outside"\nnow' } });
  await until(() => expect(bench.got).toHaveLength(2));
  const posts = bench.got.map(({ body }) => JSON.parse(body) as { to: string; text: string });
  expect(posts.map(({ to }) => to)).toEqual(sms.to);
  expect(posts[0]?.text).toMatch(
    /^Binjiang Plant 1: hot "outside" now \(priority 2\)\nhttps:\/\/gemba\.example\/phone\.html#k=[\w.-]+$/,
  );
  expect(bench.got[0]?.headers).toMatchObject({ authorization: "Basic c2VjcmV0", "content-type": json });
});

it("[N34] what the gateway repeats of a message is shown without the token of its link", async () => {
  bench.answerBy((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += String(piece);
    });
    request.on("end", () => response.end(body.slice(body.indexOf("https"))));
  });
  const { secret: _, ...bare } = bench.channel({ kind: "sms", language: "en", acknowledge: { minutes: 30 } });
  const notification = await bench.start({ ...bare, sms: { ...sms, to: ["+8613800001111"], expects: "status: 0" } });
  bench.raise("hot");
  await until(() => expect(notification.channels()[0]?.problem).toContain("refuses it"));
  expect(notification.channels()[0]?.problem).toMatch(/#k=\*\*\*/);
});

it("[N38] a form is escaped as a form, and an answer without the expected text counts as refused", async () => {
  const { secret: _, ...bare } = bench.channel({ kind: "sms", language: "en" });
  bench.answer = "ERR 7 +8613800001111";
  const channel = { ...sms, to: [sms.to[0] as string], body: "n={to}&m={text}", contentType: form, expects: "OK" };
  const notification = await bench.start({ ...bare, sms: channel });
  bench.raise("hot", { message: { zh: "热", en: "a&b" } });
  await until(() => expect(notification.channels()[0]?.problem).toContain("ERR 7 ***"));
  expect(bench.got[0]?.body).toBe("n=%2B8613800001111&m=Binjiang%20Plant%201%3A%20a%26b%20(priority%202)");
  expect(notification.channels()[0]?.target).toMatch(/^127\.0\.0\.1:\d+ → 1$/);
  bench.answer = "OK";
  bench.now += 2 * S;
  await until(() => expect(notification.channels()[0]).toMatchObject({ sent: 1, waiting: 0 }));
});

it("[N38] a number that is refused is tried again alone, and is named by its place", async () => {
  const bodies: string[] = [];
  bench.answerBy((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += String(piece);
    });
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(body.includes("2222") && bodies.length < 3 ? 500 : 200).end("{}");
    });
  });
  const { secret: _, ...bare } = bench.channel({ kind: "sms" });
  const notification = await bench.start({ ...bare, sms });
  bench.raise("hot");
  await until(() => expect(notification.channels()[0]?.problem).toContain("receiver 2 of 2"));
  expect(notification.channels()[0]?.problem).not.toContain("2222");
  bench.now += 2 * S;
  await until(() => expect(notification.channels()[0]).toMatchObject({ sent: 1, waiting: 0 }));
  expect(bodies.map((body) => (JSON.parse(body) as { to: string }).to.slice(-4))).toEqual(["1111", "2222", "2222"]);
});

it("[N9] a channel for text messages without receivers is named", () => {
  const { secret: _, ...bare } = bench.channel({ kind: "sms" });
  expect(channelProblems({ channels: [bare] }).map(({ steps }) => steps.join("."))).toEqual(["notify.channels.0.sms"]);
});
