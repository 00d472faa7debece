/**
 * From a person's position to the picture that shows the indication: the real tick, API, stream and page, in Chromium
 * on software GL. Samples reach the twin 20 ms after their sensor time, as after a commit.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { buildApi } from "../edge/api/server.ts";
import { openLiveRisk } from "../edge/compose/live-risk.ts";
import { StopStack } from "../edge/compose/stop-stack.ts";
import type { EdgeMessage } from "../edge/contracts/path/stream.ts";
import type { AssetUid, TagRef, TagRole } from "../edge/contracts/plant/tag.ts";
import { createTwin } from "../edge/model/twin.ts";
import { Jobs } from "../edge/observe/jobs.ts";
import { launch, until } from "../test/browser/page.ts";
import { fakeEdge } from "../test/fakes/api/deps.ts";
import { batchOf } from "../test/fakes/source/tags.ts";
import { between, seeded } from "../test/reliability/random.ts";
import { demoPlant } from "./production/plant-tags.ts";
import { silent } from "./silent-log.ts";

const DIST = fileURLToPath(new URL("../twin-viewer/dist/", import.meta.url));
const FACTS = { purpose: "bench", legalBasis: "bench", retention: "60 s", assessedOn: "2026-01-01" };
const COMMIT_MS = 20;
const EVERY_MS = 100;
const SPEED_MS = 0.5;
const CIRCLE_M = 3;
/** How long somebody is near, and away: then the indication has ended. */
const NEAR_MS = 1_200;
const AWAY_MS = [900, 1_300] as const;
const DEADLINE_MS = 5_000;
const SIZE = { width: 900, height: 600 };

/** When each vehicle's person was measured near, and when that was first seen, milliseconds of this machine's clock. */
interface Seen {
  readonly uid: string;
  readonly atMs: number;
}

/** Milliseconds from sensor time to the message of the stream, and to the first turn of the page after the picture. */
export async function sensorToScreen(encounters: number): Promise<{ streamMs: number[]; screenMs: number[] }> {
  const { config, plant, tags } = await demoPlant();
  const now = () => Date.now() * 1000;
  const common = { plant, tags, twin: createTwin({ tags, links: [] }), jobs: new Jobs(silent), now };
  const stop = new StopStack(DEADLINE_MS, silent);
  const safety = { ...config.safety, live: { ...config.safety.live, clearAfterS: 0.2 }, people: { distance: FACTS } };
  const book = { apply: () => [], standing: () => [] };
  const edgeUid = "urn:bench:edge" as AssetUid;
  const { liveRisk } = openLiveRisk({ ...common, config: { safety }, book, log: silent, edgeUid } as never, stop);
  const app = buildApi(fakeEdge({ ...common, liveRisk, staticDir: DIST } as never).deps);
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const browser = await launch();
  const streamed: Seen[] = [];
  const listener = listen(address, streamed);
  try {
    const page = await browser.newPage({ viewport: SIZE, reducedMotion: "reduce" });
    await page.goto(`${address}/#/safety?l=en&th=light`);
    await until(page, "window.__twin !== undefined && window.__twin.stats().frames > 0");
    await page.evaluate(WATCH);
    const refOf = (uid: AssetUid, role: TagRole) => tags.ofAsset(uid).find((tag) => tag.role === role)?.ref;
    const near = await drive(
      {
        vehicles: placesOf(plant.assets, ["agv-x", "agv-y"], refOf),
        people: placesOf(plant.assets, ["person-x", "person-y"], refOf),
      },
      { encounters, take: (samples) => void common.twin.apply(batchOf(samples, now())) },
    );
    const drawn = (await page.evaluate("window.gembaDrawn")) as Seen[];
    return { streamMs: delays(near, streamed), screenMs: delays(near, drawn) };
  } finally {
    listener.close();
    await browser.close();
    await app.close();
    await stop.run();
  }
}

/** Runs in the page: notes each ring that the newest picture has and the one before had not. */
const WATCH = `(() => {
  window.gembaDrawn = [];
  let before = new Set();
  const look = () => {
    const shapes = window.__twin.stats().floorShapes;
    const rings = new Set(JSON.parse(shapes || "[]").filter((one) => one.kind === "ring").map((one) => one.at));
    for (const uid of rings) if (!before.has(uid)) window.gembaDrawn.push({ uid, atMs: Date.now() });
    before = rings;
    requestAnimationFrame(look);
  };
  look();
})()`;

