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

/** So many letters that hardly compress. */
function noise(random: () => number, letters: number): string {
  return Array.from({ length: letters }, () => String.fromCharCode(33 + Math.floor(random() * 90))).join("");
}

it("[UL8] long texts are no message that the server refuses, and each tag comes in its turn", async () => {
  const random = randomOf("long texts");
  const texts = Array.from({ length: TAGS }, () => noise(random, LETTERS));
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

it("[UL29] events and texts that do not compress are no message that the server refuses", async () => {
  const random = randomOf("noise");
  const log = await folder.start();
  const builder = new BatchBuilder();
  const texts = Array.from({ length: 40 }, () => noise(random, LETTERS));
  for (const [tag, text] of texts.entries()) builder.addText((1 + tag) as TagRef, T0 + tag, text, 0, 0);
  log.push(builder.finish(T0));
  const shared = { type: "note", schema: "note/1", time: T0, receivedAt: T0 };
  const events = Array.from({ length: 30 }, (_, n) => ({
    ...{ ...shared, eventUid: `uid-${n}` },
    payload: { note: noise(random, LETTERS) },
  }));
  const to = log.pushEvents({ events });
  await log.committed(to, never);
  await folder.stop(log);
  const lane = new LiveLane({ dir: folder.dir, run: "0123456789abcdef", from: 0 });
  open.push(lane);
  const came: { texts: string[]; events: string[] } = { texts: [], events: [] };
  const largest = 512 * 1024;
  for (let bytes = await lane.next(to, largest); bytes !== undefined; bytes = await lane.next(to, largest)) {
    expect(bytes.length).toBeLessThanOrEqual(MOST_PAYLOAD);
    for (const piece of readPieces(bytes, readHead(bytes) as FrameHead))
      if (piece.kind === "samples") for (const batch of piece.batches) came.texts.push(...batch.texts.values());
      else if (piece.kind === "events") came.events.push(...piece.events.map(({ eventUid }) => eventUid));
  }
  expect(came).toEqual({ texts, events: events.map(({ eventUid }) => eventUid) });
});
