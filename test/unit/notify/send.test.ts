import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { type ChannelConfig, channelProblems } from "../../../edge/notify/config.ts";
import { send } from "../../../edge/notify/send.ts";

const bare: ChannelConfig = {
  id: "hook",
  kind: "webhook",
  priorities: [1, 2],
  language: "both",
  groupS: 0,
  perHour: 30,
  giveUpHours: 24,
};

it("[N9] a channel with missing fields, remote mail without TLS, and duplicate ids are named", () => {
  const mail = { host: "mail.example", port: 25, security: "insecure" as const, from: "a@b", to: ["c@d"] };
  const problems = channelProblems({
    channels: [bare, { ...bare, kind: "email" }, { ...bare, id: "m", kind: "email", mail }],
  });
  expect(
    problems.map(({ steps, message }) => `${steps.join(".")} ${message.en.replace(/channel "\w+": /, "")}`),
  ).toEqual([
    "notify.channels.0.url webhook needs url",
    "notify.channels.0.secret a webhook needs a secret to sign with",
    "notify.channels.1.id the id is given twice",
    "notify.channels.1.mail email needs mail",
    "notify.channels.2.mail mail would leave this machine without TLS",
  ]);
});

it("[N8] an answer without an end is not read beyond what is shown", async () => {
  const endless = createHttp((_request, response) => {
    const piece = "x".repeat(65_536);
    const more = (): void => {
      while (response.write(piece));
      response.once("drain", more);
    };
    response.on("error", () => undefined).writeHead(200);
    more();
  });
  endless.listen(0, "127.0.0.1");
  await once(endless, "listening");
  const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/`;
  const message = { id: "m", content: { title: "t", lines: [] }, alerts: [] };
  await send({ ...bare, url, secret: "s" }, message);
  await expect(send({ ...bare, kind: "wecom", url }, message)).rejects.toThrow("refuses it: xxx");
  endless.closeAllConnections();
  endless.close();
});

it("[N4] a mail server that never stops sending is given up", async () => {
  const smtp = createServer((socket) => {
    socket.write("220 ready\r\n");
    // An endless multi-line answer, without a silence long enough for a timeout.
    const timer = setInterval(() => socket.write("250-wait\r\n"), 10);
    socket.on("error", () => undefined).on("close", () => clearInterval(timer));
  });
  smtp.listen(0, "127.0.0.1");
  await once(smtp, "listening");
  const { port } = smtp.address() as AddressInfo;
  const mail = {
    host: "127.0.0.1",
    port,
    security: "insecure" as const,
    from: "gemba@plant.example",
    to: ["ann@plant.example"],
  };
  const outgoing = { id: "1", content: { title: "t", lines: ["l"] }, alerts: [] };
  await expect(send({ ...bare, kind: "email", mail }, outgoing, 200)).rejects.toThrow("no answer within 0.2 s");
  smtp.close();
});
