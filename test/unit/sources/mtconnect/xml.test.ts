import fc from "fast-check";
import { expect, it } from "vitest";
import { XmlError, XmlReader } from "../../../../edge/contracts/xml-reader.ts";
import { readProbe } from "../../../../edge/sources/mtconnect/agent/probe.ts";
import { OtherDocument } from "../../../../edge/sources/mtconnect/agent/refusal.ts";
import { readStreams } from "../../../../edge/sources/mtconnect/observations/read-streams.ts";
import { microsOf } from "../../../../edge/sources/mtconnect/time.ts";
import { readAssets } from "../../../../edge/sources/mtconnect/tools/read-assets.ts";
import { escaped } from "../../../fakes/mtconnect/documents.ts";

/** Tokens of a document as text. */
function read(xml: string): string {
  const reader = new XmlReader(xml);
  const tokens: string[] = [];
  for (let token = reader.next(); token !== "end"; token = reader.next())
    tokens.push(token === "text" ? reader.text : `${token === "open" ? "" : "/"}${reader.name}`);
  return tokens.join(" ");
}

it("[MT2] reads elements, attributes, texts, CDATA and references", () => {
  expect(read('\ufeff<?xml version="1.0"?><!-- a > --><m:a x="1"><b/>t&lt;&#x41;&#66;<![CDATA[<&]]></m:a >\n')).toBe(
    "a b /b t<AB <& /a",
  );
  const reader = new XmlReader(`<a one='"' two = "&apos;&amp;"/>`);
  reader.next();
  expect([reader.attribute("one"), reader.attribute("two"), reader.attribute("three")]).toEqual(['"', "'&", undefined]);
});

it.each([
  ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', /document type/],
  ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', /document type/],
  ['<a><!ENTITY b "c"></a>', /document type/],
  ["<a><!ELEMENT b></a>", /declares something/],
  ["<a>&b;</a>", /entity/],
  ["<a>&amp</a>", /entity/],
  ["<a>&#0;</a>", /entity/],
  ["<a>&#xD800;</a>", /entity/],
  ['<?xml version="1.0" encoding="UTF-16"?><a/>', /utf-16/],
  ["<a>", /too early/],
  ["<a", /too early/],
  ["", /too early/],
  ["<a></b>", /did not begin/],
  ["<a/><b/>", /more than one/],
  ["<a/>text", /outside/],
  ["<a b></a>", /no value/],
  ["<a b=c></a>", /no quotes/],
  ['<a b="<"></a>', /bare/],
  ["<1/>", /name/],
  ["<a>".repeat(65), /deeper/],
  [`<a ${Array.from({ length: 65 }, (_, i) => `b${i}=""`).join(" ")}/>`, /attributes/],
] as const)("[MT2] refuses %s", (xml, reason) => {
  expect(() => read(xml)).toThrow(XmlError);
  expect(() => read(xml)).toThrow(reason);
});

it("[MT2] whatever bytes come, a reader ends with a document or an XmlError", () => {
  const piece = fc.constantFrom(
    ...["<", ">", "/", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&", ";", "=", '"', " ", "a", "&lt;"],
    ...['<MTConnectStreams><Header instanceId="1" nextSequence="2" firstSequence="1"/>', "<Samples>", "</Samples>"],
    ...["<MTConnectDevices><Header/><Devices>", "<MTConnectAssets><Header/><Assets>", "<CuttingTool assetId='a'>"],
  );
  const ways = [
    (xml: string) => readStreams(xml, { header: () => undefined, observation: ({ text }) => void text }),
    readProbe,
    readAssets,
    read,
  ];
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      for (const way of ways)
        try {
          way(pieces.join(""));
        } catch (error) {
          expect(error instanceof XmlError || error instanceof OtherDocument).toBe(true);
        }
    }),
  );
});

it("[MT2] every text comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(/^[^\p{C}]*$/u.test(text));
      const reader = new XmlReader(`<a b="${escaped(text)}">${escaped(text)}</a>`);
      reader.next();
      expect([reader.attribute("b"), reader.content()]).toEqual([text, text.trim()]);
    }),
  );
});

it.each([
  ["2026-01-02T03:04:05Z", 0],
  ["2026-01-02T03:04:05", 0],
  ["2026-01-02T03:04:05.1234567Z", 123_456],
  ["2026-01-02T05:04:05.5+02:00", 500_000],
] as const)("[MT1] %s is a time", (text, micros) => {
  expect(microsOf(text)).toBe(Date.UTC(2026, 0, 2, 3, 4, 5) * 1000 + micros);
});

it.each(["", "now", "2026-13-02T03:04:05Z", "1e3"])("[MT1] %s is no time", (text) => {
  expect(microsOf(text)).toBeNaN();
});
