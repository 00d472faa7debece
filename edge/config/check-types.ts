import { isKnownKind, KNOWN_KINDS } from "../contracts/plant/kinds.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { isMap, mapsIn, textAt } from "./loose.ts";
import { nearest } from "./suggest.ts";
import { unitTrouble } from "./units.ts";

/** Checks of asset types that a schema cannot express: unique signals, ordered limits, fitting units and labels. */
export function checkTypes(document: ConfigDocument): void {
  const types = document.root["types"];
  if (!isMap(types)) return;
  for (const [name, type] of Object.entries(types)) {
    if (!isMap(type)) continue;
    checkKind(document, name, type);
    const seen = new Map<string, number>();
    for (const [index, tag] of mapsIn(type["tags"])) {
      const steps = ["types", name, "tags", index];
      const form = tag["as"] === undefined ? "" : `-${String(tag["as"])}`;
      const key = `${textAt(tag, "component") ?? ""}/${textAt(tag, "signal") ?? ""}${form}`;
      const before = seen.get(key);
      if (before === undefined) seen.set(key, index);
      else
        document.problem(
          [...steps, "signal"],
          `the tag ${key.replace(/^\//, "")} is there already as tags[${before}]`,
          "give each tag of a type its own component and signal",
        );
      checkTag(document, steps, tag);
    }
  }
}

/** Without capabilities an unknown kind would do nothing: more likely it is a known one, mistyped. */
function checkKind(document: ConfigDocument, name: string, type: Record<string, unknown>): void {
  const kind = textAt(type, "kind");
  if (kind === undefined || isKnownKind(kind) || type["capabilities"] !== undefined) return;
  const meant = nearest(kind, KNOWN_KINDS);
  document.problem(
    ["types", name, "kind"],
    `there is no kind ${document.show(["types", name, "kind"])}`,
    `${meant === undefined ? "" : `did you mean "${meant}"? `}A kind of your own needs capabilities, ` +
      "such as `[machines]`",
  );
}

function checkTag(document: ConfigDocument, steps: Steps, tag: Record<string, unknown>): void {
  const type = tag["type"];
  if (tag["as"] !== undefined && type !== "number")
    document.problem(
      [...steps, "as"],
      `a tag of type ${String(type)} is not read as text by \`as\``,
      "take as out, or make the tag a number",
      "key",
    );
  const hasUnit = type === "number" || type === "waveform";
  if (hasUnit) checkUnit(document, steps, tag);
  if (type !== "number")
    for (const key of [...(hasUnit ? [] : ["unit"]), "range", "limits"])
      if (tag[key] !== undefined)
        document.problem(
          [...steps, key],
          `a tag of type ${type} has no ${key}`,
          `take ${key} out, or make the tag a number`,
          "key",
        );
  checkRange(document, steps, tag["range"]);
  checkLimits(document, steps, tag["limits"]);
  checkLabels(document, steps, tag);
}

function checkUnit(document: ConfigDocument, steps: Steps, tag: Record<string, unknown>): void {
  const unit = tag["unit"];
  if (unit === undefined)
    document.problem(
      [...steps, "unit"],
      `the ${String(tag["type"])} ${textAt(tag, "signal") ?? ""} has no unit`,
      'add its UCUM code, such as `unit: Cel`; `unit: "1"` for a plain count or ratio',
    );
  if (typeof unit !== "string") return;
  const trouble = unitTrouble(unit);
  if (trouble !== undefined) document.problem([...steps, "unit"], trouble.message, trouble.remedy);
}

function checkRange(document: ConfigDocument, steps: Steps, range: unknown): void {
  if (!Array.isArray(range)) return;
  const [low, high] = range;
  if (typeof low === "number" && typeof high === "number" && low >= high)
    document.problem([...steps, "range"], `the range [${low}, ${high}] is empty`, "write the lower value first");
}

function checkLimits(document: ConfigDocument, steps: Steps, limits: unknown): void {
  if (!isMap(limits)) return;
  const order = ["lowLow", "low", "high", "highHigh"].filter((key) => typeof limits[key] === "number");
  for (const [index, key] of order.entries()) {
    const next = order[index + 1];
    if (next === undefined || (limits[key] as number) < (limits[next] as number)) continue;
    document.problem(
      [...steps, "limits", next],
      `the limit ${next} (${limits[next]}) is not above ${key} (${limits[key]})`,
      "keep lowLow < low < high < highHigh",
    );
  }
}

function checkLabels(document: ConfigDocument, steps: Steps, tag: Record<string, unknown>): void {
  const { labels, type } = tag;
  if (type === "enum" && labels === undefined)
    document.problem(
      [...steps, "labels"],
      `the enum ${textAt(tag, "signal") ?? ""} has no labels`,
      "add `labels: [{ value: 0, zh: …, en: … }, …]`",
    );
  if (labels !== undefined && (type === "number" || type === "text" || type === "waveform"))
    document.problem(
      [...steps, "labels"],
      `a tag of type ${type} has no labels`,
      "take labels out, or make the tag an enum",
      "key",
    );
  const seen = new Set<unknown>();
  for (const [index, label] of mapsIn(labels)) {
    if (seen.has(label["value"]))
      document.problem(
        [...steps, "labels", index, "value"],
        `the code ${String(label["value"])} has two labels`,
        "keep one",
      );
    seen.add(label["value"]);
  }
}
