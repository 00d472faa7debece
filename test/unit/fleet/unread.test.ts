/** What a hub can never take blocks nothing after it: texts of tags that are too long, and items it cannot read. */
import { afterEach, expect, it } from "vitest";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { Cutter } from "../../../edge/fleet/cutter.ts";
import { Sending } from "../../../edge/fleet/sending.ts";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import { readDescribedTags, shortText } from "../../../edge/fleet/wire/described-tag.ts";
import { type FrameHead, type Piece, readHead, readPieces } from "../../../edge/fleet/wire/frame.ts";
import { encode, readDownward } from "../../../edge/fleet/wire/greeting.ts";
import { takeFrames } from "../../../edge/hub/take-frames.ts";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { numbered, T0 } from "../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";
import { randomOf } from "../../run/seed.ts";

const folder = new LogFolder();
const RUN = "0123456789abcdef";
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const LONG = { component: "部件".repeat(3_000), signal: "s".repeat(5_000), unit: "u".repeat(1_001) };

it("[UL26] a tag with texts that are too long reaches the hub with an ellipsis, the same each time", async () => {
  const tags = new FakeTags([fakeTag(0), fakeTag(1, LONG), fakeTag(2, { ...LONG, signal: `${LONG.signal}!` })]);
  const log = await folder.start({ tags });
  let to = 0;
  for (const ref of [1, 2, 0]) to = log.push(numbered(0, 10, ref));
  await log.committed(to, never);
  await folder.stop(log);
  const cutTags: string[] = [];
  const options = { dir: folder.dir, logUid: "log", run: RUN, messageBytes: 8_192, onHole: () => undefined };
  const cutter = new Cutter(
    { ...options, onShortened: (uid) => void cutTags.push(uid) },
    { position: 0, counts: NO_COUNTS },
  );
  open.push(cutter);
  const pieces: Piece[] = [];
  for (let frame = await cutter.next(to); frame !== undefined; frame = await cutter.next(to))
    pieces.push(...readPieces(frame.bytes, readHead(frame.bytes) as FrameHead));
  const described = pieces.flatMap((piece) => (piece.kind === "tags" ? piece.tags : []));
  expect(described.map(({ ref }) => ref).sort()).toEqual([0, 1, 2]);
  const [one, two] = [1, 2].map((ref) => described.find((tag) => tag.ref === ref));
  for (const text of [one?.tagUid, one?.component, one?.signal, one?.unit]) {
    expect(text?.length).toBe(1_000);
    expect(text).toMatch(/…[0-9a-f]{8}$/);
  }
  // Texts that differ behind the cut stay different.
  expect(one?.signal).not.toBe(two?.signal);
  expect(one?.tagUid).toBe(shortText(tags.at(1 as TagRef)?.tagUid ?? ""));
  expect(new Set(cutTags)).toEqual(new Set([one?.tagUid, two?.tagUid]));
  expect(cutTags).toHaveLength(2);
  expect(readDescribedTags(described)).toEqual(described);
});

it("[UL26] a cut text is whole Unicode, and short ones are as they were", () => {
  expect(shortText("x".repeat(1_000))).toBe("x".repeat(1_000));
  for (let before = 980; before < 1_000; before++)
    expect(shortText(`${"x".repeat(before)}${"🏭".repeat(50)}`).isWellFormed()).toBe(true);
});

const event = (n: number, time: number): EdgeEvent => ({
  eventUid: `uid-${n}`,
  type: "piece.finished",
  time,
  receivedAt: T0,
  schema: "test/1",
  payload: { n },
});

