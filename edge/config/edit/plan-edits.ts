/** Plans a change of the config in the thread that reads configs: what it writes, and what that would do. */
import { join, relative } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type { CheckedChange, ConfigEdit, ConfigTree } from "../../contracts/plant/config-edit.ts";
import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";
import type { Plugins } from "../../contracts/plant/plugins.ts";
import { changesOf } from "../changes.ts";
import { problem } from "../config-texts.ts";
import type { Steps } from "../document.ts";
import { type Inspected, inOrder, inspectConfig } from "../load.ts";
import { type ConfigFile, openFiles, openText, revisionOf, textOf } from "../open-files.ts";
import { drawnOf, type SavePlan } from "../plan-save.ts";
import { ConfigError } from "../problems.ts";
import { readPlant } from "../read-plant.ts";
import { refuseReferences } from "../refuse-references.ts";
import { applyEdits } from "./apply-edits.ts";
import { fileReferredTo, secretsToEnter } from "./kept-secrets.ts";
import { fileDiff } from "./line-diff.ts";
import { refusePrivateFiles, SecretFiles } from "./secret-files.ts";
import { isSecretPlace, kindsIn, secretsIn, withoutSecrets } from "./secrets.ts";
import { recordOf, secretRecordOf } from "./version-record.ts";
import type { FormerState } from "./version-store.ts";

/** A change to plan. `former`: the state that a restore brings back before the edits. */
export interface EditTask {
  readonly path: string;
  readonly revision: string;
  readonly edits: readonly ConfigEdit[];
  readonly former?: FormerState;
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
export function planEdits({ path, revision, edits, former }: EditTask, plugins: Plugins): EditPlan {
  refuseTexts(edits);
  const before = inspectConfig(path, plugins);
  const { seen, folder, files: paths } = before;
  if (paths.length === 0) throw new ConfigError(before.problems);
  const present = openFiles(paths);
  if (revisionOf(present) !== revision)
    throw new EdgeError(
      "conflict",
      "The plant's config was changed since it was read. Read it again, and make your change in it.",
    );
  const files = present.map((file) => formerOf(file, folder, former));
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
  const changed = files.map((file) => ({ path: file.path, text: textOf(file) }));
  const old = new Map(present.map((file) => [file.path, file.text]));
  const texts = new Map(changed.flatMap((file) => (file.text === old.get(file.path) ? [] : [[file.path, file.text]])));
  const after = inspectConfig(path, plugins, { texts, secrets: secrets.contents });
  const record = [...texts].map(([at, text]) => recordOf(relative(folder, at), old.get(at) ?? "", text, plugins));
  const changes =
    before.config === undefined || after.config === undefined
      ? { applied: [], restart: [] }
      : changesOf<EdgeConfig>(before.config, after.config, plugins.sections);
  return {
    folder,
    contents: texts,
    secrets: secrets.contents,
    revision: revisionOf(changed),
    record: [...record, ...[...secrets.contents.keys()].map((at) => secretRecordOf(relative(folder, at)))],
    seen,
    ...(after.config === undefined ? {} : { drawn: drawnOf(after.config) }),
    checked: {
      ...problemsOf(before, after, { sent: secrets.contents, former, plugins }),
      diff: record.map(({ file, before: from, after: to }) => fileDiff(file, from, to)),
      sections: sectionsChanged(before.config, after.config),
      applied: changes.applied,
      restart: changes.restart,
    },
  };
}

/** A secret goes into a file of its own, whatever it contains; other texts are written into the config. */
function refuseTexts(edits: readonly ConfigEdit[]): void {
  refuseReferences(
    edits.map((edit) => ("value" in edit && edit.kind !== "secret" ? [edit.path, edit.value] : edit.path)),
  );
}

function formerOf(file: ConfigFile, folder: string, former: FormerState | undefined): ConfigFile {
  const text = former?.texts.get(relative(folder, file.path));
  return text === undefined ? file : openText(file.path, text);
}

/** Problems and warnings of the changed config, and those of its secrets. */
function problemsOf(
  before: Inspected,
  { document, folder }: Inspected,
  {
    sent,
    former,
    plugins,
  }: {
    readonly sent: ReadonlyMap<string, string>;
    readonly former: FormerState | undefined;
    readonly plugins: Plugins;
  },
): Pick<CheckedChange, "problems" | "warnings"> {
  const fileOf = (steps: Steps) => fileReferredTo(steps, document, folder);
  const isSent = (steps: Steps) => sent.has(fileOf(steps) ?? "");
  const asked = secretsToEnter({ before: before.document.root, after: document.root, isSent }, plugins);
  for (const { steps, ...text } of asked) document.problem(steps, text);
  for (const { steps } of former === undefined ? [] : secretsIn(document.root, plugins)) {
    const file = relative(folder, fileOf(steps) ?? folder);
    if (!isSent(steps) && former?.newerSecrets.has(file) === true)
      document.warn(steps, problem("secret-newer", { file }));
  }
  return {
    problems: inOrder(document.problems).slice(0, MOST_PROBLEMS),
    warnings: inOrder(document.warnings).slice(0, MOST_PROBLEMS),
  };
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
