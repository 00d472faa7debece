/** Workbooks as other programs write them, part by part, and broken ones. */
import { crc32, deflateRawSync } from "node:zlib";

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

export interface PartOptions {
  readonly stored?: boolean;
  readonly flags?: number;
  /** Declared instead of the true one. */
  readonly bytes?: number;
  readonly crc?: number;
}

export type Parts = Readonly<Record<string, string | Buffer>>;

/** The parts of a workbook whose first sheet in sight has this XML in `sheetData`. */
export function partsOf(rows: string, more: Parts = {}): Parts {
  return {
    "xl/workbook.xml":
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets>` +
      '<sheet name="x" sheetId="1" state="hidden" r:id="rId9"/><sheet name="y" sheetId="2" r:id="rId1"/>' +
      "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="rId9" Target="worksheets/sheet9.xml"/>' +
      '<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": `<worksheet ${MAIN}><sheetData>${rows}</sheetData></worksheet>`,
    ...more,
  };
}

/** A ZIP archive of the parts (APPNOTE 6.3.10). */
export function zipOf(parts: Parts, options: Readonly<Record<string, PartOptions>> = {}): Buffer {
  const locals: Buffer[] = [];
  const heads: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(parts)) {
    const { stored = false, flags = 0, bytes, crc } = options[path] ?? {};
    const [name, raw] = [Buffer.from(path), Buffer.from(content)];
    const packed = stored ? raw : deflateRawSync(raw);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(flags, 8);
    head.writeUInt16LE(stored ? 0 : 8, 10);
    head.writeUInt32LE(crc ?? crc32(raw), 16);
    head.writeUInt32LE(packed.length, 20);
    head.writeUInt32LE(bytes ?? raw.length, 24);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt32LE(at, 42);
    locals.push(local, name, packed);
    heads.push(head, name);
    at += local.length + name.length + packed.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
