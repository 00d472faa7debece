import { createHmac } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import type { ChannelConfig } from "../../../edge/notify/config.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { NotifierBench, SECRET, until } from "./notifier-bench.ts";

const bench = new NotifierBench();

it("[N7] a webhook is signed over id, time and body", async () => {
  await bench.start(bench.channel());
  bench.raise("hot");
  await until(() => expect(bench.got).toHaveLength(1));
  const { headers, body } = bench.got[0] as (typeof bench.got)[number];
  const signed = createHmac("sha256", SECRET)
    .update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`)
    .digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${signed}`);
});

it("[N7] robots of WeCom, DingTalk and Feishu get their own form, signed; an error code is a failure", async () => {
  await bench.start(
    bench.channel({ id: "wecom", kind: "wecom" }),
    bench.channel({ id: "dingtalk", kind: "dingtalk" }),
    bench.channel({ id: "feishu", kind: "feishu" }),
  );
  for (const id of ["wecom", "dingtalk", "feishu"]) await bench.notifier?.test(id);
  const [wecom, dingtalk, feishu] = bench.got.map(({ url: path, body }) => ({
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
  bench.answer = '{"errcode":93000,"code":19001,"errmsg":"invalid webhook url"}';
  for (const id of ["wecom", "dingtalk", "feishu"])
    await expect(bench.notifier?.test(id)).rejects.toThrow("refuses it");
});

it("[N8] [S20] a failed test shows the other side's answer and no secret; an unknown channel is named", async () => {
  await bench.start(bench.channel({ kind: "wecom" }));
  bench.answer = `{"errcode":1,"errmsg":"bad key ${SECRET} in ?key=${SECRET}"}`;
  const failure = await bench.notifier?.test("hook").catch((error: Error) => error.message);
  expect(failure).toContain("bad key ***");
  expect(failure).not.toContain(SECRET);
  expect(JSON.stringify(bench.notifier?.channels())).not.toContain(SECRET);
  await expect(bench.notifier?.test("nobody")).rejects.toMatchObject({ code: "not-found" });
});

it("[N8] [S18] no redirect is followed: it would carry the alarm to a host that the config does not name", async () => {
  bench.answerBy((_request, response) => response.writeHead(307, { location: "http://169.254.169.254/" }).end());
  await bench.start(bench.channel());
  await expect(bench.notifier?.test("hook")).rejects.toMatchObject({ code: "unavailable" });
});

it("[N7] mail is sent with one subject line and an id that stays the same", async () => {
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
  const { url: _url, secret: _secret, ...bare } = bench.channel();
  await bench.start({ ...bare, id: "mail", kind: "email", language: "en", mail: { ...mail, to: [...mail.to] } });
  bench.raise("hot", { message: { zh: "热", en: "hot\r\nBcc: evil@x.example" } });
  await until(() => expect(mails).toHaveLength(1));
  expect(mails[0]).toMatch(/^Subject: Binjiang Plant 1: hot Bcc: evil@x.example \(priority 2\)\r$/m);
  expect(mails[0]?.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/m);
  expect(mails[0]).toMatch(/^Message-ID: <[0-9a-f-]{36}@gemba>\r$/m);
  expect(bench.notifier?.channels()[0]).toMatchObject({ target: "127.0.0.1 → 2" });
  smtp.close();
});

it("[P5] a mail server's refusal, which names the receiver, is shown without addresses", async () => {
  const smtp = createTcp((socket) => {
    socket.write("220 fake\r\n");
    socket.on("data", (piece) => {
      const [, to] = /^RCPT TO:<(.*?)>/.exec(String(piece)) ?? [];
      socket.write(to === undefined ? "250 ok\r\n" : `550 5.1.1 <${to.toUpperCase()}>: user ${to} unknown\r\n`);
    });
    socket.on("error", () => undefined);
  });
  smtp.listen(0, "127.0.0.1");
  await once(smtp, "listening");
  const { port } = smtp.address() as AddressInfo;
  const mail = { host: "127.0.0.1", port, security: "insecure", from: "gemba@plant.example" } as const;
  const to = ["Ann Li <ann@plant.example>", "bo@plant.example"];
  const { url: _url, secret: _secret, ...bare } = bench.channel();
  const notification = await bench.start({ ...bare, id: "mail", kind: "email", mail: { ...mail, to } });
  bench.raise("hot");
  await until(() => expect(notification.channels()[0]?.problem).toMatch(/550 5\.1\.1/));
  await using app = buildApi(fakeEdge({ notification, alerts: bench.book }).deps);
  const channels = await app.inject("/api/v1/notify/channels");
  const alerts = await app.inject("/api/v1/alerts");
  const refusal = await notification.test("mail").catch((error: Error) => error.message);
  expect([channels.statusCode, alerts.statusCode, refusal]).toEqual([200, 200, expect.stringContaining("550 5.1.1")]);
  expect(`${channels.body}${alerts.body}${refusal}`).not.toMatch(/ann@|bo@/i);
  smtp.close();
});

/** A mail server that refuses receivers whose address begins with `bo`; the status counts up with each refusal. */
async function refusingServer() {
  const taken: string[] = [];
  const asked: string[] = [];
  let refusals = 0;
  const smtp = createTcp((socket) => {
    let isData = false;
    socket.write("220 fake\r\n");
    socket.on("data", (piece) => {
      const text = String(piece);
      const [, to] = /^RCPT TO:<(.*?)>/.exec(text) ?? [];
      if (isData && !text.endsWith("\r\n.\r\n")) return;
      isData = !isData && /^DATA/.test(text);
      if (to !== undefined) asked.push(to);
      if (to !== undefined && /^"?bo/.test(to)) socket.write(`550 5.1.${++refusals} <${to}>: unknown\r\n`);
      else {
        if (to !== undefined) taken.push(to);
        socket.write(isData ? "354 go\r\n" : "250 ok\r\n");
      }
    });
    socket.on("error", () => undefined);
  });
  smtp.listen(0, "127.0.0.1");
  await once(smtp, "listening");
  const { port } = smtp.address() as AddressInfo;
  const { url: _url, secret: _secret, ...bare } = bench.channel();
  const channelTo = (...to: string[]): ChannelConfig => {
    const mail = { host: "127.0.0.1", port, security: "insecure", from: "gemba@plant.example", to } as const;
    return { ...bare, id: "mail", kind: "email", mail: { ...mail, to } };
  };
  return { taken, asked, channelTo, [Symbol.dispose]: () => void smtp.close() };
}

it("[N24] a receiver who is refused is a named failure without an address; the others get the mail once", async () => {
  using server = await refusingServer();
  const to = ["ann@plant.example", "Bo <bo@plant.example>", "cy@plant.example"];
  const notification = await bench.start(server.channelTo(...to));
  bench.raise("hot");
  for (let attempt = 1; attempt <= 3; attempt++) {
    await until(() => expect(notification.channels()[0]?.problem).toContain(`550 5.1.${attempt}`));
    bench.now += 10e6;
  }
  const problem = "127.0.0.1 refuses the mail for receiver 2 of 3: ";
  await until(() =>
    expect(notification.channels()[0]).toMatchObject({
      sent: 0,
      failed: 1,
      waiting: 0,
      problem: expect.stringContaining(problem),
    }),
  );
  expect(server.taken).toEqual(["ann@plant.example", "cy@plant.example"]);
  expect(notification.findings(bench.now).map(({ standing }) => standing)).toEqual([true]);
  expect(JSON.stringify(notification.channels())).not.toMatch(/@plant/);
  await expect(notification.test("mail")).rejects.toThrow(problem);
});

it("[N24] a receiver who is refused again and again does not delay later messages more and more", async () => {
  using server = await refusingServer();
  const notification = await bench.start(server.channelTo("ann@plant.example", "bo@plant.example"));
  for (let message = 1; message <= 2; message++) {
    bench.raise(`hot ${message}`);
    for (let attempt = 1; attempt <= 3; attempt++) {
      // Longer than the second wait, including its random part.
      bench.now += 3e6;
      const problem = `550 5.1.${3 * message - 3 + attempt} `;
      await until(() => expect(notification.channels()[0]?.problem).toContain(problem));
    }
    await until(() => expect(notification.channels()[0]).toMatchObject({ failed: message, waiting: 0 }));
  }
  expect(server.taken).toEqual(["ann@plant.example", "ann@plant.example"]);
});

it("[N24] the mail is sent again to the refused addresses only, however they are written", async () => {
  using server = await refusingServer();
  const to = ["Bo <bo@jõgeva.example>", '"bo bo"@plant.example', "ann@plant.example, bo@plant.example"];
  const notification = await bench.start(server.channelTo(...to));
  bench.raise("hot");
  for (const last of [3, 6, 9]) {
    await until(() => expect(server.asked.filter((one) => one !== "ann@plant.example")).toHaveLength(last));
    await until(() => expect(notification.channels()[0]?.problem).toContain(`550 5.1.${last - 2}`));
    bench.now += 3e6;
  }
  await until(() => expect(notification.channels()[0]).toMatchObject({ failed: 1, waiting: 0 }));
  expect(server.asked.filter((one) => one === "ann@plant.example")).toHaveLength(1);
  expect(notification.channels()[0]?.problem).toContain("refuses the mail for receiver 1, 2, 3 of 3: ");
  expect(notification.channels()[0]?.problem).not.toMatch(/@(plant|j|xn)/);
});
