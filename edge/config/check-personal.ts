import { problem } from "./config-texts.ts";
import type { ConfigDocument } from "./document.ts";
import { isMap, mapsIn, numberAt } from "./loose.ts";

/** Where samples about people are stored, and the config says nothing about samples (edge/compose/storage). */
const HOURS_WITH_PEOPLE = 72;

/** Checks samples about people: no waveforms, and no longer storage than the config allows. */
export function checkPersonal(document: ConfigDocument): void {
  const { root } = document;
  for (const [name, type] of Object.entries(isMap(root["types"]) ? root["types"] : {})) {
    for (const [index, tag] of mapsIn(isMap(type) ? type["tags"] : undefined)) {
      if (tag["class"] === "personal" && tag["type"] === "waveform")
        document.problem(["types", name, "tags", index, "class"], problem("personal-waveform", {}));
    }
  }
  const personal = root["personal"];
  const store = isMap(personal) ? personal["store"] : undefined;
  const days = isMap(store) ? numberAt(store, "days") : undefined;
  const historian = root["historian"];
  if (days === undefined || !isMap(historian)) return;
  const kept = [
    ["retentionHours", (numberAt(historian, "retentionHours") ?? HOURS_WITH_PEOPLE) / 24] as const,
    ...rollUps(historian["rollupDays"]),
  ];
  for (const [key, keptDays] of kept) {
    if (keptDays > days)
      document.problem(["personal", "store", "days"], problem("personal-kept-long", { kept: keptDays, key, days }));
  }
}

function rollUps(rollupDays: unknown): readonly (readonly [string, number])[] {
  return isMap(rollupDays)
    ? Object.keys(rollupDays).map((key) => [`rollupDays.${key}`, numberAt(rollupDays, key) ?? 0] as const)
    : [];
}
