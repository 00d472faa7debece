/** Words what is wrong in a config, from the tables in `problem-table/`. */
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

/** What a plugin finds wrong with its part: its sentence says what to do, and its code counts. */
export function unfit(part: ConfigSentence, { code, params, message }: ConfigSentence): ConfigText {
  return { code, params, message: part.message, remedy: message };
}
