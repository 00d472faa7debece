import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { drawingOf } from "../../../edge/config/drawing.ts";
import { cleanPng } from "../../../edge/config/png-drawing.ts";
import { parseXml } from "../../../edge/config/strict-xml.ts";
import { cleanSvg } from "../../../edge/config/svg-drawing.ts";
import { ConfigFault } from "../../../edge/contracts/plant/config-text.ts";
import { HOSTILE, NS, svg, XL } from "../../fakes/config/hostile-drawings.ts";

const ALLOWED = [
  ...["svg", "g", "defs", "symbol", "use", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse"],
  ...["text", "tspan", "title", "desc", "style", "linearGradient", "radialGradient", "stop", "clipPath"],
];

/** Text that no drawing may contain. The search is independent of the writer. */
const FORBIDDEN = [
  new RegExp(`<(?!/?(?:${ALLOWED.join("|")})[\\s/>])`),
  /<[^>]*\son[a-z]+\s*=/i,
  /href="(?!#)/,
  /url\((?!#)/,
  /<[^>]*(?:javascript|https?:|data:|file:|\/\/)/i,
  /<style>[^<]*(?:@|\\|https?:|\/\/)/,
  /<[!?]/,
  /&(?!(?:amp|lt|gt|quot|#9|#13);)/,
  /<[^>]*\s[a-z]+:[a-z]+=/i,
];

it("the corpus of hostile drawings has more than sixty", () => expect(new Set(HOSTILE).size).toBeGreaterThan(60));

it.each(HOSTILE.map((text, n) => [n, text.slice(0, 120), text] as const))(
  "[Y5] row 14: hostile drawing %i is refused or made harmless: %s",
  (_, __, text) => {
    let clean: string;
    try {
      clean = cleanSvg(text);
    } catch (error) {
      expect((error as Error).message).toMatch(
        /^(?:it|its|a|an|the|one|<|\/|text|-->|\?>|on|href|xlink|fill|filter|mask|cursor|about|src|d|[A-Za-z]+) ?/,
      );
      expect(error).toBeInstanceOf(ConfigFault);
      expect((error as ConfigFault).sentence.message.zh).toMatch(/\p{Script=Han}/u);
      return;
    }
    harmless(clean);
  },
);

function harmless(clean: string): void {
  // The words of a text are drawn as they stand, whatever they say.
  const read = clean.replace(' xmlns="http://www.w3.org/2000/svg"', "").replaceAll(/(?<!<style)>[^<]*/g, wordless);
  for (const pattern of FORBIDDEN) expect(read).not.toMatch(pattern);
  // The output reads back unchanged.
  expect(cleanSvg(clean)).toBe(clean);
}

/** Text without the words that only markup and style give a meaning; entities stay. */
function wordless(text: string): string {
  return text.replaceAll("url(", "");
}

it("[Y5] a drawing keeps its shapes, styles and texts, and loses the data of its program", () => {
  const clean = cleanSvg(`<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a program -->
<svg ${NS} ${XL} xmlns:sodipodi="http://sodipodi.sourceforge.net/x" xmlns:inkscape="http://www.inkscape.org/x"
  viewBox="0 0 100 50" sodipodi:docname="hall.svg">
  <sodipodi:namedview inkscape:zoom="1"/>
  <defs><linearGradient id="g1" x1="0"><stop offset="0" style="stop-color:#fff;stop-opacity:1"/></linearGradient>
  <g id="door"><path d="M0 0 L1 1Z"/></g></defs>
  <style>.wall { stroke: #333; stroke-width: 0.2; fill: none } /* walls */ #a, text { font-size: 3px }</style>
  <g inkscape:label="Walls" transform="translate(1,2) rotate(-90)">
    <path class="wall" d="M0 0h10v10z" fill="url(#g1)"/><use xlink:href="#door" x="3"/></g>
  <text x="1" y="2">Tor &amp; 大门 <tspan>1&lt;2</tspan></text>
</svg>`);
  harmless(clean);
  expect(clean).toBe(
    [
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><defs><linearGradient id="g1" x1="0">',
      '<stop offset="0" style="stop-color:#fff;stop-opacity:1"/></linearGradient>',
      '<g id="door"><path d="M0 0 L1 1Z"/></g></defs>',
      "<style>.wall{stroke:#333;stroke-width:0.2;fill:none}#a,text{font-size:3px}</style>",
      '<g transform="translate(1,2) rotate(-90)"><path class="wall" d="M0 0h10v10z" fill="url(#g1)"/>',
      '<use href="#door" x="3"/></g><text x="1" y="2">Tor &amp; 大门 <tspan>1&lt;2</tspan></text></svg>\n',
    ].join(""),
  );
});

it("[Y5] any combination of parts of hostile drawings is refused or harmless", () => {
  const parts = [
    "<svg ",
    NS,
    ">",
    "</svg>",
    "<g ",
    "/>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "onload=",
    '"',
    "'",
    "javascript:",
    "&#115;",
    "&x;",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE",
    "xlink:href=",
    "#a",
    "url(",
    ")",
    "}",
    "{",
    "fill:",
    " ",
    "\n",
    "<path ",
    "<a:script ",
    'xmlns:a="http://www.w3.org/2000/svg"',
    "<text>",
    "</text>",
    "</g>",
    "\\",
    "@import",
    "=",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 30 }), (chosen) => {
      for (const text of [chosen.join(""), svg(chosen.join(""))]) {
        let clean: string;
        try {
          clean = cleanSvg(text);
        } catch (error) {
          expect(error).not.toBeInstanceOf(RangeError);
          continue;
        }
        harmless(clean);
      }
    }),
    { numRuns: 300 },
  );
});

it("any valid XML text is read back from an element unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      let clean: string;
      try {
        clean = cleanSvg(svg(`<text>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`));
      } catch {
        return;
      }
      const [child] = parseXml(clean, { depth: 9, elements: 9, attributes: 9 }).children;
      expect(typeof child === "object" ? child.children.join("") : undefined).toBe(text);
    }),
  );
});

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function png(width: number, height: number, more: readonly Buffer[] = []): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const pixels = deflateSync(Buffer.alloc(2));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    ...more,
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

it("[Y5] a PNG is rewritten without texts, profiles and trailing data", () => {
  const extra = [
    chunk("tEXt", Buffer.from("x\0<script>")),
    chunk("iCCP", Buffer.from("bomb")),
    chunk("eXIf", Buffer.from("where")),
  ];
  expect(cleanPng(Buffer.concat([png(1, 1, extra), Buffer.from("<script>alert(1)</script>")]))).toEqual(png(1, 1));
});

it.each([
  ["a file that is not a PNG", Buffer.from("GIF89a"), /no PNG/],
  ["a PNG that ends too early", png(1, 1).subarray(0, -3), /ends too early/],
  [
    "a damaged PNG",
    Buffer.concat([png(1, 1).subarray(0, 40), Buffer.from([1]), png(1, 1).subarray(41)]),
    /damaged|ends too early/,
  ],
  ["a picture of 60,000 by 60,000", png(60_000, 60_000), /60000 × 60000 pixels/],
  ["a long thin one", png(16_385, 1), /pixels/],
  ["an empty one", png(0, 1), /pixels/],
])("[Y5] %s is refused", (_, bytes, reason) => {
  expect(() =>
    drawingOf({
      image: { kind: "png", base64: bytes.toString("base64") },
      x: 0,
      y: 0,
      width: 1,
      height: 1,
      rotateDeg: 0,
    }),
  ).toThrow(reason);
});
