import { crc32 } from "node:zlib";

//   1a2b3c4d {"ref":17,"tagUid":"…","type":"number"}\n
//   CRC-32 of the JSON text, eight hex digits, one space, the JSON, a line feed.

const checksum = (json: string) => crc32(json).toString(16).padStart(8, "0");

/** A record as a line with its checksum. */
export function checkedLine(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** Parses such a line (without its line feed); undefined when any byte of it was changed. */
export function readCheckedLine(line: string): unknown {
  const json = line.slice(9);
  if (line[8] !== " " || line.slice(0, 8) !== checksum(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
