import { afterEach, expect, it } from "vitest";
import "../../twin-viewer/src/i18n/whole-catalogue.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { boxWords } from "../../twin-viewer/src/screens/diagnostics/box-words.ts";

const before = language.value;
afterEach(() => {
  language.value = before;
});

it("[SB32] the other box has everything, is behind by a size and a time, or has got nothing for a time", () => {
  const nowMs = Date.UTC(2026, 11, 2, 6, 1);
  const words = (aloneSince: string | null, behindBytes: number | null, behindSeconds = 0) => {
    const both = { zh: "", en: "" };
    for (const one of ["zh", "en"] as const) {
      language.value = one;
      both[one] = boxWords({ aloneSince, behindBytes, behindSeconds }, nowMs);
    }
    return both;
  };
  expect(words(null, 0)).toEqual({ zh: "数据已齐全", en: "has everything" });
  expect(words(null, 12_300, 1.5)).toEqual({ zh: "落后 12.3 kB、1.5 秒", en: "12.3 kB, 1.5 s behind" });
  expect(words("2026-12-02T06:00:00Z", null)).toEqual({
    zh: "未收到数据，已持续 60 秒",
    en: "has received nothing for 60 s",
  });
  // Not whole yet, and not away: nothing is known of what is missing.
  expect(words(null, null).en).toBe("copy in progress");
});
