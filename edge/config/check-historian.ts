import type { SinkPlugin } from "../contracts/path/plugin.ts";
import { problem } from "./config-texts.ts";
import type { ConfigDocument } from "./document.ts";
import { isMap, textAt } from "./loose.ts";
import type { Part } from "./parts.ts";
import { choose } from "./suggest.ts";

const EMBEDDED = "embedded";

/** Checks that `historian.answers` names a history that can answer questions. */
export function checkHistorian(document: ConfigDocument, sinks: readonly Part<SinkPlugin>[]): void {
  const historian = document.root["historian"];
  const answers = isMap(historian) ? textAt(historian, "answers") : undefined;
  if (answers === undefined || answers === EMBEDDED) return;
  const sink = sinks.find(({ name }) => name === answers);
  const steps = ["historian", "answers"];
  if (sink === undefined)
    document.problem(
      steps,
      problem(
        "historian-unknown",
        { name: document.show(steps) },
        choose(answers, [EMBEDDED, ...sinks.map(({ name }) => name)], "historian"),
      ),
    );
  else if (sink.plugin.canBeAsked?.(sink.config) !== true)
    document.problem(steps, problem("historian-no-answers", { name: document.show(steps) }));
}
