/** Reads a PDF without the library that wrote it: its text by text operators and the character maps of its fonts. */
import { inflateSync } from "node:zlib";

interface ReadPdf {
  /** Text of each page, run by run as it was drawn. */
  readonly pages: readonly string[];
  readonly links: readonly string[];
  readonly title: string;
}

export function readPdf(file: Buffer): ReadPdf {
  const text = file.toString("latin1");
  const objects = new Map(
    [...text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj\n/g)].map(([, id = "", body = ""]) => [id, body]),
  );
  const objectOf = (body: string, name: string): string =>
    objects.get(new RegExp(`/${name} (\\d+) 0 R`).exec(body)?.[1] ?? "") ?? "";
  const pages = [...objects.values()]
    .filter((body) => body.includes("/Type /Page\n"))
    .map((page) => {
      const fonts = [...objectOf(page, "Resources").matchAll(/\/(F\d+) (\d+) 0 R/g)];
      const maps = new Map(
        fonts.map(([, name = "", id = ""]) => [
          name,
          charactersOf(contentOf(objectOf(objects.get(id) ?? "", "ToUnicode"))),
        ]),
      );
      return runsOf(contentOf(objectOf(page, "Contents")), maps);
    });
  const links = [...text.matchAll(/\/URI \((.*)\)\n/g)].map(([, link = ""]) => unescaped(link));
  return { pages, links, title: utf16(Buffer.from(unescaped(objectOf(text, "Title").slice(1, -1)), "latin1")) };
}

function contentOf(stream: string): string {
  const begin = stream.indexOf("stream\n") + "stream\n".length;
  return inflateSync(Buffer.from(stream.slice(begin, stream.lastIndexOf("\nendstream")), "latin1")).toString("latin1");
}

function charactersOf(map: string): ReadonlyMap<number, string> {
  return new Map(
    [...map.matchAll(/^<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*)\]$/gm)].flatMap(([, first = "", codes = ""]) =>
      [...codes.matchAll(/<([0-9a-f ]+)>/g)].map(([, code = ""], i): [number, string] => [
        Number.parseInt(first, 16) + i,
        utf16(Buffer.from(code.replaceAll(" ", ""), "hex")),
      ]),
    ),
  );
}

function runsOf(content: string, maps: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  return [...content.matchAll(/\/(F\d+) [\d.]+ Tf\n\[(.*)\] TJ/g)]
    .map(([, font = "", parts = ""]) =>
      [...parts.matchAll(/<([0-9a-f]*)>/g)]
        .flatMap(([, glyphs = ""]) => glyphs.match(/.{4}/g) ?? [])
        .map((glyph) => maps.get(font)?.get(Number.parseInt(glyph, 16)) ?? "\ufffd")
        .join(""),
    )
    .join("\n");
}

/** A string of PDF: a backslash before parentheses and itself, names for control characters (ISO 32000-1, 7.3.4.2). */
function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return text.replaceAll(/\\([\s\S])/g, (_, sign: string) => named[sign] ?? sign);
}

function utf16(bytes: Buffer): string {
  return Buffer.from(bytes).swap16().toString("utf16le");
}
