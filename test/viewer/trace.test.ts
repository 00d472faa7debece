import { expect, it } from "vitest";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import { closeTrace, openRecall, openRecord, traceText } from "../../twin-viewer/src/data/trace-focus.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { criteriaIn, formOf, questionOf, recallTextOf } from "../../twin-viewer/src/panels/trace/recall-text.ts";
import {
  co2Text,
  energyText,
  factorsText,
  limitsText,
  partText,
} from "../../twin-viewer/src/panels/trace/trace-words.ts";

const ZONE = "Asia/Shanghai";

it("[TC25] a link has the whole question, and gives it back", () => {
  const criteria = { lot: "LOT-7 & 8?", machine: "CNC-101", from: "2026-03-02T06:00:00.000Z" };
  expect(criteriaIn(recallTextOf(criteria))).toEqual(criteria);
  openRecall({ lot: "LOT-7 & 8?" });
  const { trace } = parseAddress(formatAddress({ screen: "material", trace: traceText.value }));
  expect(criteriaIn(trace ?? "")).toEqual({ lot: "LOT-7 & 8?" });
  // What somebody typed into a link is a question at most.
  expect(criteriaIn("recall?lot=&colour=red&from=yesterday&__proto__=1")).toEqual({});
  expect(criteriaIn(`recall?lot=${"x".repeat(500)}`).lot).toHaveLength(128);
  expect(criteriaIn("recall")).toEqual({});
});

it("[TC26] a record that was opened from a recall returns to it, and any other closes", () => {
  openRecall({ lot: "L" });
  openRecord("PC-1");
  openRecord("PC-1");
  closeTrace("recall");
  expect(traceText.value).toBe("piece/PC-1");
  traceText.value = "recall?lot=L";
  openRecord("PC-2");
  closeTrace("piece/");
  expect(traceText.value).toBe("recall?lot=L");
  openRecord("PC-2");
  closeTrace("piece/", true);
  expect(traceText.value).toBe("");
  openRecord("PC-3");
  closeTrace("piece/");
  expect(traceText.value).toBe("");
});

it("[TC25] the form takes times of the site's clock, and says what is missing", () => {
  const form = formOf({ lot: "L", from: "2026-03-02T06:00:00.000Z" }, ZONE);
  expect([form.lot, form.machine, form.from, form.to]).toEqual(["L", "", "2026-03-02 14:00:00", ""]);
  expect(questionOf(form, ZONE)).toEqual({ lot: "L", from: "2026-03-02T06:00:00.000Z" });
  expect(questionOf({ ...form, to: "2026-03-02 15:30" }, ZONE)).toMatchObject({ to: "2026-03-02T07:30:00.000Z" });
  expect(questionOf({ ...form, to: "yesterday" }, ZONE)).toBe("time-wrong");
  expect(questionOf({ ...form, lot: " ", tool: "4" }, ZONE)).toBe("least");
  expect(questionOf({ ...form, tool: "4" }, ZONE)).toBe("tool-machine");
});

it("[TC23] a missing figure gives its reason, and a part its state with its age", () => {
  language.value = "en";
  expect(energyText({ kWh: 0.4123, why: null })).toBe("0.412 kWh");
  expect(energyText({ kWh: null, why: "not-final" })).toBe("unknown: not all intervals are closed yet");
  expect(co2Text({ kg: null, why: "no-factor", factors: [] })).toBe("unknown: the config has no factor for a medium");
  const factor = { medium: "natural-gas", kgPerKWh: 0.202, source: "test" };
  expect(factorsText({ kg: 1, why: null, factors: [factor] })).toBe("Natural gas 0.202 kg/kWh (test)");
  expect(limitsText({ lower: null, upper: 50.03 })).toBe("≤ 50.03");
  const part = { part: "energy", newest: null, reason: null } as const;
  expect(partText({ ...part, state: "absent" })).toBe("not recorded");
  expect(partText({ ...part, state: "failed", reason: "the book restarts" })).toBe("no answer, the book restarts");
});
