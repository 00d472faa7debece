/**
 * A recording of the simulated plant as a file: the items of the edge's log, line by line, as input for other
 * processes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { PlantStream } from "../../../bench/production/plant-stream.ts";
import { type DemoPlant, demoPlant } from "../../../bench/production/plant-tags.ts";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { readScenario } from "../../../simulators/scenario/read.ts";

/** One item of the log. */
export type Recorded =
  | { readonly event: EdgeEvent }
  | { readonly sample: readonly [ref: number, time: Micros, value: number, receivedAt: Micros] };

/** Records some minutes of a plant; returns the reported pieces. */
export async function recordProduction(
  path: string,
  { scenario, seed, minutes }: { readonly scenario: string; readonly seed: number; readonly minutes: number },
): Promise<readonly string[]> {
  const demo: DemoPlant = await demoPlant();
  const stream = new PlantStream(demo, { scenario: readScenario(scenario), seed, lost: 0.001 });
  const lines: string[] = [];
  const pieces = new Set<string>();
  stream.begin();
  for (let second = 0; second < minutes * 60; second++) {
    for (const item of stream.second()) {
      lines.push(JSON.stringify("event" in item ? item : { sample: sampleOf(item.samples) }));
      if ("event" in item && item.event.pieceId !== undefined) pieces.add(item.event.pieceId);
    }
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
  return [...pieces];
}

export function readRecording(path: string): readonly Recorded[] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Recorded);
}

export function batchOfSample([ref, time, value, receivedAt]: Extract<
  Recorded,
  { sample: unknown }
>["sample"]): SampleBatch {
  const builder = new BatchBuilder();
  builder.add(ref as TagRef, time, value, 0, 0);
  return builder.finish(receivedAt);
}

function sampleOf({ tags, times, values, receivedAt }: SampleBatch): Extract<Recorded, { sample: unknown }>["sample"] {
  return [tags[0] as number, times[0] as number, values[0] as number, receivedAt];
}
