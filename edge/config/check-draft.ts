/** Checks a source with tags that stand in no file yet, as the config checks them. */
import { LineCounter } from "yaml";
import type { ConfiguredSource } from "../contracts/path/configured-source.ts";
import type { ValuesRequest } from "../contracts/path/discovery.ts";
import type { SourcePlugin } from "../contracts/path/plugin.ts";
import type { ConfigSentence } from "../contracts/plant/config-text.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { TSchema } from "../contracts/schema.ts";
import { sentence } from "./config-texts.ts";
import { ConfigDocument } from "./document.ts";
import { recentValidator, type Validator } from "./validator.ts";

/** What can be read: tags are numbered by their place in the request. */
interface CheckedDraft {
  readonly source: ConfiguredSource;
  /** What is wrong with source or address; nothing can be read then. */
  readonly problem?: LocalizedText;
  /** What is wrong with single tags, by their place. */
  readonly tagProblems: ReadonlyMap<number, LocalizedText>;
}

export function checkedDraft(plugin: SourcePlugin, request: ValuesRequest): CheckedDraft {
  const { name, kind: _, ...config } = structuredClone(request.source);
  const { address, tags } = structuredClone({ address: request.address, tags: request.tags });
  const namespaces = new Map(Object.entries(request.namespaces));
  const validator = recentValidator();
  const trouble =
    misfit(plugin.config, config, validator) ??
    first(plugin.checkConfig?.(config, namespaces)) ??
    misfit(plugin.address, address, validator) ??
    first(plugin.checkAddress?.(address, namespaces));
  const tagProblems = new Map<number, LocalizedText>();
  for (const [i, { binding, type }] of tags.entries()) {
    const wrong =
      type === "waveform" && plugin.readsWaveforms !== true
        ? sentence("source-no-waveforms", { kind: plugin.kind, asset: name }).message
        : (misfit(plugin.binding, binding, validator) ?? first(plugin.checkBinding?.(binding, namespaces, type)));
    if (wrong !== undefined) tagProblems.set(i, wrong);
  }
  const readable = tags.flatMap(({ component = "", signal, name: called, type, unit, range, binding }, i) =>
    tagProblems.has(i)
      ? []
      : [
          {
            ...{ tagUid: String(i), component, signal, name: called, type, binding },
            ...(unit === undefined ? {} : { unit }),
            ...(range === undefined ? {} : { range }),
          },
        ],
  );
  return {
    source: { name, config, namespaces, assets: [{ assetUid: "draft", label: name, address, tags: readable }] },
    ...(trouble === undefined ? {} : { problem: trouble }),
    tagProblems,
  };
}

/** How a value differs from its schema, which also fills in defaults. */
function misfit(schema: TSchema, value: object, validator: Validator): LocalizedText | undefined {
  const document = new ConfigDocument({ shown: "", lines: new LineCounter() });
  document.root = { draft: value };
  validator.check(schema, value, { document, steps: ["draft"] });
  const [problem] = document.problems;
  if (problem === undefined) return undefined;
  const { message, remedy } = problem;
  const both = (language: "zh" | "en", mark: string): string =>
    remedy[language] === "" ? message[language] : `${message[language]}${mark}${remedy[language]}`;
  return { zh: both("zh", "；"), en: both("en", "; ") };
}

function first(sentences: readonly ConfigSentence[] | undefined): LocalizedText | undefined {
  return sentences?.[0]?.message;
}
