import { expect, it } from "vitest";
import { PartReader } from "../../../../edge/sources/mtconnect/agent/parts.ts";

const DOCUMENTS = [
  ...["", "", "--x", "Content-type: text/xml", "Content-length: 4", "", "<a/>"],
  ...["", "--x", "", "<b/>", "--x", "", "<c/>", "--x"],
].join("\r\n");

it.each([1, 2, 7, 1_000])("[MT1] documents of a stream that comes by %i bytes", (size) => {
  const reader = new PartReader("x", 100);
  const found: string[] = [];
  for (let at = 0; at < DOCUMENTS.length; at += size) {
    reader.push(Buffer.from(DOCUMENTS.slice(at, at + size)));
    for (let part = reader.next(); part !== undefined; part = reader.next()) found.push(String(part).trim());
  }
  expect(found).toEqual(["<a/>", "<b/>", "<c/>"]);
});

it("[MT3] line breaks for ever take no memory", () => {
  const reader = new PartReader("x", 100);
  const breaks = Buffer.from("\r\n".repeat(10_000));
  for (let i = 0; i < 20; i++) {
    reader.push(breaks);
    expect(reader.next()).toBeUndefined();
    expect(reader.pending).toBe(0);
  }
});

it.each([
  ["bytes before the first document", "\r\nHTTP/1.1 200 OK", /between the parts/],
  ["a head without an end", `--x\r\n${"a: b\r\n".repeat(2_000)}`, /endless head/],
  ["a document that is too long", "--x\r\nContent-length: 101\r\n\r\n", /longer than/],
  ["a document without an end", `--x\r\n\r\n${"a".repeat(101)}`, /longer than/],
])("[MT3] %s", (_, text, why) => {
  const reader = new PartReader("x", 100);
  reader.push(Buffer.from(text));
  expect(() => reader.next()).toThrow(why);
});
