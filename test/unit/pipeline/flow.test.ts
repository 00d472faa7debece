import { describe, expect, it } from "vitest";
import type { Detector, Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { createFlow } from "../../../edge/pipeline/flow.ts";
import { batchOf, FakeTags, samplesOf } from "../../fakes/source/tags.ts";

const finding = (rule: string): Finding => ({
  rule,
  assetUid: "urn:a" as AssetUid,
  kind: "process",
  standing: true,
  at: 1,
  severity: 500,
  message: { zh: rule, en: rule },
  evidence: [],
});

function flowOf(detectors: readonly Detector[]) {
  const twin = createTwin({ tags: FakeTags.ofSize(5), links: [] });
  const findings: string[][] = [];
  const failures: [number, unknown][] = [];
  const flow = createFlow({
    twin,
    detectors,
    onFindings: (list) => findings.push(list.map((one) => one.rule)),
    now: () => 42,
    onDetectorFailed: (index, error) => failures.push([index, error]),
  });
  return { twin, flow, findings, failures };
}

describe("flow", () => {
  it("[K6] a detector sees samples of its tags only, with the twin already up to date", () => {
    const seen: SampleBatch[] = [];
    const { twin, flow } = flowOf([
      {
        watches: [1 as TagRef, 3 as TagRef],
        observe: (samples) => {
          expect(twin.value(3 as TagRef)).toBe(30);
          seen.push(samples);
          return [];
        },
      },
    ]);
    flow.committed([
      batchOf([
        { ref: 0, time: 1 },
        { ref: 3, time: 1, value: 30 },
      ]),
      batchOf([{ ref: 0, time: 2 }]),
    ]);
    expect(seen.map((batch) => samplesOf(batch).map((one) => one.ref))).toEqual([[3]]);
  });

  it("findings of one batch arrive together; without findings there is no call", () => {
    const says = (rule: string): Detector => ({ watches: [0 as TagRef], observe: () => [finding(rule)] });
    const { flow, findings } = flowOf([says("a"), says("b")]);
    flow.committed([batchOf([{ ref: 0, time: 1 }]), batchOf([{ ref: 1, time: 1 }])]);
    expect(findings).toEqual([["a", "b"]]);
  });

  it("`tick` is called on detectors that have it, with the present time", () => {
    const { flow, findings } = flowOf([
      { watches: [], observe: () => [] },
      { watches: [], observe: () => [], tick: (now) => [finding(`at ${now}`)] },
    ]);
    flow.tick();
    expect(findings).toEqual([["at 42"]]);
  });

  it("[K7] a detector that throws is reported once and not called again; others and the twin continue", () => {
    let asked = 0;
    const error = new Error("broken");
    const { twin, flow, findings, failures } = flowOf([
      {
        watches: [0 as TagRef],
        observe: () => {
          asked++;
          throw error;
        },
        tick: () => [finding("from the broken one")],
      },
      { watches: [0 as TagRef], observe: () => [finding("good")] },
    ]);
    flow.committed([batchOf([{ ref: 0, time: 1 }]), batchOf([{ ref: 0, time: 2, value: 9 }])]);
    flow.tick();
    expect([asked, failures, flow.failedDetectors]).toEqual([1, [[0, error]], 1]);
    expect(findings).toEqual([["good"], ["good"]]);
    expect(twin.value(0 as TagRef)).toBe(9);
  });
});
