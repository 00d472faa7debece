/** Cost of lines for InfluxDB, with and without a server. */
import { gzipSync } from "node:zlib";
import type { createTagTable } from "../edge/model/tag-table.ts";
import { LineWriter } from "../edge/sinks/influx/line-writer.ts";
import { startInfluxd } from "../test/fakes/influx/influxd.ts";
import { random, secondAt, TAGS } from "./historian-data.ts";

const LINES_PER_WRITE = 5_000;

/** CPU of writing and compressing lines, µs a sample, by round. */
export function lineFigures(table: ReturnType<typeof createTagTable>, start: number, rounds: number): number[] {
  const next = random(2);
  const batches = Array.from({ length: 200 }, (_, second) => secondAt(second, start, next));
  const lines = new LineWriter(table, { edgeId: "bench", site: "bench" });
  return Array.from({ length: rounds + 1 }, () => {
    const before = process.cpuUsage();
    for (let at = 0; at < batches.length; at += 4) gzipSync(lines.write(batches.slice(at, at + 4)).bytes, { level: 1 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / (batches.length * TAGS);
  }).slice(1);
}

/** µs a sample until a real server has answered, by round. */
export async function influxFigures(
  table: ReturnType<typeof createTagTable>,
  start: number,
  rounds: number,
): Promise<number[]> {
  const server = await startInfluxd();
  try {
    const post = async (path: string, body: Uint8Array | string, headers: Record<string, string>): Promise<void> => {
      const answer = await fetch(`${server.url}${path}`, { method: "POST", body: body as string, headers });
      if (!answer.ok) throw new Error(`InfluxDB answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    };
    await post("/query", "q=CREATE DATABASE bench", { "content-type": "application/x-www-form-urlencoded" });
    const lines = new LineWriter(table, { edgeId: "bench", site: "bench" });
    const next = random(3);
    const figures: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const batches = Array.from({ length: 100 }, (_, second) => secondAt(round * 100 + second, start, next));
      const began = performance.now();
      for (let at = 0; at < batches.length; at += Math.floor(LINES_PER_WRITE / TAGS)) {
        const text = lines.write(batches.slice(at, at + Math.floor(LINES_PER_WRITE / TAGS))).bytes;
        await post("/write?db=bench&precision=u", gzipSync(text, { level: 1 }), { "content-encoding": "gzip" });
      }
      figures.push(((performance.now() - began) * 1000) / (batches.length * TAGS));
    }
    return figures.slice(1);
  } finally {
    await server.stop();
  }
}
