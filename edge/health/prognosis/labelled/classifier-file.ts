import { type TreeFile, treesFromFile, treesToFile } from "../trees/tree-file.ts";
import type { Classifier, ClassifierTask } from "./classifier.ts";
import type { Ranking } from "./ranking.ts";
import { rowFeatureNames } from "./row-features.ts";

const FORMAT = "gemba-classifier";
const VERSION = 1;

/** Where a model comes from, and how good it was. */
interface ClassifierOrigin {
  readonly task: ClassifierTask;
  readonly seed: number;
  /** SHA-256 of the times, values and labels that the model learnt from. */
  readonly trainingPrint: string;
  readonly trainingRows: number;
  readonly positives: number;
  /** Ranking of the last 30 % of the rows by a model of the first 70 %. */
  readonly timeSplit: Ranking;
}

interface ClassifierFile {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly origin: ClassifierOrigin;
  readonly signals: readonly string[];
  readonly isCounter: readonly boolean[];
  readonly features: readonly string[];
  readonly members: readonly TreeFile[];
}

/** The same model and origin give the same text. */
export function classifierText({ plan, featureNames, members }: Classifier, origin: ClassifierOrigin): string {
  const file: ClassifierFile = {
    format: FORMAT,
    version: VERSION,
    origin,
    ...plan,
    features: featureNames,
    members: members.map(treesToFile),
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** @throws RangeError with the reason why the text is not valid */
export function readClassifier(text: string): { readonly model: Classifier; readonly origin: ClassifierOrigin } {
  const file = parsed(text);
  const plan = { signals: file.signals, isCounter: file.isCounter };
  const featureNames = rowFeatureNames(plan);
  if (featureNames.join("\n") !== file.features.join("\n"))
    throw new RangeError("its features are not those that this release builds; learn it again");
  const members = file.members.map((member) => treesFromFile(member, featureNames.length));
  return { model: { plan, featureNames, members }, origin: file.origin };
}

function parsed(text: string): ClassifierFile {
  let file: Partial<ClassifierFile> | null;
  try {
    file = JSON.parse(text) as Partial<ClassifierFile> | null;
  } catch {
    throw new RangeError("it is no JSON");
  }
  if (file?.format !== FORMAT) throw new RangeError("gemba learn did not write it");
  if (file.version !== VERSION)
    throw new RangeError(`it has version ${file.version}, this release reads ${VERSION}; learn it again`);
  const isWhole = [file.signals, file.isCounter, file.features, file.members].every(Array.isArray) && file.origin;
  if (!isWhole) throw new RangeError("parts of it are missing; learn it again");
  return file as ClassifierFile;
}
