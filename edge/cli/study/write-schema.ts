/** Writes `config/study-schema.json`, from which editors complete and check studies. Run by `npm run schema`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileSchemaText } from "../../config/editor-schema.ts";
import { studySchema } from "../../forecast/study/file/study-file.ts";
import { PACKAGE_DIR } from "../options.ts";

/** Path of the generated schema. */
export const STUDY_SCHEMA_FILE = join(PACKAGE_DIR, "config", "study-schema.json");

export function studySchemaText(): string {
  return fileSchemaText(studySchema);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(STUDY_SCHEMA_FILE, studySchemaText());
