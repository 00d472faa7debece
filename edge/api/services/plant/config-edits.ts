import type { Journal, Principal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type {
  CheckedChange,
  ConfigChange,
  ConfigTree,
  ConfigVersion,
  FileDiff,
  SavedChange,
} from "../../../contracts/plant/config-edit.ts";
import type { ConfigEditor } from "../../../contracts/plant/config-editor.ts";
import type { ComparedProposal, ProposalFile, ProposalQuestion } from "../../../contracts/plant/proposal.ts";
import type { TagComparison } from "../../../contracts/plant/tag-table/comparison.ts";
import { type Caller, demand, principalFrom, refusalOf } from "../caller.ts";

/** Maximum length of a recorded reason: a refusal can list every mistake of a config. */
const REASON_LENGTH = 1_000;
/** Edited places that an entry of the audit log names. */
const MOST_PLACES = 50;
/** Who may sign in, from where and with which role: only admins change it. */
const OF_ADMINS = "api";

export interface ConfigEditDeps {
  /** Absent where the edge may not change its plant's config. */
  readonly configEditor?: ConfigEditor;
  /** Applies what can take effect without a restart. */
  readonly reloadConfig?: (
    principal: Principal,
  ) => Promise<{ readonly applied: readonly string[]; readonly restart: readonly string[] }>;
  readonly journal: Pick<Journal, "record">;
}

/** The config as it is written, without secrets. Throws EdgeError `unavailable`. */
export async function readConfigTree({ configEditor }: ConfigEditDeps, caller: Caller): Promise<ConfigTree> {
  demand(caller, "GET /api/v1/config");
  return await editable(configEditor).read();
}

/** The JSON Schema of the config. */
export async function readConfigSchema({ configEditor }: ConfigEditDeps, caller: Caller): Promise<object> {
  demand(caller, "GET /api/v1/config/schema");
  return await editable(configEditor).schema();
}

/** What a change would do. Writes nothing. Throws EdgeError `conflict`, `bad-request`, `not-found`. */
export async function checkConfig(
  { configEditor }: ConfigEditDeps,
  caller: Caller,
  change: ConfigChange,
): Promise<CheckedChange> {
  demand(caller, "POST /api/v1/config/check");
  return await editable(configEditor).check(change);
}

/**
 * Writes a change into the config, records it, and applies what can take effect at once. Throws EdgeError `conflict`,
 * `bad-request`, `forbidden`, `not-found`, `unavailable`, `disk`.
 */
export async function saveConfig(
  { configEditor, reloadConfig, journal }: ConfigEditDeps,
  caller: Caller,
  change: ConfigChange,
): Promise<SavedChange> {
  demand(caller, "POST /api/v1/config/save");
  const principal = principalFrom(caller);
  const act = {
    principal,
    action: actionOf(change),
    target: "plant",
    after: summaryOf(change),
  };
  let saved: SavedChange;
  try {
    saved = await editable(configEditor).save(change, {
      by: principal.user,
      ...(change.note === undefined ? {} : { note: change.note }),
      permit: (sections) => refuseSections(sections, caller),
    });
  } catch (error) {
    if (error instanceof EdgeError && error.code !== "disk")
      await journal.record({ ...act, result: "refused", reason: error.message.slice(0, REASON_LENGTH) });
    throw error;
  }
  await journal.record({ ...act, result: "done", reason: saved.files.join(", ") });
  if (reloadConfig === undefined) return saved;
  const { applied, restart } = await reloadConfig(principal);
  return { ...saved, applied, restart };
}

/** The table of all tags and limits as a workbook, in pieces. */
export async function tagSheet(
  { configEditor }: ConfigEditDeps,
  caller: Caller,
  language: "zh" | "en",
): Promise<AsyncIterable<Buffer>> {
  demand(caller, "GET /api/v1/config/tags.xlsx");
  return await editable(configEditor).tagSheet(language);
}

/** What a workbook of that table changes. Writes nothing. Throws EdgeError `unavailable`. */
export async function compareTags(
  { configEditor }: ConfigEditDeps,
  caller: Caller,
  workbook: Uint8Array,
): Promise<TagComparison> {
  demand(caller, "POST /api/v1/config/tags/compare");
  return await editable(configEditor).compareTags(workbook);
}

/** Sections for another plant. Throws EdgeError `not-found`, `conflict`, `unavailable`. */
export async function proposeSections(
  { configEditor, journal }: ConfigEditDeps,
  caller: Caller,
  question: ProposalQuestion,
): Promise<ProposalFile> {
  demand(caller, "GET /api/v1/config/proposal");
  const principal = principalFrom(caller);
  const file = await editable(configEditor).propose(question, principal.user);
  const { plant, hash } = file;
  const after = { sections: question.sections, plant, hash };
  await journal.record({ principal, action: "config.propose", target: "plant", after, result: "done" });
  return file;
}

/** What a proposal of another plant changes. Writes nothing. Throws EdgeError `unavailable`. */
export async function compareProposal(
  { configEditor }: ConfigEditDeps,
  caller: Caller,
  file: unknown,
): Promise<ComparedProposal> {
  demand(caller, "POST /api/v1/config/proposal/compare");
  return await editable(configEditor).compareProposal(file);
}

/** Saves of the config, newest first. */
export function listVersions({ configEditor }: ConfigEditDeps, caller: Caller): readonly ConfigVersion[] {
  demand(caller, "GET /api/v1/config/versions");
  return editable(configEditor).versions();
}

/** One save with its differences. Throws EdgeError `not-found`. */
export function readVersion(
  { configEditor }: ConfigEditDeps,
  caller: Caller,
  id: number,
): ConfigVersion & { readonly diff: readonly FileDiff[] } {
  demand(caller, "GET /api/v1/config/versions/:id");
  return editable(configEditor).version(id);
}

function editable(editor: ConfigEditor | undefined): ConfigEditor {
  if (editor === undefined) throw new EdgeError("unavailable", "This edge cannot change its plant's config.");
  return editor;
}

function refuseSections(sections: readonly string[], caller: Caller): void {
  const why = sections.includes(OF_ADMINS) ? refusalOf(caller, ["administer"]) : undefined;
  if (why !== undefined) throw new EdgeError("forbidden", why);
}

function actionOf({ version, origin }: ConfigChange): string {
  if (version !== undefined) return "config.restore";
  return origin === undefined ? "config.save" : "config.promote";
}

/** The change for the audit log: places, never values. */
function summaryOf({ edits = [], version, note, origin }: ConfigChange): object {
  return {
    ...(origin === undefined ? {} : { origin }),
    ...(version === undefined ? {} : { version }),
    ...(note === undefined || note === "" ? {} : { note }),
    ...(edits.length === 0
      ? {}
      : {
          edits: edits.length,
          places: edits.slice(0, MOST_PLACES).map(({ kind, path }) => `${kind} ${path.join(".")}`),
        }),
  };
}
