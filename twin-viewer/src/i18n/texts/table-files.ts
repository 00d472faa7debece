import type { Texts } from "../texts.ts";

/** Tables that are saved as files. */
export const tableFileTexts = {
  "table-files.as": { en: "{name} as {format}", zh: "将{name}保存为 {format}" },
} as const satisfies Texts;
