import { beforeEach, describe, expect, it } from "vitest";
import { foreseenText, predictionState } from "../../twin-viewer/src/data/predictions.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 27, 9, 0, 0);

beforeEach(() => {
  language.value = "en";
});

describe("predictions", () => {
  const foreseen = { fromMs: NOW + MINUTE, atMs: NOW + 2 * MINUTE, toMs: NOW + 3 * MINUTE, value: 70, limit: 75 };

  it("[AV9] state when the time or the value has passed them", () => {
    expect(predictionState(foreseen, NOW, 71)).toBe("ahead");
    expect(predictionState(foreseen, NOW, 79.2)).toBe("reached");
    expect(predictionState({ ...foreseen, value: 20, limit: 10 }, NOW, 9)).toBe("reached");
    expect(predictionState(foreseen, NOW + 2 * MINUTE, 71)).toBe("due");
    expect(predictionState(foreseen, NOW + 5 * MINUTE, 71)).toBe("overtaken");
    expect(foreseenText(foreseen, NOW, 71)).toBe("2 min [60 s–3 min]");
    expect(foreseenText(foreseen, NOW + 5 * MINUTE)).toBe("did not happen: was due 2 min ago at the latest");
    language.value = "zh";
    expect(foreseenText(foreseen, NOW, 79.2)).toBe("如预测，已达到限值");
  });
});
