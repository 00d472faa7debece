/** A passport on paper, as the renderers of reports take it. Pure functions. */
import type { ReportCell, ReportDocument, ReportSection, ReportTable } from "../contracts/reports/document.ts";
import type { Passport } from "../contracts/trace/passport.ts";
import type { PieceRecord, RecordedFeature } from "../contracts/trace/piece-record.ts";
import type { Language } from "../contracts/words/language.ts";
import { mediumText } from "../contracts/words/media-texts.ts";
import { numberText } from "../contracts/words/number-text.ts";
import { momentText } from "../contracts/words/time-text.ts";
import { PASSPORT_LABELS } from "./labels.ts";

type Label = keyof typeof PASSPORT_LABELS;

/** `timeZone`: of the site. */
export function passportDocument(passport: Passport, language: Language, timeZone: string): ReportDocument {
  const { record, seal } = passport;
  const words = wordsFor(language, timeZone);
  const { say, time } = words;
  const at = Date.parse(seal.sealedAt) * 1000;
  return {
    kind: "passport",
    language,
    title: `${say("title")} · ${record.piece}`,
    site: record.site.name[language],
    from: at,
    to: at,
    madeAt: at,
    spanText: `${say("sealedAt")} ${time(seal.sealedAt)} (${timeZone})`,
    madeText: `${say("keyId")} ${seal.keyId}`,
    notes: [
      ...(record.simulated ? [say("simulated")] : []),
      seal.statement[language],
      ...passport.remarks.map((one) => one[language]),
    ],
    sections: [...ofRecord(record, words), ofSignatures(passport, words), ofSeal(passport, words)],
    definitions: [],
    definitionsTitle: "",
    footer: `SHA-256 ${seal.hash}`,
  };
}

type Words = ReturnType<typeof wordsFor>;

function wordsFor(language: Language, timeZone: string) {
  const say = (key: Label): string => PASSPORT_LABELS[key][language];
  return {
    language,
    say,
    number: (value: number | null, unit = ""): ReportCell => ({
      text: value === null ? "–" : `${numberText(value, language)} ${unit}`.trim(),
      value,
    }),
    time: (text: string | null): string =>
      text === null ? say("unknown") : momentText(Date.parse(text), timeZone, true),
  };
}

function ofRecord(record: PieceRecord, words: Words): ReportSection[] {
  const { say, time } = words;
  const { lot, shipment } = record;
  const named = (text: string | null | undefined): string => (text == null || text === "" ? say("unknown") : text);
  const facts: [Label, string][] = [
    ["piece", record.piece],
    ["variant", record.variant],
    ["state", say(record.state)],
    ["order", named(record.order)],
    ["customer", named(record.customer)],
    ["lot", named(lot?.lot)],
    ["supplier", named(lot?.supplier)],
    ["heat", named(lot?.heat)],
    ["received", time(lot?.received ?? null)],
    ["pallet", record.pallet ?? say("none")],
    ["shipment", shipment === null ? say("none") : `${shipment.shipment} · ${time(shipment.left)}`],
    ["kWh", figureText(record.energy.kWh, record.energy.why, words)],
    ["co2", figureText(record.co2.kg, record.co2.why, words)],
    ["factors", factorsText(record, words)],
    ["gaps", gapsText(record, words)],
  ];
  return [
    { title: say("piece"), blocks: [pairs(facts, words)] },
    { title: say("operations"), blocks: [operationsTable(record, words)] },
    { title: say("results"), blocks: [featuresTable(resultsOf(record), words)] },
    { title: say("inspections"), blocks: [featuresTable(inspectedOf(record), words)] },
    { title: say("measurements"), blocks: [featuresTable(measuredOf(record), words)] },
  ];
}

function pairs(facts: readonly (readonly [Label, string])[], { say }: Words): ReportTable {
  return {
    kind: "table",
    columns: [{ name: "" }, { name: "" }],
    rows: facts.map(([label, text]) => [{ text: say(label) }, { text }]),
    empty: "",
  };
}

function figureText(value: number | null, why: PieceRecord["energy"]["why"], { number, say }: Words): string {
  if (value !== null) return number(value).text;
  return why === null ? say("unknown") : `${say("unknown")}: ${say(why)}`;
}

