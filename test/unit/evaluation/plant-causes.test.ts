import { expect, it } from "vitest";
import type { DefectView } from "../../../edge/contracts/quality/causes.ts";
import { PlantCauses, plantCausesText } from "../../../edge/evaluation/causes/plant-causes.ts";
import type { ArrivedSecond } from "../../../edge/evaluation/input/arrived.ts";
import type { TrueFault } from "../../../edge/evaluation/truth.ts";

const MINUTE = 60e6;
const LEAKS = { operation: "OP70", feature: "leak-rate", side: "high" };

function fault(id: string, kind: string, level: string, more: Partial<TrueFault> = {}): TrueFault {
  const circumstances = [{ kind, operation: kind === "machine" ? "OP70" : "", name: "", level }];
  return {
    ...{ id, kind: id, asset: "A", component: "", parameters: {}, beginsAt: 2 * MINUTE },
    ...{ observableAt: undefined, failureAt: undefined, repairedAt: undefined },
    cause: { circumstances, defect: LEAKS },
    ...more,
  };
}

function cause(kind: string, level: string) {
  const operation = kind === "machine" ? "OP70" : "";
  return { candidate: { kind, operation, name: "" }, level, side: "is", sentence: { zh: level, en: `about ${level}` } };
}

function view(bad: number, causes: readonly object[], key = "OP70 leak-rate high"): DefectView {
  return { ...LEAKS, key, bad, judged: 100, ranking: { causes } } as unknown as DefectView;
}

function soundOf({ cause: _cause, ...sound }: TrueFault): TrueFault {
  return sound;
}

/** Minutes 0 to `views.length`, with what the book answers in each. */
function judged(
  faults: readonly TrueFault[],
  views: readonly (readonly DefectView[])[],
  lots: Record<number, string> = {},
) {
  const causes = new PlantCauses(() => faults);
  for (const [minute, answer] of views.entries()) {
    const lot = lots[minute];
    const events = lot === undefined ? [] : [{ type: "lot.received", time: minute * MINUTE, payload: { lot } }];
    causes.second({ at: minute * MINUTE, events } as unknown as ArrivedSecond, () => answer);
  }
  return causes.figures();
}

it("[E66] the cause counts five minutes after the tenth bad piece since the fault began", () => {
  const bad = (minute: number): number => 3 + Math.max(0, 2 * (minute - 2));
  const views = Array.from({ length: 20 }, (_, minute) => [
    view(bad(minute), minute < 10 ? [] : [cause("machine", "LKT-01"), cause("machine", "LKT-02")]),
  ]);
  const figures = judged([fault("seal", "machine", "LKT-02")], views);
  expect(figures).toMatchObject({ judged: 1, first: 0, topThree: 1, falseClasses: [] });
  expect(figures?.causes).toEqual([
    {
      ...{ id: "seal", kind: "seal", defect: "OP70 leak-rate high" },
      ...{ tenthMin: 5, place: 2, knownMin: null, named: "about LKT-01" },
    },
  ]);
  const text = plantCausesText(figures as NonNullable<typeof figures>);
  expect(text).toContain("0 of 1 first, 1 in the first three");
  expect(text).toContain("seal: about LKT-01");
});

it("[E66] of a porous lot the first that came after the beginning is the cause, few bad pieces are not judged", () => {
  const lots = { 1: "LOT-1", 3: "LOT-2", 4: "LOT-3" };
  const named = Array.from({ length: 16 }, (_, minute) => [
    view(minute < 3 ? 0 : 30, minute < 5 ? [] : [cause("lot", "LOT-2")]),
  ]);
  const figures = judged([fault("lot", "lot", "")], named, lots);
  expect(figures?.causes[0]).toMatchObject({ place: 1, tenthMin: 1, knownMin: 3 });
  const repaired = judged([fault("lot", "lot", "", { repairedAt: 2 * MINUTE })], named, lots);
  expect(repaired).toMatchObject({ judged: 0, causes: [{ tenthMin: null, place: null }] });
  expect(judged([soundOf(fault("none", "lot", ""))], named)).toBeUndefined();
});

it("[E67] a cause in a class in which no fault has begun is false", () => {
  const views = Array.from({ length: 6 }, () => [
    view(0, []),
    view(20, [cause("machine", "X")], "OP60 blemishes high"),
  ]);
  const figures = judged([fault("seal", "machine", "LKT-02")], views);
  expect(figures?.falseClasses).toEqual([{ defect: "OP60 blemishes high", named: "about X" }]);
  expect(plantCausesText(figures as NonNullable<typeof figures>)).toContain(
    "without a fault, OP60 blemishes high: about X",
  );
});

it("[E67] the true cause of a fault is not false in another class where the fault shows, any other cause is", () => {
  const seal = fault("seal", "machine", "LKT-02");
  const named = (level: string) =>
    Array.from({ length: 6 }, () => [view(0, []), view(20, [cause("machine", level)], "OP100 scrap")]);
  expect(judged([seal], named("LKT-02"))?.falseClasses).toEqual([]);
  expect(judged([seal], named("LKT-01"))?.falseClasses).toHaveLength(1);
});
