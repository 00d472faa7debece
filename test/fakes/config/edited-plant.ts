/** Plants whose config is edited as over the API. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConfigEditor } from "../../../edge/config/edit/config-editor.ts";
import type { ConfigSaves } from "../../../edge/config/edit/config-saves.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { ConfigEdit } from "../../../edge/contracts/plant/config-edit.ts";
import type { ConfigEditor } from "../../../edge/contracts/plant/config-editor.ts";
import type { Plugins } from "../../../edge/contracts/plant/plugins.ts";
import { plugins } from "../../../edge/plugins.ts";
import { GOOD_PLANT, plantFolder, testPlugins } from "./plant-folder.ts";
import { savesIn } from "./saves.ts";

export const LIMITS = `# House rules.
detectors:
  limits:
    offDelayS: 3 # seconds until it is over
    # not an alarm yet
    onDelayS: 5
`;

export const NOTIFY = `notify:
  channels:
    # the crew's phones
    - { id: crew, kind: webhook, url: "https://hook.example/x", secret: "whsec_hunter2hunter2" }
    - id: boss
      kind: email
      mail: { host: mail.example, password: "pa55word-in-clear", from: a@example.org, to: [b@example.org] }
`;

export interface Opened extends Disposable {
  readonly path: string;
  readonly dataDir: string;
  readonly saves: ConfigSaves;
  readonly editor: ConfigEditor;
  read(file: string): string;
}

export function openPlant(files: Readonly<Record<string, string>>, known: Plugins = testPlugins): Opened {
  const folder = plantFolder(files);
  const dataDir = join(folder.path, "..", "data");
  const saves = savesIn(folder.path, { plugins: known });
  return {
    path: folder.path,
    dataDir,
    saves,
    editor: createConfigEditor(saves),
    read: (file) => readFileSync(join(folder.path, file), "utf8"),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

export const plainPlant = (): Opened => openPlant(GOOD_PLANT);
/** With the edge's own sections, whose schemas mark secrets. */
export const realPlant = (): Opened =>
  openPlant(
    {
      "gemba.yaml": `gemba: 1\ninclude: [site.yaml, rules.yaml, notify.yaml]\n`,
      "site.yaml": GOOD_PLANT["site.yaml"],
      "rules.yaml": LIMITS,
      "notify.yaml": NOTIFY,
    },
    plugins,
  );

export async function saveEdits(at: Opened, ...edits: ConfigEdit[]) {
  const { revision } = await at.editor.read();
  return at.editor.save({ revision, edits }, { by: "li" });
}

export async function refusalOf(at: Opened, ...edits: ConfigEdit[]): Promise<EdgeError> {
  const { revision } = await at.editor.read();
  const error: unknown = await at.editor.check({ revision, edits }).catch((one: unknown) => one);
  if (!(error instanceof EdgeError)) throw new Error(`was not refused: ${JSON.stringify(error)}`);
  return error;
}
