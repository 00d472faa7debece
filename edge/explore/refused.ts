import { type ConfigProblem, ConfigRefused, type ConfigText } from "../contracts/plant/config-text.ts";

/** An expression that cannot be computed, with the problems in both languages. */
export class ExpressionRefused extends ConfigRefused {
  constructor(problems: readonly ConfigText[]) {
    super("bad-request", "the expression cannot be computed; `problems` say why", problems.map(placed));
    this.name = "ExpressionRefused";
  }
}

function placed(text: ConfigText): ConfigProblem {
  return { ...text, file: "expression", line: 1, column: 1, path: "expression" };
}
