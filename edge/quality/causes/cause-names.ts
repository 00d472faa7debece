/** Calls what a cause or a class of defects is about by its name in the config (rule RC37). */
import type { Asset } from "../../contracts/plant/plant.ts";
import { type LocalizedText, signalName } from "../../contracts/plant/tag.ts";
import type { CauseNames, CauseView, DefectClass } from "../../contracts/quality/causes.ts";
import { figureIn } from "../../contracts/quality/curves.ts";
import type { CauseBookConfig } from "./book-config.ts";
import type { StationSignals } from "./circumstances.ts";
import { sentenceOf } from "./engine/sentences.ts";

/** Circumstances whose levels begin with the label of a machine, such as `CNC-203/T12` and `OVN-01:3`. */
const OF_MACHINES: ReadonlySet<string> = new Set(["machine", "tool", "slot"]);

export interface CauseNamer {
  defect<Of extends DefectClass>(of: Of): Of;
  /** With names, and its sentence with these. */
  cause(cause: CauseView): CauseView;
}

export interface NamedParts {
  readonly config: Pick<CauseBookConfig, "operations" | "features">;
  readonly assets: readonly Pick<Asset, "label" | "name">[];
  /** Signals of stations, by label. */
  readonly signals: ReadonlyMap<string, StationSignals>;
  operationOf(station: string): string;
}

export function causeNamer({ config, assets, signals, operationOf }: NamedParts): CauseNamer {
  const machines = new Map(assets.map(({ label, name }) => [label, name]));
  // The first one counts where two have the same id.
  const features = new Map(config.features.toReversed().map(({ feature, name }) => [feature, name]));
  const operations = new Map(config.operations.toReversed().map(({ id, name }) => [id, name]));
  const named = signalNames(signals, operationOf);
  const machineIn = (level: string): LocalizedText | undefined => {
    const [label = ""] = level.split(/[/:]/, 1);
    const name = machines.get(label);
    return name === undefined ? undefined : beside(level, name);
  };
  const operationName = (id: string): LocalizedText | undefined => {
    const name = operations.get(id);
    return name === undefined ? machineIn(id) : { zh: `${id} ${name.zh}`, en: `${id} ${name.en}` };
  };
  const namesOf = ({ candidate: { kind, operation, name }, level }: CauseView): CauseNames =>
    given({
      operation: operationName(operation),
      name:
        kind === "signal"
          ? named.get(`${operation} ${figureIn(name)?.signal ?? name}`)
          : kind === "result"
            ? features.get(name)
            : undefined,
      level: OF_MACHINES.has(kind) ? machineIn(level) : undefined,
    });
  return {
    defect: (of) => ({
      ...of,
      ...given({ operationName: operationName(of.operation), featureName: features.get(of.feature) }),
    }),
    cause(cause) {
      const said = { ...cause, names: namesOf(cause) };
      return { ...said, sentence: sentenceOf(said) };
    },
  };
}

/** Names of signals by operation and signal. */
function signalNames(
  stations: NamedParts["signals"],
  operationOf: NamedParts["operationOf"],
): ReadonlyMap<string, LocalizedText> {
  const names = new Map<string, LocalizedText>();
  for (const [label, { during, results, curves }] of stations)
    for (const tag of [...during, ...results, ...curves]) {
      const key = `${operationOf(label)} ${signalName(tag)}`;
      if (!names.has(key)) names.set(key, tag.name);
    }
  return names;
}

/** An id with its name, such as `CNC-203/T12 (Machining centre 203)`; the name alone where it has the id. */
function beside(id: string, { zh, en }: LocalizedText): LocalizedText {
  return { zh: zh.includes(id) ? zh : `${id}（${zh}）`, en: en.includes(id) ? en : `${id} (${en})` };
}

/** Without what the config does not name. */
function given<Names extends Readonly<Record<string, LocalizedText | undefined>>>(
  names: Names,
): { readonly [Name in keyof Names]?: LocalizedText } {
  const entries = Object.entries(names).filter(([, text]) => text !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Names]?: LocalizedText };
}
