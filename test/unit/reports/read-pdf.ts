/** Reads a PDF without our writer: its text by the text operators and the character maps of its fonts. */
import { inflateSync } from "node:zlib";

interface ReadPdf {
  /** Text of each page, line by line as it was drawn. */
  readonly pages: readonly string[];
  readonly links: readonly string[];
  readonly title: string;
}

export function readPdf(file: Buffer): ReadPdf {
  const text = file.toString("latin1");
  const objects = new Map(
    [...text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj\n/g)].map(([, id = "", body = ""]) => [Number(id), body]),
  );
  const streamOf = (ref: string): string => {
    const body = objects.get(Number(ref)) ?? "";
    const begin = body.indexOf("stream\n") + "stream\n".length;
    return inflateSync(Buffer.from(body.slice(begin, body.lastIndexOf("\nendstream")), "latin1")).toString("latin1");
  };
  const field = (body: string, name: string): string => new RegExp(`/${name} (\\d+) 0 R`).exec(body)?.[1] ?? "";
  const pages = [...objects.values()]
    .filter((body) => body.includes("/Type /Page "))
    .map((page) => {
      const maps = new Map(
        ["R", "B"].map((name) => [
          name,
          charactersOf(streamOf(field(objects.get(Number(field(page, name))) ?? "", "ToUnicode"))),
        ]),
      );
      return linesOf(streamOf(field(page, "Contents")), maps);
    });
  const links = [...text.matchAll(/\/URI \((.*?)\) >>/g)].map(([, link = ""]) => link.replaceAll(/\\([\\()])/g, "$1"));
  return { pages, links, title: utf16(/\/Title <feff([0-9a-f]*)>/.exec(text)?.[1] ?? "") };
}

function charactersOf(map: string): ReadonlyMap<string, string> {
  return new Map(
    [...map.matchAll(/^<([0-9a-f]{4})> <([0-9a-f]+)>$/gm)].map(([, glyph = "", code = ""]) => [glyph, utf16(code)]),
  );
}

function linesOf(content: string, maps: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  const lines = [...content.matchAll(/\/([RB]) [\d.]+ Tf [\d.-]+ [\d.-]+ Td <([0-9a-f]*)> Tj/g)];
  return lines
    .map(([, font = "", glyphs = ""]) =>
      (glyphs.match(/.{4}/g) ?? []).map((glyph) => maps.get(font)?.get(glyph) ?? "\ufffd").join(""),
    )
    .join("\n");
}

function utf16(hex: string): string {
  return Buffer.from(hex, "hex").swap16().toString("utf16le");
}
