/** Values of samples as fields of a line. */
import type { Tag } from "../../contracts/plant/tag.ts";
import { escapeText } from "./line-names.ts";
import type { LineText } from "./line-text.ts";

const [QUOTE, INTEGER] = [34, 105];
const [TRUE, FALSE] = [Buffer.from("true"), Buffer.from("false")];

/** Waveforms are blocks, never samples (rule K16 in docs/rules/kinds.md). */
export function hasValue(type: Tag["type"], value: number, said: string | undefined): boolean {
  switch (type) {
    case "number":
      return Number.isFinite(value);
    case "boolean":
      return !Number.isNaN(value);
    case "enum":
      return Number.isSafeInteger(value);
    case "text":
      return said !== undefined;
    case "waveform":
      return false;
  }
}

/** Field types never change: number is a float, boolean a boolean, enum an integer, text a string. */
export function putValue(
  text: LineText,
  type: Tag["type"],
  { value, said }: { value: number; said: string | undefined },
): void {
  if (type === "text") {
    text.putByte(QUOTE);
    text.putText(escapeText(said as string));
    text.putByte(QUOTE);
  } else if (type === "boolean") text.put(value === 0 ? FALSE : TRUE);
  else {
    text.putNumber(value);
    if (type === "enum") text.putByte(INTEGER);
  }
}
