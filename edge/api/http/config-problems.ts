import type { ConfigProblem } from "../../contracts/plant/config-text.ts";
import { Type } from "../../contracts/schema.ts";

/** Maximum problems in one answer; `detail` counts all. */
const MOST = 200;

const Both = (description: string) =>
  Type.Object({ en: Type.String(), zh: Type.String() }, { additionalProperties: false, description });

/** Why a config was refused, in answers of the API. */
export const ConfigProblems = Type.Array(
  Type.Object(
    {
      code: Type.String({ description: "Stable, such as `name-unknown`." }),
      params: Type.Record(Type.String(), Type.String()),
      file: Type.String({ description: "Below the folder that holds the plant's, such as `demo/assets.yaml`." }),
      line: Type.Integer({ minimum: 1 }),
      path: Type.String({ description: "Place in the config, such as `assets[3].pose.x`; empty for a whole file." }),
      text: Both("What is wrong."),
      remedy: Both("What to do."),
    },
    { additionalProperties: false },
  ),
  { maxItems: MOST, description: "What is wrong with the plant's config, where it was refused: the first 200." },
);

/** The problems as an answer has them. */
export function shownProblems(problems: readonly ConfigProblem[]) {
  return problems.slice(0, MOST).map(({ code, params, file, line, path, message, remedy }) => ({
    code,
    params,
    file,
    line,
    path,
    text: message,
    remedy,
  }));
}
