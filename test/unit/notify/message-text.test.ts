import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { alarmText, type TextContext } from "../../../edge/notify/message-text.ts";
import { openNotifier } from "../../../edge/notify/open-notifier.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { FIRST_OCCURRENCE } from "../../fakes/alerts/alerts.ts";
import { fakeEdge, LATHE } from "../../fakes/api/deps.ts";
import { log, S, T0 } from "../detect/bench-plant.ts";

const TAG = 0 as TagRef;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-text-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const alert = (more: Partial<AlertView>): AlertView => ({
  ...FIRST_OCCURRENCE,
  alertUid: "a",
  rule: "temperature/high",
  assetUid: LATHE,
  kind: "process",
  severity: 700,
  priority: 2,
  state: "active",
  message: { zh: "CNC-101 温度偏高（高限 75 °C）", en: "CNC-101 temperature high (high limit 75 °C)" },
  evidence: [],
  raisedAt: T0,
  annunciatedAt: T0,
  ...more,
});
const context = (language: "zh" | "en"): TextContext => ({
  language,
  site: { zh: "厂", en: "Plant" },
  timeZone: "Asia/Shanghai",
  labelOf: () => "CNC-101",
  quantityOf: (_tag, value) => `${value} °C`,
});

it("[N11] a message gives the values at raising, worst and now; its subject has only constant parts", () => {
  const hot = alert({ values: { tag: TAG, raised: 76, peak: 91, peakAt: T0 + S, now: 84, nowAt: T0 + 2 * S } });
  const en = alarmText([hot], context("en"));
  expect(en.title).toBe("Plant: CNC-101 temperature high (high limit 75 °C) (priority 2)");
  expect(en.lines).toContain("  When raised 76 °C, worst 91 °C, now 84 °C");
  expect(alarmText([hot], context("zh")).lines).toContain("  触发时 76 °C，最值 91 °C，当前 84 °C");
});

it("[N11] a prediction has its times in the plant's time zone, and a crossed limit the time of the crossing", () => {
  const why = { zh: "外推", en: "extrapolated" };
  const prediction = { at: T0 + 3600 * S, from: T0 + 3000 * S, to: T0 + 4200 * S, confidence: 0.8 };
  const ahead = alert({ kind: "prediction", evidence: [{ tag: TAG, value: 70, why, prediction }] });
  expect(alarmText([ahead], context("en")).lines).toContain(
    "  Expected 2026-01-05 09:00:00 (2026-01-05 08:50:00 to 2026-01-05 09:10:00)",
  );
  const past = alert({ kind: "prediction", evidence: [{ tag: TAG, value: 79, why, crossedAt: T0 + 60 * S }] });
  expect(alarmText([past], context("zh")).lines).toContain("  自 2026-01-05 08:01:00 起");
});

it("[N11] an alarm about a cause gives the number of its members, and is sent to the members' channels", async () => {
  const uid = "urn:gemba:edge:e" as AssetUid;
  const cause = alert({
    rule: "sources-lost",
    assetUid: uid,
    kind: "system",
    members: [{ assetUid: LATHE, rule: "link-stale/line", since: T0 }],
    memberCount: 12,
  });
  expect(alarmText([cause], context("en")).lines).toContain("  Links affected: 12");
  const { plant, tags } = fakeEdge().deps;
  const base = {
    kind: "webhook",
    priorities: [1, 2],
    language: "en",
    groupS: 3600,
    perHour: 30,
    giveUpHours: 24,
    url: "http://127.0.0.1:9/",
    secret: "s",
  } as const;
  const channels = ["lathe", "agv"].map((kind) => ({
    ...base,
    id: kind,
    kinds: [kind],
    priorities: [...base.priorities],
  }));
  const book = { standing: () => [cause], find: () => cause, subscribe: () => () => undefined };
  const notifier = await openNotifier({
    dir,
    config: { channels },
    plant,
    tags,
    book,
    edgeUid: uid,
    log,
    jobs: new Jobs(log),
    clock: () => T0 + S,
  });
  await vi.waitFor(() => expect(notifier.channels().map(({ waiting }) => waiting)).toEqual([1, 0]));
  await notifier.close();
});

it("[N23] a message names the asset once, by its label, even if its text does not", () => {
  expect(alarmText([alert({})], context("en")).lines[0]).toBe(
    "[2] 2026-01-05 08:00:00 CNC-101 temperature high (high limit 75 °C)",
  );
  const bare = alert({ message: { zh: "主轴报警", en: "Spindle alarm" } });
  expect(alarmText([bare], context("zh")).lines[0]).toBe("[2] 2026-01-05 08:00:00 CNC-101 主轴报警");
});
