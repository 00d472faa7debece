import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { ConfigText, ConfigTextValue } from "../contracts/plant/config-text.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { TSchema } from "../contracts/schema.ts";
import { problem, sentence } from "./config-texts.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { choose, oneOf } from "./suggest.ts";

type JsonSchema = Record<string, unknown>;

/** A place in the document. `of` follows each text: the asset whose value is checked. */
interface Place {
  readonly document: ConfigDocument;
  readonly steps: Steps;
  readonly of?: LocalizedText;
}

const NOTHING = { en: "", zh: "" };

/** Types of JSON schema as people call them. */
const TYPE_NAMES: ReadonlyMap<string, LocalizedText> = new Map([
  ["object", { en: "a map", zh: "映射" }],
  ["array", { en: "a list", zh: "列表" }],
  ["string", { en: "text", zh: "文本" }],
  ["boolean", { en: "true or false", zh: "true 或 false" }],
  ["integer", { en: "a whole number", zh: "整数" }],
  ["number", { en: "a number", zh: "数字" }],
  ["null", { en: "a null", zh: "空值" }],
]);

/** Most problems reported for one value: 10,000 wrong lines need no 10,000 texts. */
const MAX_ERRORS = 500;

/** Checks values against schemas, fills in defaults, and words problems for people. */
export class Validator {
  readonly #ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    useDefaults: true,
    coerceTypes: false,
    verbose: true,
    // Optimizing the code takes longer than compiling it, and a start compiles each schema to use it once.
    code: { optimize: false },
  });
  readonly #compiled = new WeakMap<object, ValidateFunction>();

  constructor() {
    formats.default(this.#ajv);
    this.#ajv.addVocabulary(["substitute"]);
  }

  /** True when the value fits. Else each problem is added to the document, at `steps` and below. */
  check(schema: TSchema, value: unknown, at: Place): boolean {
    const validate = this.#compile(schema);
    if (validate(value)) return true;
    for (const error of withoutBranches(validate.errors ?? []).slice(0, MAX_ERRORS)) report(error, value, at);
    return false;
  }

  #compile(schema: TSchema): ValidateFunction {
    let validate = this.#compiled.get(schema);
    if (validate === undefined) {
      // The caller has given an absent section its default. Strict mode refuses a default at the root.
      const { default: _, ...rest } = closedSchema(schema);
      validate = this.#ajv.compile(rest);
      this.#compiled.set(schema, validate);
    }
    return validate;
  }
}

/**
 * The last validator with its compiled schemas, or a new one. Compiling takes most of the time in which a small config
 * is read, and a save reads the config three times. The memory may be collected whenever no config is being read.
 */
export function recentValidator(): Validator {
  const validator = recent?.deref() ?? new Validator();
  recent = new WeakRef(validator);
  return validator;
}

let recent: WeakRef<Validator> | undefined;

/** The schema as plain JSON. It refuses unknown keys unless an object allows them. */
export function closedSchema(schema: TSchema): JsonSchema {
  return close(JSON.parse(JSON.stringify(schema))) as JsonSchema;
}

function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== "object" || value === null) return value;
  const schema: JsonSchema = {};
  for (const [key, inner] of Object.entries(value))
    schema[key] = key === "default" || key === "enum" || key === "const" ? inner : close(inner);
  const isObjectSchema =
    schema["type"] === "object" &&
    (typeof schema["properties"] === "object" || typeof schema["patternProperties"] === "object");
  if (isObjectSchema && schema["additionalProperties"] === undefined) schema["additionalProperties"] = false;
  return schema;
}

/**
 * For a choice of forms: the allowed forms, or the errors of the form that the author meant; not those of every
 * branch.
 */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter((error) => error.keyword === "anyOf" || error.keyword === "oneOf");
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    const choice = choices.find((other) => error !== other && error.schemaPath.startsWith(`${other.schemaPath}/`));
    if (choice === undefined ? !isAnswered(error, errors) : belongsToMeant(error, choice, errors)) kept.push(error);
  }
  return kept;
}

/** Whether the errors of one branch are clearer than that of the choice itself. */
function isAnswered(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return (error.keyword === "anyOf" || error.keyword === "oneOf") && meantBranch(error, errors) !== undefined;
}

function belongsToMeant(error: ErrorObject, choice: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const meant = meantBranch(choice, errors);
  return meant !== undefined && error.schemaPath.startsWith(`${choice.schemaPath}/${meant}/`);
}

/** The branch whose type and constants fit the value, if exactly one does. */
function meantBranch(choice: ErrorObject, errors: readonly ErrorObject[]): number | undefined {
  const branches = choice.schema as JsonSchema[];
  const possible = branches.flatMap((_, index) => {
    const own = errors.filter((error) => error.schemaPath.startsWith(`${choice.schemaPath}/${index}/`));
    const isOther = own.some(
      (error) =>
        ((error.keyword === "const" || error.keyword === "enum") && !isInList(error, choice)) ||
        (error.keyword === "type" && error.instancePath === choice.instancePath),
    );
    return isOther ? [] : [index];
  });
  return possible.length === 1 ? possible[0] : undefined;
}

