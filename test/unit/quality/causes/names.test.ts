import { expect, it } from "vitest";
import { causeWords, defectWords } from "../../../../edge/contracts/quality/cause-words.ts";
import type { CandidateName, CauseView } from "../../../../edge/contracts/quality/causes.ts";
import { causeNamer } from "../../../../edge/quality/causes/cause-names.ts";
import { CAUSE_PLANT, CAUSE_TAGS, uidOf } from "./made.ts";

const force = CAUSE_TAGS.ofAsset(uidOf("PRS-01")).filter(({ signal }) => signal === "peak-force");
const namer = causeNamer({
  config: {
    operations: [{ stations: ["CNC-20*"], id: "OP20", name: { zh: "铣削", en: "Milling" } }],
    features: [
      { feature: "bore", name: { zh: "内孔", en: "Bore" } },
      { feature: "bore", name: { zh: "另一个", en: "Another one" } },
    ],
  },
  assets: CAUSE_PLANT.assets,
  signals: new Map([["PRS-01", { during: [], results: force, curves: [] }]]),
  operationOf: (station) => (station === "PRS-01" ? "OP100" : station),
});

function named(candidate: CandidateName, level: string, cut: number | null = null) {
  const share = { bad: 1, pieces: 2 };
  const interval = { value: 0, low: 0, high: 0 };
  const cause: CauseView = {
    ...{ candidate, level, cut, side: cut === null ? "is" : "above", since: null, standing: "leading" },
    ...{ within: share, outside: share, difference: interval, ratio: interval, delta: null, p: 0, q: 0 },
    ...{ chart: { kind: "levels", levels: [] }, sentence: { zh: "", en: "" } },
  };
  return namer.cause(cause);
}

it("[RC37] a cause and its sentence call machine, tool, signal and feature as the config does", () => {
  const tool = named({ kind: "tool", operation: "OP20", name: "2" }, "CNC-202/T12");
  expect(causeWords(tool)).toEqual({
    zh: "OP20 铣削 刀具 2 CNC-202/T12（加工中心 202）",
    en: "OP20 Milling tool 2 CNC-202/T12 (Machining centre 202)",
  });
  expect(tool.sentence.en).toMatch(/^OP20 Milling tool 2 CNC-202\/T12 \(Machining centre 202\): /);
  expect(tool.candidate).toEqual({ kind: "tool", operation: "OP20", name: "2" });
  const peak = named({ kind: "signal", operation: "OP100", name: "result/peak-force" }, "N", 18_000);
  expect(causeWords(peak).zh).toBe("OP100 信号 信号 peak-force 高于 18000 N");
  const bore = named({ kind: "result", operation: "CNC-202", name: "bore" }, "Cel", 20.5);
  expect(causeWords(bore).en).toBe("CNC-202 (Machining centre 202) result Bore above 20.5 °C");
});

it("[RC37] what the config does not name is called by its id", () => {
  expect(causeWords(named({ kind: "lot", operation: "", name: "" }, "L7")).en).toBe("lot L7");
  expect(causeWords(named({ kind: "machine", operation: "OP7", name: "" }, "X-9")).zh).toBe("OP7 设备 X-9");
  expect(defectWords(namer.defect({ operation: "OP7", feature: "score", side: "bad" })).en).toBe("OP7 score not ok");
});
