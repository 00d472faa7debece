import { isKnownKind, KNOWN_KINDS } from "../contracts/plant/kinds.ts";
import { problem, sentence } from "./config-texts.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { isMap, mapsIn, textAt } from "./loose.ts";
import { perhaps } from "./suggest.ts";
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
      else document.problem([...steps, "signal"], problem("tag-twice", { tag: key.replace(/^\//, ""), before }));
      checkTag(document, steps, tag);
    }
  }
}

/** Without capabilities an unknown kind would do nothing: more likely it is a known one, mistyped. */
function checkKind(document: ConfigDocument, name: string, type: Record<string, unknown>): void {
  const kind = textAt(type, "kind");
  if (kind === undefined || isKnownKind(kind) || type["capabilities"] !== undefined) return;
  document.problem(
    ["types", name, "kind"],
    problem(
      "kind-unknown",
      { name: document.show(["types", name, "kind"]) },
      sentence("remedy-own-kind", { meant: perhaps(kind, [...KNOWN_KINDS]) }).message,
    ),
  );
}

function checkTag(document: ConfigDocument, steps: Steps, tag: Record<string, unknown>): void {
  const type = tag["type"];
  if (tag["as"] !== undefined && type !== "number")
    document.problem([...steps, "as"], problem("tag-as-text", { type: String(type) }), "key");
  const hasUnit = type === "number" || type === "waveform";
  if (hasUnit) checkUnit(document, steps, tag);
  if (type !== "number")
    for (const key of [...(hasUnit ? [] : ["unit"]), "range", "limits"])
      if (tag[key] !== undefined)
        document.problem([...steps, key], problem("tag-number-key", { type: String(type), key }), "key");
  checkRange(document, steps, tag["range"]);
  checkLimits(document, steps, tag["limits"]);
  checkLabels(document, steps, tag);
}

function checkUnit(document: ConfigDocument, steps: Steps, tag: Record<string, unknown>): void {
  const unit = tag["unit"];
  if (unit === undefined)
    document.problem(
      [...steps, "unit"],
      problem("tag-no-unit", { type: String(tag["type"]), signal: textAt(tag, "signal") ?? "" }),
    );
  if (typeof unit !== "string") return;
  const trouble = unitTrouble(unit);
  if (trouble !== undefined) document.problem([...steps, "unit"], trouble);
}

function checkRange(document: ConfigDocument, steps: Steps, range: unknown): void {
  if (!Array.isArray(range)) return;
  const [low, high] = range;
  if (typeof low === "number" && typeof high === "number" && low >= high)
    document.problem([...steps, "range"], problem("range-empty", { low, high }));
}

function checkLimits(document: ConfigDocument, steps: Steps, limits: unknown): void {
  if (!isMap(limits)) return;
  const order = ["lowLow", "low", "high", "highHigh"].filter((key) => typeof limits[key] === "number");
  for (const [index, key] of order.entries()) {
    const next = order[index + 1];
    if (next === undefined || (limits[key] as number) < (limits[next] as number)) continue;
    document.problem(
      [...steps, "limits", next],
      problem("limits-order", { next, nextValue: limits[next] as number, key, value: limits[key] as number }),
    );
  }
}

function checkLabels(document: ConfigDocument, steps: Steps, tag: Record<string, unknown>): void {
  const { labels, type } = tag;
  if (type === "enum" && labels === undefined)
    document.problem([...steps, "labels"], problem("enum-no-labels", { signal: textAt(tag, "signal") ?? "" }));
  if (labels !== undefined && (type === "number" || type === "text" || type === "waveform"))
    document.problem([...steps, "labels"], problem("tag-no-labels", { type }), "key");
  const seen = new Set<unknown>();
  for (const [index, label] of mapsIn(labels)) {
    if (seen.has(label["value"]))
      document.problem([...steps, "labels", index, "value"], problem("label-twice", { value: String(label["value"]) }));
    seen.add(label["value"]);
  }
}
