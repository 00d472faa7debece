import { relative } from "node:path";
import type { ConfigChange } from "../../contracts/plant/config-edit.ts";
import type { ConfigEditor } from "../../contracts/plant/config-editor.ts";
import { ConfigRefused } from "../../contracts/plant/config-text.ts";
import { Queue } from "../../observe/queue.ts";
import { resultOf } from "../apart.ts";
import { formatProblems } from "../problems.ts";
import { proposalOf } from "../promote/proposal-file.ts";
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
    const former = version === undefined ? {} : { former: versions.stateAfter(version) };
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
      const { version: former, origin } = change;
      const kind = former !== undefined ? "restore" : origin === undefined ? "edits" : "promotion";
      const saved = await saves.save(() => plan(change), {
        by,
        note,
        kind,
        ...(kind === "promotion" && origin !== undefined ? { origin } : {}),
        permit({ checked }) {
          permit?.(checked.sections);
          refuseProblems(checked.problems);
        },
      });
      const { folder, contents, secrets = new Map(), revision, checked } = saved.plan;
      return {
        revision,
        files: [...contents.keys(), ...secrets.keys()].map((file) => relative(folder, file)),
        version: saved.version,
        sections: checked.sections,
        applied: checked.applied,
        restart: checked.restart,
      };
    },
    tagSheet: async (language) => tagSheet((await read()).values, language),
    compareTags: (workbook) =>
      readings.run(async () => resultOf<"tags">(await saves.answer({ kind: "tags", path, workbook }))),
    async propose(question, by) {
      const { version } = question;
      const former = version === undefined ? {} : { texts: versions.stateAfter(version).texts };
      const { values } = await readings.run(async () =>
        resultOf<"tree">(await saves.answer({ kind: "tree", path, ...former })),
      );
      return proposalOf(values, question, { by, at: new Date(saves.now() / 1000).toISOString() });
    },
    compareProposal: (file) =>
      readings.run(async () => resultOf<"proposal">(await saves.answer({ kind: "proposal", path, file }))),
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
