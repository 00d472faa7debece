import { expect, it } from "vitest";
import { recorderTo } from "../../../../edge/compose/production/log-recorder.ts";
import type { EventBatch } from "../../../../edge/contracts/path/event-batch.ts";
import type { Inlet } from "../../../../edge/contracts/path/source.ts";
import { eventOf } from "../../../fakes/health/event-of.ts";

const SAID = eventOf({ type: "state.reason", time: 1 });

function logThat(full: boolean, committed: Inlet["committed"]) {
  const pushed: EventBatch[] = [];
  return { pushed, log: { full, committed, pushEvents: (batch: EventBatch) => pushed.push(batch) } };
}

it("[B13] what people say is answered when it is on disk", async () => {
  const { log, pushed } = logThat(false, () => Promise.resolve());
  await recorderTo(log)(SAID);
  expect(pushed).toEqual([{ events: [SAID] }]);
});

it("[B13] a full log refuses it with the remedy: it would drop the event and call it stored", async () => {
  const { log, pushed } = logThat(true, () => Promise.resolve());
  await expect(recorderTo(log)(SAID)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("nothing was recorded"),
  });
  expect(pushed).toEqual([]);
});

it("[B13] a disk that hangs is no error of the edge", async () => {
  const { log } = logThat(
    false,
    (_position, signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  await expect(recorderTo(log, 1)(SAID)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("not on disk yet"),
  });
});
