/**
 * A process with the production books alone, over files of a million pieces, fed with a recorded plant. Prints its
 * memory.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { batchOfSample, readRecording } from "../../test/fakes/production/recording.ts";
import { Books } from "./books.ts";
import { demoPlant } from "./plant-tags.ts";

const MIB = 1024 ** 2;
const WRITE_EVERY_US = 5e6;
const [dir, recording] = process.argv.slice(2) as [string, string];
const demo = await demoPlant();
const items = readRecording(recording);
await sleep(500);
// The recording is in memory before and after.
const baseMiB = process.memoryUsage().rss / MIB;
let now = 0;
const books = new Books(demo, { dir, kpis: demo.config.kpis });
let writtenAt = 0;
for (const [number, item] of items.entries()) {
  books.take("event" in item ? item : { samples: batchOfSample(item.sample) }, number);
  now = Math.max(now, "event" in item ? item.event.receivedAt : item.sample[3]);
  if (now - writtenAt < WRITE_EVERY_US) continue;
  books.tick(now - 2e6);
  books.write(number + 1);
  writtenAt = now;
  await sleep(0);
}
process.stdout.write(
  JSON.stringify({ baseMiB, rssMiB: process.memoryUsage().rss / MIB, pieces: books.twin.inside.size }),
);
process.exit(0);
