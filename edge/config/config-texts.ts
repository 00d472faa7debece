/** Texts of the problems of a config, from the tables in `problem-table/`. */
import { type ConfigSentence, type ConfigText, configTexts } from "../contracts/plant/config-text.ts";
import { COMPONENTS } from "./problem-table/components.ts";
import { DRAWINGS } from "./problem-table/drawings.ts";
import { FILES } from "./problem-table/files.ts";
import { PLANT } from "./problem-table/plant.ts";
import { SCHEMA } from "./problem-table/schema.ts";
import { TYPES } from "./problem-table/types.ts";

export const { problem, sentence } = configTexts({
  ...SCHEMA,
  ...FILES,
  ...PLANT,
  ...TYPES,
  ...COMPONENTS,
  ...DRAWINGS,
});

/** A problem that a plugin finds in its part: its sentence has the remedy, and its code is kept. */
export function unfit(part: ConfigSentence, { code, params, message }: ConfigSentence): ConfigText {
  return { code, params, message: part.message, remedy: message };
}
