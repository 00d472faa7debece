/** What agents of several makers do within, or beside, the standard. */
import { expect, it, vi } from "vitest";
import { XmlReader } from "../../../../edge/contracts/xml-reader.ts";
import { PartReader } from "../../../../edge/sources/mtconnect/agent/parts.ts";
import { AgentRefusal, openDocument } from "../../../../edge/sources/mtconnect/agent/refusal.ts";
import { readStreams } from "../../../../edge/sources/mtconnect/observations/read-streams.ts";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";
import { gapsOf, numbers, runSource } from "../../../fakes/mtconnect/source.ts";

const HEADER = (more = 'bufferSize="8"') =>
  `<Header instanceId='7' nextSequence="3" firstSequence="1" lastSequence="2" ${more}/>`;

/** Level, item, time and text of each observation. */
function seen(streams: string): readonly string[] {
  const found: string[] = [];
  readStreams(streams, {
    header: () => undefined,
    observation: (one) => void found.push([one.level, one.dataItem, one.time, one.text].join("|")),
  });
  return found;
}

it("[MT15] an agent that refuses numbers it does not have yet is read without gaps or lost links", async () => {
  await using mill = await FakeAgent.start();
  mill.ways.isStrict = true;
  mill.observe(ITEMS.x, "1");
  await using source = runSource(mill.url, [numbers("x")]);
  const { inlet } = source;
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(1));
  for (let value = 2; value <= 20; value++) {
    mill.observe(ITEMS.x, String(value));
    if (value % 5 === 0) await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(value));
  }
  expect(inlet.samples(0).map(({ value }) => value)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect([gapsOf([inlet]), source.troubles]).toEqual([[], []]);
});

it("[MT8] [MT15] such an agent that loses its buffer is still found out", async () => {
  await using mill = await FakeAgent.start();
  mill.ways.isStrict = true;
  await using source = runSource(mill.url, [numbers("x")]);
  const { inlet } = source;
  mill.observe(ITEMS.x, "1");
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(1));
  // The state of the agent is no document of its buffer, the next value is.
  mill.observe(ITEMS.x, "1.5");
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(1.5));
  mill.restart();
  mill.observe(ITEMS.x, "2");
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(2));
  await vi.waitFor(() => expect(gapsOf([inlet])).toHaveLength(1));
});

it.each([
  ["alone, of version 1.0", '<Error errorCode="OUT_OF_RANGE">no</Error>'],
  ["in a list", '<Errors><Error errorCode="OUT_OF_RANGE">no</Error></Errors>'],
  [
    "of its own name",
    '<Errors><OutOfRange errorCode="OUT_OF_RANGE"><URI>u</URI><ErrorMessage>no</ErrorMessage></OutOfRange></Errors>',
  ],
])("[MT15] an error stands %s", (_, errors) => {
  const reader = new XmlReader(`<MTConnectError><Header instanceId="1"/>${errors}</MTConnectError>`);
  expect(() => openDocument(reader, "MTConnectStreams")).toThrow(expect.objectContaining({ code: "OUT_OF_RANGE" }));
  expect(AgentRefusal.name).toBe("AgentRefusal");
});

it.each([
  ["a length", "--b\r\nContent-type: text/xml\r\nContent-length: 4\r\n\r\n<a/>\r\n--b\r\n"],
  ["a length without a space", "--b\r\nContent-type: text/xml\r\nContent-length:4\r\n\r\n<a/>\r\n--b\r\n"],
  ["the line breaks in its length", "--b\r\nContent-type: text/xml\r\nContent-length: 7\r\n\r\n<a/>\n\r\n--b\r\n"],
  ["no length", "\r\n--b\r\ncontent-type:text/xml\r\n\r\n<a/>\r\n--b\r\n"],
])("[MT15] a part with %s", (_, bytes) => {
  for (const boundary of ["b", "--b"])
    for (const size of [1, 7, 1_000]) {
      const parts = new PartReader(boundary, 100);
      const found: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        parts.push(Buffer.from(bytes.slice(at, at + size)));
        for (let part = parts.next(); part !== undefined; part = parts.next()) found.push(part.toString().trim());
      }
      expect(found).toEqual(["<a/>"]);
    }
});

it("[MT1] [MT15] prefixes, single quotes, empty streams, extensions and times of several forms are read alike", () => {
  const time = (text: string, body: string) =>
    `<x:Position dataItemId='p' sequence="1" timestamp="${text}" xmlns:x="urn:x">${body}</x:Position>`;
  const document = (inner: string, header = HEADER()) =>
    `<?xml version='1.0' encoding='UTF-8'?><!-- made by an agent --><?xml-stylesheet href="s.xsl"?>` +
    `<m:MTConnectStreams xmlns:m="urn:mtconnect.org:MTConnectStreams:1.2">${header}<m:Streams>` +
    `<m:DeviceStream name="a" uuid="b"/><m:DeviceStream name="c" uuid="d"><m:ComponentStream component="x" ` +
    `componentId="y">${inner}</m:ComponentStream></m:DeviceStream></m:Streams></m:MTConnectStreams>\n\r\n`;
  const us = Date.parse("2026-01-02T03:04:05Z") * 1000;
  expect(
    seen(
      document(
        `<m:Samples>${time("2026-01-02T03:04:05Z", "1")}${time("2026-01-02T03:04:05.1234567Z", " 2 ")}` +
          `${time("2026-01-02T03:04:05", "<![CDATA[3]]>")}` +
          `${time("2026-01-02T05:04:05+02:00", "UNAVAILABLE")}</m:Samples>` +
          `<m:Condition><m:Normal dataItemId="c" sequence="2" timestamp="2026-01-02T03:04:05Z" type="SYSTEM"/>` +
          `<m:Fault dataItemId="c" sequence="3" timestamp="2026-01-02T03:04:05Z" type="SYSTEM" nativeCode="E&amp;1">` +
          `a &lt; b</m:Fault></m:Condition>`,
      ),
    ),
  ).toEqual([
    `Position|p|${us}|1`,
    `Position|p|${us + 123_456}|2`,
    `Position|p|${us}|3`,
    `Position|p|${us}|UNAVAILABLE`,
    `Normal|c|${us}|`,
    `Fault|c|${us}|a < b`,
  ]);
  expect(seen(document("", HEADER("")))).toEqual([]);
});
