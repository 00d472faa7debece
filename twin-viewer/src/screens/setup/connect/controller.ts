/** What a person says about an S7 controller before it is looked at. */
import { signal } from "@preact/signals";
import { decodedText } from "../../../../../edge/contracts/decoded-text.ts";

/** Families of controllers: where their CPU sits. */
export const FAMILIES = {
  "s7-1500": { rack: 0, slot: 1 },
  "s7-300": { rack: 0, slot: 2 },
  "s7-400": { rack: 0, slot: 3 },
  logo: undefined,
} as const;
export type Family = keyof typeof FAMILIES;

/** Files that are sent together. */
const MOST_FILES = 20;

interface Export {
  readonly name: string;
  readonly text: string;
}

export const family = signal<Family>("s7-1500");
export const rack = signal(0);
export const slot = signal(1);
export const localTsap = signal("02.00");
export const remoteTsap = signal("02.00");
export const host = signal("");
export const programFiles = signal<readonly Export[]>([]);
/** Numbers that a person gave to blocks whose files lack them, by name. */
export const blockNumbers = signal<Readonly<Record<string, string>>>({});

export function chooseFamily(next: Family): void {
  family.value = next;
  const place = FAMILIES[next];
  if (place === undefined) return;
  rack.value = place.rack;
  slot.value = place.slot;
}

/** The address as the edge reads it; undefined while there is none. */
export function controllerUrl(): string | undefined {
  const name = host.value.trim();
  if (!/^[^\s@/?#]+$/.test(name)) return undefined;
  const place = FAMILIES[family.value];
  const query =
    place === undefined
      ? `local=${localTsap.value.trim()}&remote=${remoteTsap.value.trim()}`
      : `rack=${rack.value}&slot=${slot.value}`;
  return `s7://${name}?${query}`;
}

/** The numbers as the edge reads them. */
export function blocksOf(numbers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(numbers).flatMap(([name, number]) =>
    /^\d{1,5}$/.test(number.trim()) ? [`${name}=${number.trim()}`] : [],
  );
}

/** Adds exports; a file of the same name is replaced. */
export async function addFiles(files: readonly File[]): Promise<void> {
  const read = await Promise.all(
    files.map(async (file) => ({ name: file.name, text: decodedText(new Uint8Array(await file.arrayBuffer())) })),
  );
  addExports(read);
}

function addExports(added: readonly Export[]): void {
  const names = new Set(added.map(({ name }) => name));
  programFiles.value = [...programFiles.value.filter(({ name }) => !names.has(name)), ...added].slice(0, MOST_FILES);
}

/** What a person pasted; it counts as a file once it is taken. */
export const pastedText = signal("");

/** Takes the pasted text as a file, under the first name that no other has. */
export function takePasted(nameOf: (number: number) => string): void {
  const text = pastedText.value;
  if (text.trim() === "") return;
  const names = new Set(programFiles.value.map(({ name }) => name));
  let number = 1;
  while (names.has(nameOf(number))) number++;
  addExports([{ name: nameOf(number), text }]);
  pastedText.value = "";
}

export function removeExport(name: string): void {
  programFiles.value = programFiles.value.filter((one) => one.name !== name);
}
