import type { EdgeConfig } from "../contracts/plant/edge-config.ts";
import type { Plugins } from "../contracts/plant/plugins.ts";
import { liveParts } from "./changes.ts";
import { inspectConfig } from "./load.ts";
import { formatProblem, formatProblems } from "./problems.ts";

/** Text of `gemba check`: a summary of the plant, or all problems of its config; and the warnings. */
export async function checkPlant(path: string, plugins: Plugins): Promise<{ ok: boolean; text: string }> {
  const { config, problems, warnings } = inspectConfig(path, plugins);
  const text = config === undefined ? formatProblems(problems) : summary(config, plugins);
  return {
    ok: config !== undefined,
    text: [text, ...warnings.map((warning) => `warning: ${formatProblem(warning)}`)].join("\n"),
  };
}

function summary(config: EdgeConfig, { sections }: Plugins): string {
  const tags = config.assets.reduce((count, asset) => count + asset.tags.length, 0);
  const sources = config.sources.map((source) => `${source.name} (${source.kind})`).join(", ");
  const { zh, en } = config.site.name;
  const counts = `${config.assets.length} assets, ${tags} tags, ${config.files.length} files`;
  return [
    `${zh} · ${en}: ${counts}, no problems.`,
    `Sources: ${sources === "" ? "none" : sources}.`,
    `Changes that need no restart (gemba reload): ${liveParts(sections).join(", ")}.`,
  ].join("\n");
}