/** A hub that answers each message, and what it has of the edge's log. */
async function sentAll(sending: Sending, to: number) {
  const givenUp = { messages: 0 };
  let hub = { to: 0, counts: NO_COUNTS, items: 0 };
  await sending.welcomed({ kind: "welcome", storeUid: "s", head: 0, counts: NO_COUNTS });
  for (let turn = 0; hub.to < to; turn++) {
    expect(turn).toBeLessThan(1_000);
    const part = await sending.nextPart();
    if (part === undefined) {
      await sending.rewind();
      continue;
    }
    givenUp.messages++;
    const head = readHead(part.bytes) as FrameHead;
    const taken = takeFrames([{ head, bytes: part.bytes }], { from: hub.to, counts: hub.counts });
    expect(taken.miscounted).toBeUndefined();
    hub = { ...hub, to: taken.to, counts: taken.counts };
    sending.arrived(hub.to);
    if (taken.outcomes[0] !== "damaged") continue;
    const { from, to: end } = head;
    const mark = { kind: "mark", run: RUN, head: hub.to, again: "gap", unread: { from, to: end } } as const;
    const heard = readDownward(Buffer.from(encode(mark)));
    expect(heard).toEqual(mark);
    sending.unread({ from, to: end });
    await sending.rewind();
  }
  return { ...hub, ...givenUp };
}

it("[UL27] items that the hub cannot read count as lost, each one alone, and everything else arrives", async () => {
  const random = randomOf("unread");
  const log = await folder.start();
  let to = 0;
  let bad = 0;
  for (let n = 0; n < 200; n++) {
    log.push(numbered(n * 20, 20, 1 + (n % 5)));
    const isBad = random() < 0.02 || n === 100 || n === 199;
    if (isBad) bad++;
    // In JSON it is null.
    to = log.pushEvents({ events: [event(n, isBad ? Number.NaN : T0)] });
  }
  await log.committed(to, never);
  await folder.stop(log);
  const given: number[] = [];
  const sending = new Sending(
    {
      ...{ edgeId: "edge", logUid: "log", epoch: 1, run: RUN, site: "", logDir: folder.dir },
      ...{ everyMs: 100, messageBytes: 65_536, inFlightBytes: 1e6, waveforms: "none", bytesPerHour: 1e12 },
    },
    { starts: [{ epoch: 1, run: RUN, position: 0 }], position: 0, counts: NO_COUNTS },
    {
      ...{ onHole: () => undefined, onArrived: () => undefined, onState: () => undefined, onFull: () => undefined },
      ...{ onBehind: () => undefined, onShortened: () => undefined, onSide: () => undefined },
      onGivenUp: (position) => void given.push(position),
    },
  );
  open.push(sending);
  sending.begins(to);
  const hub = await sentAll(sending, to);
  expect(hub.counts).toEqual({ ...NO_COUNTS, samples: 4_000, events: 200 - bad, lost: bad });
  expect(given).toHaveLength(bad);
  expect(sending.figures().givenUp).toBe(bad);
  expect(sending.state).toMatchObject({ position: to, counts: hub.counts });
  expect(sending.state.isUncounted).toBeUndefined();
  // By halves: a message an item would be 4,200.
  expect(hub.messages).toBeLessThan(100 * bad);
}, 60_000);

it("[UL28] no other edge can know the id of a message before, by which its server would drop it", async () => {
  const log = await folder.start();
  const to = log.push(numbered(0, 10));
  await log.committed(to, never);
  await folder.stop(log);
  const ids: string[] = [];
  for (const run of [RUN, "fedcba9876543210"]) {
    const nothing = () => undefined;
    const sending = new Sending(
      {
        ...{ edgeId: "edge", logUid: "log", epoch: 1, run, site: "", logDir: folder.dir },
        ...{ everyMs: 100, messageBytes: 65_536, inFlightBytes: 1e6, waveforms: "none", bytesPerHour: 1e12 },
      },
      { starts: [{ epoch: 1, run, position: 0 }], position: 0, counts: NO_COUNTS },
      {
        ...{ onHole: nothing, onArrived: nothing, onState: nothing, onFull: nothing, onBehind: nothing },
        ...{ onShortened: nothing, onSide: nothing, onGivenUp: nothing },
      },
    );
    open.push(sending);
    sending.begins(to);
    ids.push((await sending.nextPart())?.id ?? "");
  }
  expect(ids[0]).toContain(RUN);
  expect(new Set(ids).size).toBe(2);
});
