/** Makes a plant's config from a tag table: one asset, the device with the tags. */
import { uuidv7 } from "../../../batch/uuidv7.ts";
import { parseCsv } from "../../../contracts/table-text.ts";
import { kebab, withOwnSignals, wordOf } from "../../config-words.ts";
import { plantFiles } from "../../proposed-plant.ts";
import type { DraftTag } from "../discovery/draft-tags.ts";
import { plantOf } from "../discovery/plant.ts";
import { readTable, type TableTag, type TagTable } from "./formats.ts";

/** Where the table's tags are: the server, the device's browse path with prefix `plc:`, and the namespace of `plc:`. */
export interface ImportTarget {
  readonly endpoint: string;
  readonly root: string;
  readonly namespace: string;
}

export interface ImportedConfig extends Pick<TagTable, "format" | "leftOut"> {
  readonly files: ReadonlyMap<string, string>;
  readonly tags: number;
}

/** Throws EdgeError `bad-request` for a text that is not a known table. */
export function importedConfig(text: string, { endpoint, root, namespace }: ImportTarget): ImportedConfig {
  const { format, tags, leftOut } = readTable(parseCsv(text));
  const label = root.split(/[/:]/).at(-1) ?? "device";
  const type = wordOf(kebab(label) || "device");
  const plant = plantOf(
    {
      namespaces: { plc: namespace },
      types: [{ name: type, kind: "box", tags: withOwnSignals(tags.map(draftOf), ({ binding }) => binding.path) }],
      assets: [
        {
          uid: uuidv7(),
          label: label.slice(0, 40),
          type,
          name: { zh: label, en: label },
          root,
          models: [],
          folders: [],
        },
      ],
      leftOut: [],
      proposed: tags.length,
    },
    { endpoint, security: { mode: "sign-and-encrypt", policy: "Basic256Sha256" }, product: label },
  );
  return { files: plantFiles(plant), format, tags: tags.length, leftOut };
}

function draftOf({ path, type, unit, range, description, everyMs }: TableTag): DraftTag {
  const component = path.slice(0, -1).map(wordOf).join("-");
  const name = (description || path.at(-1) || "").slice(0, 120);
  return {
    ...(component === "" ? {} : { component: wordOf(component) }),
    signal: wordOf(path.at(-1) ?? ""),
    name: { zh: name, en: name },
    type,
    ...(type === "number" ? { unit: unit ?? "1" } : {}),
    ...(range === undefined ? {} : { range }),
    binding: {
      path: path.map((step) => `plc:${step.replace(/[&/:{]/g, "&$&").replace(/\{(?=[A-Za-z])/g, "{&")}`).join("/"),
      ...(everyMs === undefined ? {} : { every: everyMs }),
    },
  };
}
