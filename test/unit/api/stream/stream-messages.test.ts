import { expect, it } from "vitest";
import { StreamMessages } from "../../../../edge/api/stream/stream-messages.ts";
import { decodeFrame } from "../../../../edge/batch/wire.ts";
import { fakeEdge, NOW_US } from "../../../fakes/api/deps.ts";
import { batchOf, samplesOf } from "../../../fakes/source/tags.ts";

it("[W4] a snapshot and a change with the same samples are the same bytes", () => {
  const { deps, twin } = fakeEdge({}, 4);
  const all = [0, 1, 2, 3];
  // Frames carry whole milliseconds after their oldest time.
  const say = (value: number, refs: readonly number[]): void =>
    void twin.apply(batchOf(refs.map((ref) => ({ ref, time: NOW_US + value * 1000, value, text: `v${value}` }))));
  say(1, all);
  const known = twin.version;
  say(2, all);
  const messages = new StreamMessages(deps);
  expect(messages.frames(known)).toEqual(messages.frames(0));
  const later = twin.version;
  say(3, [2]);
  messages.newTurn();
  const [snapshot, change] = [0, later].map((have) => decodeFrame(messages.frames(have)[0] as Uint8Array));
  expect(change).toMatchObject({ version: twin.version, last: true, samples: { length: 1 } });
  expect(snapshot).toMatchObject({ version: twin.version, last: true, samples: { length: 4 } });
  if (snapshot === undefined || change === undefined) throw new Error("no frame");
  expect(samplesOf(snapshot.samples).filter(({ ref }) => ref === 2)).toEqual(samplesOf(change.samples));
});
