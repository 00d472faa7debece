/** Reports by mail: rule N32 in docs/rules/notify.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { channelProblems } from "../../../edge/notify/config.ts";
import type { OpenNotifier } from "../../../edge/notify/open-notifier.ts";
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

it("[N32] a channel of another kind cannot send reports", () => {
  const channel = reportChannel(25);
  expect(channelProblems({ channels: [channel] })).toEqual([]);
  const { mail: _, ...rest } = channel;
  const robot = { ...rest, kind: "wecom", url: "https://robot.example" } as const;
  expect(channelProblems({ channels: [robot] }).map(({ code }) => code)).toEqual(["channel-report-kind"]);
});
