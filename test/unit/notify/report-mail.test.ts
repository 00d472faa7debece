/** Reports by mail: rule N32 in docs/rules/notify.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { channelProblems } from "../../../edge/notify/config.ts";
import type { OpenNotifier } from "../../../edge/notify/open-notifier.ts";
import { reportSubject } from "../../../edge/notify/report-subject.ts";
import { robotRequest } from "../../../edge/notify/robots.ts";
import { type MailSink, openMailSink } from "../../fakes/alerts/mail-sink.ts";
import { openMailing, reportChannel, reportOf } from "../../fakes/reports/mailed.ts";

const BODY = Buffer.from("%PDF-1.7 the report of a shift");
let dir: string;
let sink: MailSink;
let notifier: OpenNotifier | undefined;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-report-mail-"));
  sink = await openMailSink();
});
afterEach(async () => {
  await notifier?.close();
  notifier = undefined;
  await sink[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

async function open() {
  const opened = await openMailing(dir, { port: sink.port, now: () => Date.now() * 1000 });
  notifier = opened.notifier;
  return opened.shelf;
}

const mailed = (count: number) => vi.waitFor(() => expect(sink.mails).toHaveLength(count), { timeout: 60_000 });

/** Text of the first part of a mail. */
function textOf(mail: string): string {
  const [, packed = ""] = /Content-Transfer-Encoding: base64\r\n\r\n([\w+/=\r\n]+?)--/.exec(mail) ?? [];
  return Buffer.from(packed, "base64").toString("utf8");
}

it("[N32] a report is one mail to all receivers, with its head as text and the report as a file", async () => {
  const shelf = await open();
  await shelf.add(reportOf(1), BODY, 400);
  await mailed(1);
  const [mail = ""] = sink.mails;
  expect(mail).toMatch(/^To: a@plant\.example, b@plant\.example\r$/m);
  expect(mail).toContain("filename=shift-1.pdf");
  expect(mail).toContain("Content-Type: application/pdf");
  expect(mail.replaceAll(/\s/g, "")).toContain(BODY.toString("base64"));
  const text = textOf(mail);
  expect(text).toContain("没有已声明的数据缺口。");
  expect(text).toContain("报告见附件。");
});

it("[N32] over a restart each is sent once, also one that no channel has noted; those of others are not", async () => {
  const first = await open();
  await first.add(reportOf(1), BODY, 400);
  await mailed(1);
  await notifier?.close();
  // Made while nobody listens, as after a kill.
  const { Shelf } = await import("../../../edge/reports/shelf.ts");
  const { pino } = await import("pino");
  const alone = Shelf.open(join(dir, "reports"), pino({ level: "silent" }));
  const { channel: _, ...unsent } = reportOf(3);
  await alone.add(reportOf(2), BODY, 400);
  await alone.add(unsent, BODY, 400);
  await alone.add(reportOf(4, { channel: "other" }), BODY, 400);
  const shelf = await open();
  await mailed(2);
  await shelf.add(reportOf(5), BODY, 400);
  await mailed(3);
  expect(sink.mails.map((mail) => /filename=(\S+)/.exec(mail)?.[1])).toEqual([
    "shift-1.pdf",
    "shift-2.pdf",
    "shift-5.pdf",
  ]);
});

it("[N32] a report that is gone by then is left out", async () => {
  await notifier?.close();
  const { shelf, notifier: own } = await openMailing(dir, { port: 1, now: () => Date.now() * 1000 });
  await shelf.add(reportOf(1), BODY, 400);
  await vi.waitFor(() => expect(own.channels()[0]?.problem).toBeDefined(), { timeout: 60_000 });
  await own.close();
  rmSync(join(dir, "reports", "shift-1.pdf"));
  await open();
  await vi.waitFor(() => expect(notifier?.channels()[0]?.waiting).toBe(0), { timeout: 60_000 });
  expect(sink.mails).toEqual([]);
});

it("[N32] [N51] text messages and phones cannot take reports", () => {
  const channel = reportChannel(25);
  expect(channelProblems({ channels: [channel] })).toEqual([]);
  const { mail: _, ...rest } = channel;
  const other = (kind: "wecom" | "sms") => ({ ...rest, kind, url: "https://gateway.example" }) as const;
  const codes = (kind: "wecom" | "sms") => channelProblems({ channels: [other(kind)] }).map(({ code }) => code);
  expect(codes("wecom")).toEqual([]);
  expect(codes("sms")).toContain("channel-report-kind");
});

const BRIEF = reportOf(1, {
  kind: "brief",
  summary: {
    title: { zh: "滨江一厂: 班前简报", en: "Binjiang: Shift brief" },
    spanText: { zh: "早班", en: "Early" },
    lines: [{ zh: "1. [磨损] CNC-101：主轴", en: "1. [wear] CNC-101: spindle" }],
  },
});
const chatOf = (kind: "wecom" | "webhook", language: "zh" | "en" | "both", report = BRIEF) => {
  const { mail: _, ...channel } = reportChannel(25);
  const subject = reportSubject({
    reports: { find: () => report, contentOf: () => undefined },
    viewer: "https://gemba.example/",
  });
  return subject.contentOf(["shift@1"], { ...channel, kind, language });
};

it("[N51] a chat gets the lines of a brief with a link, each channel in its language, and no file", () => {
  const english = chatOf("wecom", "en");
  expect(english?.content).toEqual({
    title: "Binjiang: Shift brief",
    lines: [
      "Early",
      "1. [wear] CNC-101: spindle",
      "https://gemba.example/#/reports?r=brief",
      "For information; this is no safety function.",
    ],
  });
  expect(english?.files).toBeUndefined();
  expect(chatOf("wecom", "zh")?.content.lines[1]).toBe("1. [磨损] CNC-101：主轴");
  expect(chatOf("wecom", "both")?.content.lines[1]).toBe("1. [磨损] CNC-101：主轴\n1. [wear] CNC-101: spindle");
  // Other reports have no short form: their head, and where to open them.
  expect(chatOf("wecom", "en", reportOf(1))?.content.lines).toContain("没有已声明的数据缺口。");
});

it("[N51] a webhook gets it as a change of type reports, robots as their own text", () => {
  const hook = chatOf("webhook", "en");
  expect(hook?.changes).toMatchObject({ type: "reports", entries: [{ uid: "shift@1", kind: "brief" }] });
  const content = chatOf("wecom", "en")?.content;
  if (content === undefined) throw new Error("there is no content");
  const request = robotRequest({ kind: "dingtalk", url: "https://robot.example" }, content);
  expect(JSON.parse(request.body)).toMatchObject({
    msgtype: "markdown",
    markdown: { text: expect.stringContaining("Early  \n  1. [wear]") },
  });
});
