/** The agent of these tests refuses what the standard refuses, so that the edge cannot ask for it unseen. */
import { expect, it } from "vitest";
import { XmlReader } from "../../../../edge/contracts/xml-reader.ts";
import { openDocument } from "../../../../edge/sources/mtconnect/agent/refusal.ts";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";

async function refusalOf(url: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  try {
    openDocument(new XmlReader(text), "MTConnectStreams");
  } catch (error) {
    return `${answer.status} ${(error as { code?: string }).code ?? (error as Error).message}`;
  }
  return String(answer.status);
}

it.each(["1.8", "2.6"])("[MT8] version %s: numbers, counts and parameters are checked", async (version) => {
  await using mill = await FakeAgent.start({ bufferSize: 10, version });
  for (let i = 0; i < 25; i++) mill.observe(ITEMS.x, String(i));
  const { next } = mill;
  const asked: readonly (readonly [query: string, answer: string])[] = [
    [`sample?from=${next - 10}&count=10`, "200"],
    [`sample?from=${next}`, "200"],
    ["sample?count=-10", "200"],
    [`current?at=${next - 1}`, "200"],
    [`sample?from=${next + 1}`, "404 OUT_OF_RANGE"],
    [`sample?from=${next - 11}`, "404 OUT_OF_RANGE"],
    ["sample?from=-1", "404 OUT_OF_RANGE"],
    ["sample?count=0", "404 OUT_OF_RANGE"],
    ["sample?count=11", "404 OUT_OF_RANGE"],
    ["sample?count=-11", "404 OUT_OF_RANGE"],
    ["sample?heartbeat=0&interval=10", "404 OUT_OF_RANGE"],
    [`sample?from=${next - 1}&to=${next - 2}`, "404 OUT_OF_RANGE"],
    [`current?at=${next}`, "404 OUT_OF_RANGE"],
    [`current?at=${next - 11}`, "404 OUT_OF_RANGE"],
    ["sample?count=ten", "400 INVALID_REQUEST"],
    ["sample?count=1.5", "400 INVALID_REQUEST"],
    ["sample?count=-5&interval=10", "400 INVALID_REQUEST"],
    [`current?at=${next - 1}&interval=10`, "400 INVALID_REQUEST"],
    ["sample?from=20&from=21", "400 INVALID_REQUEST"],
    ["sample?frm=1", "400 INVALID_REQUEST"],
    ["nothing", "404 UNSUPPORTED"],
  ];
  for (const [query, answer] of asked) expect(await refusalOf(`${mill.url}/${query}`), query).toBe(answer);
  expect(await refusalOf(`${mill.url}/current`, { method: "PUT" })).toBe("405 UNSUPPORTED");
});
