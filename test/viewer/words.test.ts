import { beforeEach, describe, expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { derivedTags } from "../../edge/model/derived-tags.ts";
import { formatMeasured } from "../../twin-viewer/src/data/format.ts";
import { unitSymbol } from "../../twin-viewer/src/data/units.ts";
import { CATALOGUE } from "../../twin-viewer/src/i18n/catalogue.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";

/** Replaced words with their replacement: one word for one thing. */
const REPLACED: Readonly<Record<"en" | "zh", readonly (readonly [RegExp, string])[]>> = {
  zh: [
    [/模拟/, "仿真"],
    [/保护区/, "防护区"],
    [/性能效率|表现率/, "性能率"],
    [/质量合格率/, "合格率"],
    [/^活动$/, "未确认"],
    [/二级/, "高高限 or 低低限"],
    [/告知/, "上报"],
  ],
  en: [
    [/\btold\b/i, "reported"],
    [/\bforetold\b/i, "predicted"],
    [/\btelling people\b/i, "Notifications"],
    [/\bwhat people did\b/i, "Audit log"],
    [/\brecord of deeds\b/i, "audit log"],
    [/\btake trust\b|\btook trust\b|\btrust away\b/i, "Revoke trust"],
    [/\bread the config\b/i, "Reload configuration"],
    [/\balarm is standing\b/i, "No active alarms"],
    [/\bnewest stops\b/i, "Recent stops"],
    [/\bwhy (it|a machine) stood\b/i, "Stop reason"],
    [/\bstands? nowhere\b/i, "Not placed yet"],
  ],
};

describe("the words of the screen", () => {
  it.each(["en", "zh"] as const)("[AV10] no text in %s has a word that was replaced", (spoken) => {
    const found = Object.entries(CATALOGUE).flatMap(([key, text]) => {
      const plain = text[spoken].replaceAll(/\{\w+\}/g, "");
      return REPLACED[spoken].filter(([old]) => old.test(plain)).map(([, word]) => `${key}: say ${word}`);
    });
    expect(found).toEqual([]);
  });

  it("each state of alerts has one word, and an asset out of service has the same as its alerts", () => {
    const states = Object.entries(CATALOGUE).filter(([key]) => key.startsWith("alerts.is-"));
    expect(states).toHaveLength(8);
    for (const spoken of ["en", "zh"] as const) expect(new Set(states.map(([, text]) => text[spoken])).size).toBe(8);
    expect(CATALOGUE["asset.out-of-service"]).toEqual(CATALOGUE["alerts.is-out-of-service"]);
  });

  it("the three factors of OEE have the same names on the screen and as tags", () => {
    const shape = (role: "item-state" | "parts-good") => ({ shape: { role, component: "" } });
    const tags = [shape("item-state"), shape("parts-good")] as unknown as Parameters<typeof derivedTags>[0]["tags"];
    const names = derivedTags({ assetUid: "urn:a" as AssetUid, tags }).map(({ shape: { name } }) => name.zh);
    for (const key of ["production.effectiveness", "production.quality"] as const) {
      expect(names.filter((name) => name.includes(CATALOGUE[key].zh))).toHaveLength(1);
    }
  });
});

describe("units", () => {
  beforeEach(() => {
    language.value = "zh";
  });

  it("of time are words in Chinese, and each figure has one language", () => {
    expect(["s", "min", "h", "1/10min", "Cel", "/min"].map(unitSymbol)).toEqual([
      "秒",
      "分钟",
      "小时",
      "次/10 分钟",
      "°C",
      "/min",
    ]);
    language.value = "en";
    expect(["s", "1/10min"].map(unitSymbol)).toEqual(["s", "per 10 min"]);
  });

  it("a long time in seconds is shown in hours", () => {
    expect(formatMeasured(56_600_197, { unit: "s" })).toBe("15\u2009722 小时");
    expect(formatMeasured(41.8, { unit: "s" })).toBe("41.80 秒");
  });
});
