import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { TSchema } from "typebox";
import type { ConfigDocument, Steps } from "./document.ts";
import { choose } from "./suggest.ts";

type JsonSchema = Record<string, unknown>;

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
  });
  readonly #compiled = new WeakMap<object, ValidateFunction>();

  constructor() {
    formats.default(this.#ajv);
    this.#ajv.addVocabulary(["substitute"]);
  }

  /** True when the value fits. Else each problem is added to the document, at `steps` and below. */
  check(schema: TSchema, value: unknown, at: { document: ConfigDocument; steps: Steps; suffix?: string }): boolean {
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
        error.keyword === "const" ||
        error.keyword === "enum" ||
        (error.keyword === "type" && error.instancePath === choice.instancePath),
    );
    return isOther ? [] : [index];
  });
  return possible.length === 1 ? possible[0] : undefined;
}

function report(
  error: ErrorObject,
  root: unknown,
  at: { document: ConfigDocument; steps: Steps; suffix?: string },
): void {
  const { document } = at;
  const steps = [...at.steps, ...stepsOf(error.instancePath, root)];
  const suffix = at.suffix ?? "";
  if (error.keyword === "additionalProperties" || error.keyword === "propertyNames") {
    const key = String(error.params["additionalProperty"] ?? error.params["propertyName"]);
    const known = Object.keys(((error.parentSchema as JsonSchema)["properties"] as object | undefined) ?? {});
    const pattern = Object.keys(
      ((error.parentSchema as JsonSchema)["patternProperties"] as object | undefined) ?? {},
    )[0];
    document.problem(
      [...steps, key],
      `unknown key "${key}"${suffix}`,
      known.length === 0 && pattern !== undefined ? `a name must match ${pattern}` : choose(key, known, "key"),
      "key",
    );
  } else if (error.keyword === "required") {
    const key = String(error.params["missingProperty"]);
    const property = ((error.parentSchema as JsonSchema)["properties"] as Record<string, JsonSchema> | undefined)?.[
      key
    ];
    document.problem([...steps, key], `"${key}" is missing${suffix}`, `add ${key}${describe(property)}`);
  } else document.problem(steps, `${what(error, document, steps)}${suffix}`, remedyOf(error, document, steps));
}

function what(error: ErrorObject, document: ConfigDocument, steps: Steps): string {
  const shown = document.show(steps);
  switch (error.keyword) {
    case "type":
      return `${shown} is not ${article(error.params["type"] as string | string[])}`;
    case "minItems":
      return `the list has fewer than ${error.params["limit"]} entries`;
    case "maxItems":
      return `the list has more than ${error.params["limit"]} entries`;
    case "minLength":
      return `${shown} is too short`;
    case "maxLength":
      return `${shown} is longer than ${error.params["limit"]} characters`;
    case "minimum":
    case "exclusiveMinimum":
    case "maximum":
    case "exclusiveMaximum":
      return `${shown} must be ${error.params["comparison"]} ${error.params["limit"]}`;
    default:
      return `${shown} is not allowed here`;
  }
}

function remedyOf(error: ErrorObject, document: ConfigDocument, steps: Steps): string {
  const allowed = allowedWords(error);
  if (allowed !== undefined)
    return typeof error.data === "string" && !document.show(steps).includes("${")
      ? choose(error.data, allowed, "word")
      : `use one of: ${allowed.join(", ")}`;
  if (error.keyword === "type" && document.show(steps).includes("${"))
    return `\${…} is not replaced here, or gives text only; write the value here`;
  const description = (error.parentSchema as JsonSchema)["description"];
  if (typeof description === "string") return `expected: ${description}`;
  const pattern = error.params["pattern"];
  return typeof pattern === "string" ? `it must match ${pattern}` : "see config/schema.json";
}

function allowedWords(error: ErrorObject): string[] | undefined {
  if (error.keyword === "enum") return (error.params["allowedValues"] as unknown[]).map(String);
  if (error.keyword === "const") return [String(error.params["allowedValue"])];
  if (error.keyword !== "anyOf") return undefined;
  const branches = error.schema as JsonSchema[];
  return branches.every((branch) => "const" in branch) ? branches.map((branch) => String(branch["const"])) : undefined;
}

function article(type: string | string[]): string {
  const names = [type]
    .flat()
    .map((name) =>
      name === "object"
        ? "a map"
        : name === "array"
          ? "a list"
          : name === "string"
            ? "text"
            : name === "boolean"
              ? "true or false"
              : name === "integer"
                ? "a whole number"
                : `a ${name}`,
    );
  return names.join(" or ");
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