/** A reader of the stream beside the page. */
function listen(address: string, into: Seen[]): WebSocket {
  const socket = new WebSocket(`${address.replace("http", "ws")}/api/v1/stream`);
  let before = new Set<string>();
  socket.on("open", () => socket.send(JSON.stringify({ kind: "hello", have: 0 })));
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    // The version is behind magic and count. Without an answer the edge would take the reader for a stalled one.
    if (isBinary) {
      socket.send(JSON.stringify({ kind: "ack", version: data.readDoubleLE(8) }));
      return;
    }
    const message = JSON.parse(data.toString()) as EdgeMessage;
    if (message.kind !== "live-risk") return;
    const standing = new Set(message.risk.indications.flatMap(({ assetUid }) => assetUid ?? []));
    for (const uid of standing) if (!before.has(uid)) into.push({ uid, atMs: Date.now() });
    before = standing;
  });
  return socket;
}

interface Placed {
  readonly uid: AssetUid;
  readonly x: TagRef;
  readonly y: TagRef;
  readonly theta: TagRef | undefined;
}

function placesOf(
  assets: readonly { readonly assetUid: AssetUid }[],
  [east, north]: readonly [TagRole, TagRole],
  refOf: (uid: AssetUid, role: TagRole) => TagRef | undefined,
): readonly Placed[] {
  return assets.flatMap(({ assetUid: uid }) => {
    const [x, y] = [refOf(uid, east), refOf(uid, north)];
    return x === undefined || y === undefined ? [] : [{ uid, x, y, theta: refOf(uid, "agv-theta") }];
  });
}

type Sample = { readonly ref: TagRef; readonly time: number; readonly value: number };

/** Vehicles drive in circles; the person of each comes near at random moments. Returns when, by vehicle. */
async function drive(
  { vehicles, people }: { readonly vehicles: readonly Placed[]; readonly people: readonly Placed[] },
  { encounters, take }: { readonly encounters: number; readonly take: (samples: readonly Sample[]) => void },
): Promise<ReadonlyMap<string, number[]>> {
  const random = seeded(11);
  const began = Date.now();
  const near = new Map(vehicles.map(({ uid }) => [uid as string, [] as number[]]));
  const say = (one: Placed, [x, y]: readonly [number, number]): void => {
    const time = Date.now() * 1000;
    setTimeout(
      () =>
        take([
          { ref: one.x, time, value: x },
          { ref: one.y, time, value: y },
        ]),
      COMMIT_MS,
    );
  };
  const home = (row: number) => 8 + 15 * row;
  // On a circle, because one that turns back is at rest for a moment, and then is not indicated.
  const vehicleAt = (row: number): readonly [number, number] => {
    const turn = (SPEED_MS * (Date.now() - began)) / 1000 / CIRCLE_M;
    return [home(row) + CIRCLE_M * Math.cos(turn), 10 + CIRCLE_M * Math.sin(turn)];
  };
  const isNear = vehicles.map(() => false);
  const place = (row: number): readonly [number, number] => {
    const [x, y] = vehicleAt(row);
    return isNear[row] ? [x + 1, y + 1] : [home(row), 55];
  };
  const moving = setInterval(() => {
    for (const [row, vehicle] of vehicles.entries()) say(vehicle, vehicleAt(row));
    for (const [row, person] of people.entries()) say(person, place(row));
  }, EVERY_MS);
  const walk = async (row: number): Promise<void> => {
    const [vehicle, person] = [vehicles[row] as Placed, people[row] as Placed];
    for (let one = 0; one * vehicles.length < encounters; one++) {
      await sleep(between(random, ...AWAY_MS));
      isNear[row] = true;
      near.get(vehicle.uid)?.push(Date.now());
      say(person, place(row));
      await sleep(NEAR_MS);
      isNear[row] = false;
    }
  };
  // Without a heading nobody knows how far a vehicle reaches.
  const time = Date.now() * 1000;
  take(vehicles.flatMap(({ theta }) => (theta === undefined ? [] : [{ ref: theta, time, value: 0 }])));
  await sleep(2_000);
  await Promise.all(vehicles.map((_, row) => walk(row)));
  clearInterval(moving);
  return near;
}

/** One that is never seen counts as infinitely late. */
function delays(near: ReadonlyMap<string, readonly number[]>, seen: readonly Seen[]): number[] {
  return [...near].flatMap(([uid, times]) =>
    times.map(
      (ms) =>
        (seen.find((one) => one.uid === uid && one.atMs >= ms && one.atMs < ms + NEAR_MS)?.atMs ??
          Number.POSITIVE_INFINITY) - ms,
    ),
  );
}
