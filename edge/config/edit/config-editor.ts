import { relative } from "node:path";
import type { ConfigChange } from "../../contracts/plant/config-edit.ts";
import type { ConfigEditor } from "../../contracts/plant/config-editor.ts";
import { ConfigRefused } from "../../contracts/plant/config-text.ts";
import { Queue } from "../../observe/queue.ts";
import { resultOf } from "../apart.ts";
import { formatProblems } from "../problems.ts";
import { tagSheet } from "../tag-sheet/sheet.ts";
import { BUSY, type ConfigSaves, MAX_SAVES } from "./config-saves.ts";
import type { EditPlan } from "./plan-edits.ts";

/** Reads and changes the config of a running edge's plant, in the thread that reads configs. */
export function createConfigEditor(saves: ConfigSaves): ConfigEditor {
  const { path, versions } = saves;
  // Each reading is a thread that may take a gigabyte.
  const readings = new Queue(MAX_SAVES, BUSY);
  let schema: Promise<object> | undefined;
  const plan = async ({ revision, edits = [], version }: ConfigChange): Promise<EditPlan> => {
    const former = version === undefined ? {} : { texts: versions.stateAfter(version) };
    return resultOf<"edits">(await saves.answer({ kind: "edits", path, revision, edits, ...former }));
  };
  const read = () => readings.run(async () => resultOf<"tree">(await saves.answer({ kind: "tree", path })));
  return {
    read,
    schema() {
      schema ??= saves
        .answer({ kind: "schema" })
        .then((answer) => JSON.parse(resultOf<"schema">(answer)) as object)
        .catch((error: unknown) => {
          schema = undefined;
          throw error;
        });
      return schema;
    },
    check: (change) => readings.run(async () => (await plan(change)).checked),
    async save(change, { by, note = "", permit }) {
      const kind = change.version === undefined ? "edits" : "restore";
      const saved = await saves.save(() => plan(change), {
        by,
        note,
        kind,
        permit({ checked }) {
          permit?.(checked.sections);
          refuseProblems(checked.problems);
        },
      });
      const { folder, contents, revision, checked } = saved.plan;
      return {
        revision,
        files: [...contents.keys()].map((file) => relative(folder, file)),
        version: saved.version,
        sections: checked.sections,
        applied: checked.applied,
        restart: checked.restart,
      };
    },
    tagSheet: async (language) => tagSheet((await read()).values, language),
    compareTags: (workbook) =>
      readings.run(async () => resultOf<"tags">(await saves.answer({ kind: "tags", path, workbook }))),
    versions: () => versions.list(),
    version: (id) => versions.read(id),
  };
}

function refuseProblems(problems: EditPlan["checked"]["problems"]): void {
  if (problems.length === 0) return;
  throw new ConfigRefused(
    "bad-request",
    `The change would break the plant's config. ${formatProblems(problems)}`,
    problems,
  );
}