function factorsText({ co2 }: PieceRecord, { number, say, language }: Words): string {
  const texts = co2.factors.map(
    ({ medium, kgPerKWh, source }) => `${mediumText(medium, language)} ${number(kgPerKWh, "kg/kWh").text} (${source})`,
  );
  return texts.length === 0 ? say("none") : texts.join("; ");
}

function gapsText({ gaps }: PieceRecord, { say }: Words): string {
  const texts = [
    ...(gaps.isStartKnown ? [] : [say("start-unknown")]),
    ...(gaps.holes === 0 ? [] : [`${say("holes")}: ${gaps.holes}`]),
    ...(gaps.isCut ? [say("cut")] : []),
  ];
  return texts.length === 0 ? say("none") : texts.join(" ");
}

function operationsTable({ operations }: PieceRecord, { say, time, number, language }: Words): ReportTable {
  const columns: Label[] = ["operation", "station", "start", "end", "program", "fixture", "tools", "verdict"];
  return {
    kind: "table",
    columns: [...columns.map((label) => ({ name: say(label) })), { name: say("kWh"), isNumber: true }],
    rows: operations.map((one) => [
      { text: one.name === null ? one.operation : `${one.operation} ${one.name[language]}` },
      { text: one.station },
      { text: time(one.start) },
      { text: time(one.end) },
      { text: one.program },
      { text: one.fixture },
      { text: one.tools.join(" ") },
      { text: one.verdict ?? say("unknown") },
      number(one.kWh),
    ]),
    empty: say("none"),
  };
}

/** A feature with the place or plan and the time that it belongs to. */
type Placed = RecordedFeature & { readonly of: string; readonly time: string | null };

function resultsOf({ operations }: PieceRecord): Placed[] {
  return operations.flatMap(({ station, end, results }) => results.map((one) => ({ ...one, of: station, time: end })));
}

function inspectedOf({ inspections }: PieceRecord): Placed[] {
  return inspections.flatMap(({ station, time, features }) => features.map((one) => ({ ...one, of: station, time })));
}

function measuredOf({ measurements }: PieceRecord): Placed[] {
  return measurements.map((one) => ({ ...one, of: `${one.plan} · ${one.gauge}` }));
}

function featuresTable(features: readonly Placed[], { say, time, number }: Words): ReportTable {
  const numbers: Label[] = ["value", "lower", "upper"];
  return {
    kind: "table",
    columns: [
      { name: say("station") },
      { name: say("time") },
      { name: say("name") },
      ...numbers.map((label) => ({ name: say(label), isNumber: true as const })),
      { name: say("ok") },
    ],
    rows: features.map(({ of, time: at, name, value, unit, lower, upper, ok }) => [
      { text: of },
      { text: time(at) },
      { text: name },
      number(value, unit ?? ""),
      number(lower),
      number(upper),
      { text: ok ? "✓" : "✗" },
    ]),
    empty: say("none"),
  };
}

function ofSignatures({ signatures }: Passport, { say, time, language }: Words): ReportSection {
  const columns: Label[] = ["user", "role", "meaning", "reason", "time", "version"];
  const table: ReportTable = {
    kind: "table",
    columns: columns.map((label) => ({ name: say(label) })),
    rows: signatures.map(({ user, role, meaning, reason, at, isOfPresent }) => [
      { text: user },
      { text: role },
      { text: meaning[language] },
      { text: reason },
      { text: time(at) },
      { text: say(isOfPresent ? "present-version" : "earlier-version") },
    ]),
    empty: say("none"),
  };
  return { title: say("signatures"), blocks: [table] };
}

function ofSeal({ seal }: Passport, words: Words): ReportSection {
  const facts: [Label, string][] = [
    ["keyId", `${seal.algorithm} ${seal.keyId}`],
    ["hash", seal.hash],
    ["sealedAt", words.time(seal.sealedAt)],
  ];
  const note = { kind: "note", text: seal.statement[words.language] } as const;
  return { title: words.say("seal"), blocks: [pairs(facts, words), note] };
}
