import { expect, it } from "vitest";
import type { StreamBlock } from "../../../simulators/headless/stream/block.ts";
import { PlantStream } from "../../../simulators/headless/stream/plant-stream.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const SCENARIO = parseScenario("scenario: 1\ntitle: { zh: 测试, en: Test }\n", "test.yaml");
const SECONDS = 30;

function blockOf(scene: boolean): StreamBlock {
  const stream = new PlantStream({ scenario: SCENARIO, seed: SEED, hours: SECONDS / 3600, waveforms: false, scene });
  return stream.blocks().next().value as StreamBlock;
}

it("[E71] a stream has positions only where they are asked for, in order of arrival, and they change no sample", () => {
  const plain = blockOf(false);
  expect(plain.scene).toBeUndefined();
  const { scene, ...rest } = blockOf(true);
  expect(rest).toEqual(plain);
  if (scene === undefined) throw new Error("the stream has no positions");
  const { messages, people, vehicles, truth } = scene;
  expect(vehicles).toHaveLength(6);
  expect(truth).toHaveLength(10 * SECONDS * 4 * (people + vehicles.length));
  const arrivals = messages.map(({ arrivesMs }) => arrivesMs);
  expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  for (const { atMs, arrivesMs } of messages) expect(arrivesMs).toBeGreaterThan(atMs);
  for (const message of messages) {
    if (message.kind !== "vehicle") continue;
    const step = Math.round((message.atMs - plain.fromMs) / 100) - 1;
    const at = 4 * (step * (people + vehicles.length) + people + vehicles.indexOf(message.id));
    expect(Math.hypot((truth[at] as number) - message.x, (truth[at + 1] as number) - message.y)).toBeLessThan(0.01);
    expect(message.released).toBeLessThanOrEqual(message.nodes.length);
  }
  const ofPeople = messages.flatMap((message) => (message.kind === "person" && message.x !== null ? [message] : []));
  expect(ofPeople.length).toBeGreaterThan(SECONDS);
});
