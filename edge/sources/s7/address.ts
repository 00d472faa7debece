/** Absolute addresses as STEP 7 and TIA Portal write them, with the mnemonics of both languages. */

/** Codes of areas in requests. */
export const AREA = { i: 0x81, q: 0x82, m: 0x83, db: 0x84, counter: 0x1c, timer: 0x1d } as const;
export type Area = (typeof AREA)[keyof typeof AREA];

export interface Place {
  readonly area: Area;
  /** Absent: the data block of the asset. */
  readonly db?: number;
  /** First byte; number of the timer or counter. */
  readonly from: number;
  /** Only where the address names one. */
  readonly bit?: number;
  /** Bytes that the address names with W or D. */
  readonly width?: 2 | 4;
}

/** The last byte that the 24 bits of an address reach. */
const MAX_BYTE = 0x1f_ffff;
const MAX_NUMBER = 65_535;
const LETTERS: Readonly<Record<string, Area>> = { I: AREA.i, E: AREA.i, Q: AREA.q, A: AREA.q, M: AREA.m };

const IN_BLOCK = /^%?(?:DB(\d{1,5})\.)?DB([XBWD])(\d{1,7})(?:\.([0-7]))?$/i;
const IN_AREA = /^%?([IEQAM])([XBWD]?)(\d{1,7})(?:\.([0-7]))?$/i;
const NUMBERED = /^%?([TCZ])(\d{1,5})$/i;

/** Undefined for a text that is no such address. Spaces do not count. */
export function placeOf(text: string): Place | undefined {
  const plain = text.replaceAll(/\s/g, "");
  const block = IN_BLOCK.exec(plain);
  if (block !== null) {
    const [, db, width = "", from = "", bit] = block;
    if (db !== undefined && !(Number(db) >= 1 && Number(db) <= MAX_NUMBER)) return undefined;
    return placed({ area: AREA.db, ...(db === undefined ? {} : { db: Number(db) }) }, { width, from, bit });
  }
  const area = IN_AREA.exec(plain);
  if (area !== null) {
    const [, letter = "", width = "", from = "", bit] = area;
    // M10 alone names neither bit nor byte.
    if (width === "" && bit === undefined) return undefined;
    return placed({ area: LETTERS[letter.toUpperCase()] as Area, db: 0 }, { width, from, bit });
  }
  const [, letter, number] = NUMBERED.exec(plain) ?? [];
  if (letter === undefined || Number(number) > MAX_NUMBER) return undefined;
  return { area: letter.toUpperCase() === "T" ? AREA.timer : AREA.counter, db: 0, from: Number(number) };
}

function placed(
  where: { readonly area: Area; readonly db?: number },
  { width, from, bit }: { readonly width: string; readonly from: string; readonly bit: string | undefined },
): Place | undefined {
  const letter = width.toUpperCase();
  if (Number(from) > MAX_BYTE) return undefined;
  if (bit !== undefined && letter !== "X" && letter !== "") return undefined;
  return {
    ...where,
    from: Number(from),
    ...(bit === undefined ? {} : { bit: Number(bit) }),
    ...(letter === "W" ? { width: 2 as const } : letter === "D" ? { width: 4 as const } : {}),
  };
}

/** The address in the international mnemonics. `db`: the block of an address without one. */
export function addressText(place: Place, db: number | undefined): string {
  const { area, from, bit } = place;
  if (area === AREA.timer) return `T${from}`;
  if (area === AREA.counter) return `C${from}`;
  const number = place.db ?? db;
  const block = number === undefined ? "DB" : `DB${number}.DB`;
  const start = area === AREA.db ? block : area === AREA.i ? "I" : area === AREA.q ? "Q" : "M";
  if (bit !== undefined) return `${start}${area === AREA.db ? "X" : ""}${from}.${bit}`;
  return `${start}${place.width === 4 ? "D" : place.width === 2 ? "W" : "B"}${from}`;
}
