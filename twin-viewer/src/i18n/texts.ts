export type { Texts } from "../../../edge/contracts/words/texts.ts";
