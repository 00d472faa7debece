/** Writes a PDF file object by object (ISO 32000-1, clause 7.5). */
import { deflateSync } from "node:zlib";

/** A reference to an object, as PDF writes it. */
export type Ref = `${number} 0 R`;

export class PdfFile {
  readonly #objects: Buffer[] = [];

  /** Keeps a number for an object that others name before it is written. */
  reserve(): Ref {
    this.#objects.push(Buffer.alloc(0));
    return `${this.#objects.length} 0 R`;
  }

  add(body: string): Ref {
    const ref = this.reserve();
    this.put(ref, body);
    return ref;
  }

  put(ref: Ref, body: string): void {
    this.#objects[Number.parseInt(ref, 10) - 1] = Buffer.from(body, "latin1");
  }

  /** A compressed stream; `entries` are further entries of its dictionary. */
  addStream(data: Buffer, entries = ""): Ref {
    const packed = deflateSync(data);
    const head = `<< /Length ${packed.length} /Filter /FlateDecode ${entries}>>\nstream\n`;
    this.#objects.push(Buffer.concat([Buffer.from(head, "latin1"), packed, Buffer.from("\nendstream", "latin1")]));
    return `${this.#objects.length} 0 R`;
  }

  /** The whole file. */
  finish({ root, info }: { readonly root: Ref; readonly info: Ref }): Buffer {
    // The second line marks the file as binary for programs that look.
    const pieces: Buffer[] = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")];
    let at = (pieces[0] as Buffer).length;
    const offsets: number[] = [];
    this.#objects.forEach((body, i) => {
      const head = Buffer.from(`${i + 1} 0 obj\n`, "latin1");
      const end = Buffer.from("\nendobj\n", "latin1");
      offsets.push(at);
      pieces.push(head, body, end);
      at += head.length + body.length + end.length;
    });
    const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    const size = offsets.length + 1;
    const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
    const trailer = `trailer\n<< /Size ${size} /Root ${root} /Info ${info} >>\nstartxref\n${at}\n%%EOF\n`;
    return Buffer.concat([...pieces, Buffer.from(table + trailer, "latin1")]);
  }
}

/** A text of the document's facts: UTF-16 with its mark, as a hexadecimal string. */
export function textString(text: string): string {
  return `<feff${Buffer.from(text, "utf16le").swap16().toString("hex")}>`;
}

/** An address in ASCII, with the signs that end a string escaped. */
export function addressString(address: string): string {
  return `(${new URL(address).href.replaceAll(/[\\()]/g, (sign) => `\\${sign}`)})`;
}
