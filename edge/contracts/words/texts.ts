import type { LocalizedText } from "../plant/tag.ts";

/** One subject's texts: key -> the text in both languages, `{name}` for a value. */
export type Texts = Readonly<Record<string, LocalizedText>>;
