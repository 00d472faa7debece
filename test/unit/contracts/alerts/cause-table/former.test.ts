import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BROWSER, DISK, GAPS, PARTS } from "../../../../../edge/contracts/alerts/cause-table/disk.ts";
import { ENERGY_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/energy.ts";
import { FORECAST_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/forecasts.ts";
import { FORMER } from "../../../../../edge/contracts/alerts/cause-table/former.ts";
import { JOURNAL, NOTES } from "../../../../../edge/contracts/alerts/cause-table/journal.ts";
import { GENERAL, LINKS, MQTT, STORES } from "../../../../../edge/contracts/alerts/cause-table/links.ts";
import { MTCONNECT_ERRORS, MTCONNECT_UNREACHABLE } from "../../../../../edge/contracts/alerts/cause-table/mtconnect.ts";
import { NETWORK, TLS } from "../../../../../edge/contracts/alerts/cause-table/network.ts";
import { OPCUA } from "../../../../../edge/contracts/alerts/cause-table/opcua.ts";
import { PAYLOADS } from "../../../../../edge/contracts/alerts/cause-table/payloads.ts";
import { QUALITY_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/quality.ts";
import { QUESTION_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/questions.ts";
import { ACCESS_REFUSALS, ALERT_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/refusals.ts";
import { CONFIG_REFUSALS, REQUEST_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/requests.ts";
import type { CauseRow } from "../../../../../edge/contracts/alerts/cause-table/row.ts";
import { S7, S7_GENERAL } from "../../../../../edge/contracts/alerts/cause-table/s7.ts";
import { SAFETY_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/safety.ts";
import { SCHEDULE_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/schedules.ts";
import { TRACE_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/trace.ts";
import { WORK_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/work.ts";
import { causeInWords, causeOf, isKnownCode, sentence } from "../../../../../edge/contracts/alerts/causes.ts";

const LIST = "wordings.tsv";
const TABLE: Readonly<Record<string, CauseRow>> = {
  ...{ ...GAPS, ...BROWSER, ...PARTS, ...LINKS, ...TLS, ...MQTT, ...OPCUA, ...STORES, ...NETWORK, ...DISK, ...GENERAL },
  ...{
    ...ACCESS_REFUSALS,
    ...ALERT_REFUSALS,
    ...REQUEST_REFUSALS,
    ...QUESTION_REFUSALS,
    ...QUALITY_REFUSALS,
    ...TRACE_REFUSALS,
    ...FORECAST_REFUSALS,
    ...SCHEDULE_REFUSALS,
    ...ENERGY_REFUSALS,
    ...SAFETY_REFUSALS,
    ...CONFIG_REFUSALS,
  },
  ...{ ...MTCONNECT_ERRORS, ...MTCONNECT_UNREACHABLE },
  ...{ ...PAYLOADS, ...JOURNAL, ...NOTES, ...WORK_REFUSALS, ...S7, ...S7_GENERAL },
};
const VALUES = new Map([
  ["time", "2026-11-27T10:00:00.000Z"],
  ["reason", "link lost"],
  ["place", "mqtt://10.0.0.5:1883"],
]);

const linesOfList = (): string[] =>
  readFileSync(join(import.meta.dirname, LIST), "utf8")
    .trimEnd()
    .split("\n");

const filled = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => VALUES.get(name) ?? "17");

const namesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name))].sort();

it("[CA10] every wording that an edge ever wrote is read as its cause", () => {
  const read = linesOfList().map((line) => {
    const [code = "", escaped = ""] = line.split("\t");
    const text = escaped.replaceAll("\\n", "\n");
    return { text, code, got: causeOf(filled(text)).code };
  });
  expect(read.length).toBeGreaterThan(370);
  expect(read.filter(({ code, got }) => code !== got)).toEqual([]);
});

it("[CA10] the list has each present wording, so that rewording a row without keeping its old text fails", () => {
  const list = new Set(linesOfList());
  const now = Object.entries(TABLE).map(([code, row]) => {
    const { en, zh, advice } = row;
    return `${code}\t${sentence(advice === undefined ? { en, zh } : { en, zh, advice }, "en").replaceAll("\n", "\\n")}`;
  });
  expect(
    now.filter((line) => !list.has(line)),
    `append these lines to ${LIST}, and keep the old wording in former.ts`,
  ).toEqual([]);
});

it("[CA10] a former wording has the parameters of its row, and its text in both languages", () => {
  for (const [code, texts] of Object.entries(FORMER)) {
    expect(isKnownCode(code), code).toBe(true);
    for (const text of texts) {
      expect(namesIn(text), text).toEqual(namesIn(TABLE[code]?.en ?? ""));
      const cause = causeOf(filled(text));
      expect(cause.code, text).toBe(code);
      const { en, zh } = causeInWords(cause);
      expect(en, text).toBe(filled(TABLE[code]?.en ?? ""));
      expect(zh, text).toMatch(/\p{Script=Han}/u);
      expect(zh, text).not.toMatch(/未知|\{/u);
    }
  }
});

it("[CA10] reasons in an audit log and alerts of an older edge are shown in both languages", () => {
  const chinese = (text: string): string => sentence(causeInWords(causeOf(text)), "zh");
  const english = (text: string): string => sentence(causeInWords(causeOf(text)), "en");
  const stands = "its cause still stands; it can be reset when that is gone";
  expect(chinese(stands)).toBe("原因仍存在，消除后才能复位");
  expect(english(stands)).toBe("its cause is still present; reset the alert when the cause is gone");
  expect(chinese("all of its asset is out of service; return the asset")).toBe("其资产已整体停用，请恢复该资产");
  expect(chinese("an event asks for no acknowledgement")).toBe("事件无需确认");
  expect(chinese("the config was not taken, everything goes on as before. a.yaml:3: nothing stands at line-9")).toBe(
    "配置有误，未采用；边缘端仍按原配置运行。",
  );
  expect(
    chinese("follower states: its thread ended and is started anew since 2026-11-27T10:00:00.000Z: out of memory"),
  ).toBe("派生记录 states 的线程已结束，自 2026-11-27T10:00:00.000Z 起重新启动：内存不足；请增加内存或关闭其他程序");
  expect(
    chinese(
      "mqtts://10.0.0.5:8883: its certificate is for another name; use the name that stands in the certificate, or " +
        "give the server one for this name",
    ),
  ).toBe("mqtts://10.0.0.5:8883：对方证书属于别的名称；请使用证书中的名称，或为该名称签发证书");
});
