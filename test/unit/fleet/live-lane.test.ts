/** Newest values ahead of history (docs/rules/uplink.md). */
import { afterEach, expect, it } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { LiveLane } from "../../../edge/fleet/live-lane.ts";
import { type FrameHead, readHead, readPieces } from "../../../edge/fleet/wire/frame.ts";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { T0 } from "../../fakes/source/samples.ts";
import { randomOf } from "../../run/seed.ts";

const folder = new LogFolder();
const open: LiveLane[] = [];
afterEach(async () => {
  for (const lane of open.splice(0)) await lane.close();
});

const TAGS = 60;
const LETTERS = 60_000;
/** What a NATS server takes without a config of its own. */
const MOST_PAYLOAD = 1024 * 1024;

it("[UL8] long texts are no message that the server refuses, and each tag comes in its turn", async () => {
  const random = randomOf("long texts");
  const texts = Array.from({ length: TAGS }, () =>
    Array.from({ length: LETTERS }, () => String.fromCharCode(33 + Math.floor(random() * 90))).join(""),
  );
  const log = await folder.start();
  let to = 0;
  for (const [tag, text] of texts.entries()) {
    const builder = new BatchBuilder();
    builder.addText((1 + tag) as TagRef, T0 + tag, text, 0, 0);
    to = log.push(builder.finish(T0 + tag));
    await log.committed(to, never);
  }
  await folder.stop(log);
  const lane = new LiveLane({ dir: folder.dir, run: "0123456789abcdef", from: 0 });
  open.push(lane);
  const came: (string | undefined)[] = [];
  for (let bytes = await lane.next(to, 64 * 1024); bytes !== undefined; bytes = await lane.next(to, 64 * 1024)) {
    expect(bytes.length).toBeLessThan(MOST_PAYLOAD / 4);
    for (const piece of readPieces(bytes, readHead(bytes) as FrameHead))
      if (piece.kind === "samples") for (const batch of piece.batches) came.push(...batch.texts.values());
  }
  expect(came).toEqual(texts);
});
