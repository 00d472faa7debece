/** Questions to the thread that reads configs, and its answers. */

import { EdgeError, type EdgeErrorCode, reasonOf } from "../contracts/errors.ts";
import type { ConfigTree } from "../contracts/plant/config-edit.ts";
import { type ConfigProblem, ConfigRefused } from "../contracts/plant/config-text.ts";
import type { EdgeConfig } from "../contracts/plant/edge-config.ts";
import type { Layout, LayoutChange } from "../contracts/plant/layout.ts";
import type { Plugins } from "../contracts/plant/plugins.ts";
import type { ComparedProposal } from "../contracts/plant/proposal.ts";
import type { TagComparison } from "../contracts/plant/tag-table/comparison.ts";
import type { PlantConfig } from "../plugins.ts";
import { type EditPlan, type EditTask, planEdits, treeOf } from "./edit/plan-edits.ts";
import { editorSchemaText } from "./editor-schema.ts";
import { inspectConfig } from "./load.ts";
import { type Packed, packConfig } from "./packed-tags.ts";
import { type LayoutPlan, layoutOf, planSave } from "./plan-save.ts";
import { ConfigError } from "./problems.ts";
import { compareProposal } from "./promote/compare.ts";
import type { Seen } from "./seen.ts";
import { compareSheet } from "./tag-sheet/compare.ts";

/** `path` is a plant's folder or the first file of its config. */
export type ConfigTask =
  | { readonly kind: "config"; readonly path: string }
  | { readonly kind: "layout"; readonly path: string }
  | { readonly kind: "save"; readonly path: string; readonly change: LayoutChange }
  | { readonly kind: "tree"; readonly path: string; readonly texts?: ReadonlyMap<string, string> }
  | { readonly kind: "schema" }
  | { readonly kind: "proposal"; readonly path: string; readonly file: unknown }
  | { readonly kind: "tags"; readonly path: string; readonly workbook: Uint8Array }
  | ({ readonly kind: "edits" } & EditTask);

/** Results as their readers get them: the thread of an edge has the edge's own plugins. */
export interface ConfigResults {
  readonly config: Packed<PlantConfig>;
  readonly layout: Layout;
  readonly save: LayoutPlan;
  readonly tree: ConfigTree;
  /** Text of the JSON Schema. */
  readonly schema: string;
  readonly edits: EditPlan;
  readonly proposal: ComparedProposal;
  /** What a workbook of the table of tags changes. */
  readonly tags: TagComparison;
}

type Result = ConfigResults[Exclude<ConfigTask["kind"], "config">];

/**
 * `seen`: the files that a layout was read from; refusals have it too. `because`: the problems that a change would
 * cause in the config.
 */
export type ConfigAnswer =
  | { readonly done: Packed<EdgeConfig> | Result; readonly seen?: Seen }
  | { readonly problems: readonly ConfigProblem[]; readonly seen?: Seen }
  | { readonly code: EdgeErrorCode; readonly reason: string; readonly because?: readonly ConfigProblem[] };

/** Carries out a task. Never throws. */
export async function answerTask(task: ConfigTask, plugins: Plugins): Promise<ConfigAnswer> {
  try {
    if (task.kind === "save") return { done: planSave(task, plugins) };
    if (task.kind === "edits") return { done: planEdits(task, plugins) };
    if (task.kind === "tree") return { done: treeOf(task.path, plugins, task.texts) };
    if (task.kind === "schema") return { done: editorSchemaText(plugins) };
    if (task.kind === "proposal") return { done: comparedProposal(task.path, task.file, plugins) };
    if (task.kind === "tags") return { done: comparedSheet(task.path, task.workbook, plugins) };
    const { config, problems, seen } = inspectConfig(task.path, plugins);
    if (config === undefined) return { problems, seen };
    return { done: task.kind === "config" ? packConfig<EdgeConfig>(config) : layoutOf(config), seen };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems };
    if (error instanceof ConfigRefused) return { code: error.code, reason: error.message, because: error.problems };
    return { code: error instanceof EdgeError ? error.code : "unavailable", reason: reasonOf(error) };
  }
}

function comparedSheet(path: string, workbook: Uint8Array, plugins: Plugins): TagComparison {
  const { revision, values } = treeOf(path, plugins);
  return { revision, ...compareSheet(Buffer.from(workbook), values) };
}

function comparedProposal(path: string, file: unknown, plugins: Plugins): ComparedProposal {
  const { revision, values } = treeOf(path, plugins);
  return { revision, ...compareProposal(file, values) };
}
