/** Plans a change of the config in the thread that reads configs: what it writes, and what that would do. */
import { join, relative } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type { CheckedChange, ConfigEdit, ConfigTree } from "../../contracts/plant/config-edit.ts";
import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";
import type { Plugins } from "../../contracts/plant/plugins.ts";
import { changesOf } from "../changes.ts";
import { inspectConfig } from "../load.ts";
import { openFiles, revisionOf, textOf } from "../open-files.ts";
import { drawnOf, type SavePlan } from "../plan-save.ts";
import { ConfigError } from "../problems.ts";
import { readPlant } from "../read-plant.ts";
import { refuseReferences } from "../refuse-references.ts";
import { applyEdits } from "./apply-edits.ts";
import { fileDiff } from "./line-diff.ts";
import { refusePrivateFiles, SecretFiles } from "./secret-files.ts";
import { isSecretPlace, kindsIn, withoutSecrets } from "./secrets.ts";
import { recordOf } from "./version-record.ts";

/** A change to plan. `texts`: former contents by name in the plant's folder, for a restore. */
export interface EditTask {
  readonly path: string;
  readonly revision: string;
  readonly edits: readonly ConfigEdit[];
  readonly texts?: ReadonlyMap<string, string>;
}

/** A change with its check. */
export interface EditPlan extends SavePlan {
  readonly checked: CheckedChange;
}

/** Keys of a config that are no sections. */
const NO_SECTIONS: ReadonlySet<string> = new Set(["folder", "files", "warnings"]);
/** A config can have thousands of problems; people read some. */
const MOST_PROBLEMS = 200;

/**
 * The config as it is written, without secrets; also one with problems, which an edit may mend. `former`: contents
 * by name in the plant's folder instead of those on disk.
 */
export function treeOf(path: string, plugins: Plugins, former: ReadonlyMap<string, string> = new Map()): ConfigTree {
  const { problems, folder, files } = inspectConfig(path, plugins);
  const texts = new Map([...former].map(([name, text]) => [join(folder, name), text]));
  const { document } = readPlant(path, process.env, { texts });
  return {
    revision: revisionOf(openFiles(files)),
    files: files.map((file) => relative(folder, file)),
    ...withoutSecrets(document.root, plugins),
    problems: problems.slice(0, MOST_PROBLEMS),
  };
}

/** Throws EdgeError `conflict` when the config has changed since, `bad-request` for an edit that cannot be made. */
export function planEdits({ path, revision, edits, texts: former }: EditTask, plugins: Plugins): EditPlan {
  // A secret goes into a file of its own, whatever it contains.
  refuseReferences(
    edits.map((edit) => ("value" in edit && edit.kind !== "secret" ? [edit.path, edit.value] : edit.path)),
  );
  const { config: before, seen, folder, files: paths, problems } = inspectConfig(path, plugins);
  if (paths.length === 0) throw new ConfigError(problems);
  const files = openFiles(paths);
  if (revisionOf(files) !== revision)
    throw new EdgeError(
      "conflict",
      "The plant's config was changed since it was read. Read it again, and make your change in it.",
    );
  const secrets = new SecretFiles(folder);
  refusePrivateFiles(
    edits.map((edit) => (edit.kind === "set" || edit.kind === "insert" ? edit.value : null)),
    folder,
  );
  const documents = files.map(({ document }) => document);
  applyEdits(files, edits, {
    isSecret: (at) => isSecretPlace(at, kindsIn(documents), plugins),
    reference: (at, value, read) => secrets.reference(at, value, read),
  });
  const changed = files.map((file) => ({ path: file.path, text: newTextOf(file, folder, former) }));
  const old = new Map(files.map((file) => [file.path, file.text]));
  const texts = new Map(changed.flatMap((file) => (file.text === old.get(file.path) ? [] : [[file.path, file.text]])));
  const after = inspectConfig(path, plugins, { texts, secrets: secrets.contents });
  const record = [...texts].map(([at, text]) => recordOf(relative(folder, at), old.get(at) ?? "", text, plugins));
  const changes =
    before === undefined || after.config === undefined
      ? { applied: [], restart: [] }
      : changesOf<EdgeConfig>(before, after.config, plugins.sections);
  return {
    folder,
    contents: texts,
    secrets: secrets.contents,
    revision: revisionOf(changed),
    record,
    seen,
    ...(after.config === undefined ? {} : { drawn: drawnOf(after.config) }),
    checked: {
      problems: after.problems.slice(0, MOST_PROBLEMS),
      warnings: after.warnings.slice(0, MOST_PROBLEMS),
      diff: record.map(({ file, before: from, after: to }) => fileDiff(file, from, to)),
      sections: sectionsChanged(before, after.config),
      applied: changes.applied,
      restart: changes.restart,
    },
  };
}

function newTextOf(
  file: Parameters<typeof textOf>[0],
  folder: string,
  former: ReadonlyMap<string, string> = new Map(),
): string {
  for (const [name, text] of former) if (join(folder, name) === file.path) return text;
  return textOf(file);
}

/** Where one of the two has problems, every section counts as changed. */
function sectionsChanged(before: EdgeConfig | undefined, after: EdgeConfig | undefined): readonly string[] {
  const [one, other] = [before, after] as readonly (Readonly<Record<string, unknown>> | undefined)[];
  const names = Object.keys(one ?? other ?? {}).filter((name) => !NO_SECTIONS.has(name));
  if (one === undefined || other === undefined) return names;
  return names.filter((name) => plainText(one[name]) !== plainText(other[name]));
}

function plainText(value: unknown): string {
  return JSON.stringify(value instanceof Map ? [...value] : value) ?? "";
}