/** Whether the error is about an entry of the chosen list: a wrong entry does not make the list another form. */
function isInList({ instancePath }: ErrorObject, choice: ErrorObject): boolean {
  return /^\/\d+(?:\/|$)/.test(instancePath.slice(choice.instancePath.length));
}

function report(error: ErrorObject, root: unknown, at: Place): void {
  const { document, of = NOTHING } = at;
  const steps = [...at.steps, ...stepsOf(error.instancePath, root)];
  if (error.keyword === "additionalProperties" || error.keyword === "propertyNames") {
    const key = String(error.params["additionalProperty"] ?? error.params["propertyName"]);
    document.problem([...steps, key], problem("key-unknown", { key, of }, knownKeys(key, error)), "key");
  } else if (error.keyword === "required") {
    const key = String(error.params["missingProperty"]);
    const properties = (error.parentSchema as JsonSchema)["properties"] as Record<string, JsonSchema> | undefined;
    const description = { en: describe(properties?.[key]), zh: "" };
    document.problem([...steps, key], problem("key-missing", { key, of, description }));
  } else document.problem(steps, wrongValue(error, { document, steps, of }));
}

function knownKeys(key: string, { parentSchema }: ErrorObject): LocalizedText {
  const keysOf = (keyword: string) => Object.keys(((parentSchema as JsonSchema)[keyword] as object | undefined) ?? {});
  const known = keysOf("properties");
  const [pattern] = keysOf("patternProperties");
  return known.length === 0 && pattern !== undefined
    ? sentence("remedy-name-pattern", { pattern }).message
    : choose(key, known, "key");
}

function wrongValue(error: ErrorObject, { document, steps, of = NOTHING }: Place): ConfigText {
  const value = document.show(steps);
  const remedy = remedyOf(error, value);
  const { limit, comparison, type } = error.params as { limit: number; comparison: string; type: string | string[] };
  switch (error.keyword) {
    case "type":
      return problem("value-type", { value, type: typeNames([type].flat()), of }, remedy);
    case "minItems":
      return problem("list-short", { limit, of }, remedy);
    case "maxItems":
      return problem("list-long", { limit, of }, remedy);
    case "minLength":
      return problem("text-too-short", { value, of }, remedy);
    case "maxLength":
      return problem("text-too-long", { value, limit, of }, remedy);
    case "minimum":
    case "exclusiveMinimum":
    case "maximum":
    case "exclusiveMaximum":
      return problem("number-out-of-range", { value, comparison, limit, of }, remedy);
    default:
      return problem("value-not-allowed", { value, of }, remedy);
  }
}

function remedyOf(error: ErrorObject, shown: ConfigTextValue): LocalizedText {
  const isReference = typeof shown === "string" && shown.includes("${");
  const allowed = allowedWords(error);
  if (allowed !== undefined)
    return typeof error.data === "string" && !isReference ? choose(error.data, allowed, "word") : oneOf(allowed);
  if (error.keyword === "type" && isReference) return sentence("remedy-no-reference", {}).message;
  const description = (error.parentSchema as JsonSchema)["description"];
  if (typeof description === "string") return sentence("remedy-expected", { description }).message;
  const pattern = error.params["pattern"];
  return (typeof pattern === "string" ? sentence("remedy-pattern", { pattern }) : sentence("remedy-schema", {}))
    .message;
}

function allowedWords(error: ErrorObject): string[] | undefined {
  if (error.keyword === "enum") return (error.params["allowedValues"] as unknown[]).map(String);
  if (error.keyword === "const") return [String(error.params["allowedValue"])];
  if (error.keyword !== "anyOf") return undefined;
  const branches = error.schema as JsonSchema[];
  return branches.every((branch) => "const" in branch) ? branches.map((branch) => String(branch["const"])) : undefined;
}

function typeNames(types: readonly string[]): LocalizedText {
  const names = types.map((type) => TYPE_NAMES.get(type) ?? { en: `a ${type}`, zh: type });
  return { en: names.map(({ en }) => en).join(" or "), zh: names.map(({ zh }) => zh).join("或") };
}

function describe(property: JsonSchema | undefined): string {
  const description = property?.["description"];
  return typeof description === "string" ? `: ${description}` : "";
}

/** RFC 6901 pointer to steps; numbers where the value is a list. */
function stepsOf(pointer: string, root: unknown): (string | number)[] {
  const steps: (string | number)[] = [];
  let container = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = Array.isArray(container) ? Number(key) : key;
    steps.push(step);
    container = (container as Record<string | number, unknown> | undefined)?.[step];
  }
  return steps;
}
