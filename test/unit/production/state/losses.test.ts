import { describe, expect, it } from "vitest";
import type { LossModel } from "../../../../edge/contracts/production/production.ts";
import { S } from "../../detect/bench-plant.ts";
import { figuresOf, IDEAL, plant, stay } from "./one-lathe.ts";
import { SHIFT_START, STATE, Work } from "./work.ts";

const text = { zh: "原因", en: "Reason" };
const CONFIG = {
  ...IDEAL,
  minorStopBelowMin: 5,
  reasons: [
    { code: "changeover", name: text, loss: "setup" },
    { code: "repair", name: text, loss: "failure" },
    { code: "nobody", name: text, loss: "waiting" },
    { code: "tool", name: text },
  ],
};
/** Seconds after the shift's start at which the stops begin: 2, 10, 3 and 15 minutes. */
const [SHORT, LONG, SECOND, DOWN] = [1800, 2520, 3720, 4500];

function worked(): Work {
  const work = new Work(plant(), CONFIG);
  stay(work, STATE.executing, 1800);
  stay(work, STATE.notExecuting, 120);
  stay(work, STATE.executing, 600);
  stay(work, STATE.notExecuting, 600);
  stay(work, STATE.executing, 600);
  stay(work, STATE.notExecuting, 180);
  stay(work, STATE.executing, 600);
  stay(work, STATE.outOfService, 900);
  stay(work, STATE.executing, 600);
  for (let n = 0; n < 50; n++)
    work.report("completed", "CNC-101", `PC-${n}`, { at: SHIFT_START + (n + 1) * 36 * S, verdict: "good" });
  return work;
}

async function say(work: Work, stopS: number, reason: string): Promise<void> {
  const uid = work.bench.uid("CNC-101");
  await work.reader.setReason(uid, SHIFT_START + stopS * S, { reason, comment: null, by: "wang" });
}

function lossesIn(work: Work, lossModel: LossModel, from = SHIFT_START) {
  const { losses } = figuresOf(work, { lossModel, from });
  return Object.fromEntries(losses.map(({ id, ...rest }) => [id, rest]));
}

describe("losses by the reasons that people gave", () => {
  it("[SE20] a stop is the loss that its reason names, in both models and however short", async () => {
    const work = worked();
    await say(work, SHORT, "changeover");
    await say(work, LONG, "nobody");
    await say(work, DOWN, "changeover");
    expect(lossesIn(work, "iso22400")).toMatchObject({
      setup: { seconds: 1020, reasons: [{ reason: "changeover", seconds: 1020, stops: 2 }] },
      failure: { seconds: 0 },
      idle: { seconds: 600, reasons: [{ reason: "nobody", seconds: 600, stops: 1 }] },
    });
    expect(lossesIn(work, "nakajima")).toMatchObject({
      setup: { seconds: 1020 },
      breakdown: { seconds: 0 },
      waiting: { seconds: 600, reasons: [{ reason: "nobody", seconds: 600, stops: 1 }] },
      "minor-stops": { seconds: 180 },
    });
  });

  it("[SE20] a reason without a loss leaves the stop where the state has it, and is listed there", async () => {
    const work = worked();
    const before = lossesIn(work, "nakajima");
    await say(work, SHORT, "tool");
    await say(work, SECOND, "tool");
    await say(work, DOWN, "tool");
    const { breakdown, "minor-stops": minor, ...others } = lossesIn(work, "nakajima");
    expect(breakdown).toEqual({ seconds: 900, reasons: [{ reason: "tool", name: text, seconds: 900, stops: 1 }] });
    expect(minor).toEqual({ seconds: 300, reasons: [{ reason: "tool", name: text, seconds: 300, stops: 2 }] });
    expect(before).toMatchObject(others);
  });

  it("[SE20] OEE, time elements, failures and MTBF are the same with and without reasons", async () => {
    const work = worked();
    const figures = (lossModel: LossModel) => figuresOf(work, { lossModel });
    const before = [figures("iso22400"), figures("nakajima")];
    await say(work, SHORT, "repair");
    await say(work, DOWN, "nobody");
    for (const [at, lossModel] of (["iso22400", "nakajima"] as const).entries()) {
      const { oee, elements, failures, mtbfS, losses, plannedRunS } = figures(lossModel);
      expect([elements, failures, mtbfS]).toEqual([before[at]?.elements, before[at]?.failures, before[at]?.mtbfS]);
      expect(oee).toBeCloseTo(before[at]?.oee as number, 12);
      expect(elements.PBT - losses.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(plannedRunS ?? 0, 6);
    }
  });

  it("[SE20] holds for a time that begins within the stop", async () => {
    const work = worked();
    await say(work, DOWN, "changeover");
    expect(lossesIn(work, "iso22400", SHIFT_START + (DOWN + 300) * S)).toMatchObject({
      setup: { seconds: 600, reasons: [{ reason: "changeover", seconds: 600, stops: 1 }] },
      failure: { seconds: 0 },
    });
  });

  it("[SE20] a reason holds for its own stretch, not for the planned time before it", async () => {
    const work = new Work(plant(), CONFIG, 27_000);
    stay(work, STATE.executing, 1200);
    // From 15:50 over the end of a shift at 16:00 into the one that begins at 22:00.
    stay(work, STATE.notExecuting, 24_600);
    await say(work, 28_200, "changeover");
    await say(work, 50_400, "nobody");
    expect(lossesIn(work, "iso22400", SHIFT_START + 51_000 * S)).toMatchObject({
      setup: { seconds: 0 },
      idle: { reasons: [{ reason: "nobody", stops: 1 }] },
    });
  });
});
