import type { ProposedTag } from "../../../../../edge/contracts/path/proposed-config.ts";
import type { Tag } from "../../../../../edge/contracts/plant/tag.ts";
import { formatAs } from "../../../data/format.ts";
import type { TextKey } from "../../../i18n/catalogue.ts";
import { local, t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import type { ValueAnswer } from "../config-api.ts";

/** Statuses that people can do something about. */
const STATUS_TEXTS: Readonly<Record<string, TextKey>> = {
  BadNoCommunication: "setup.status-away",
  BadNotReadable: "setup.status-refused",
  BadOutOfRange: "setup.status-range",
  BadTypeMismatch: "setup.status-type",
  BadConfigurationError: "setup.status-unit",
};

/** The value now, with its unit or the word of a code; a bad one with why it is bad. */
export function TagValue({ tag, answer }: { readonly tag: ProposedTag; readonly answer: ValueAnswer }) {
  const trouble = troubleOf(answer);
  return trouble === undefined ? (
    <span>{valueText(tag, answer.value ?? "")}</span>
  ) : (
    <span class="setup-trouble">{trouble}</span>
  );
}

function troubleOf({ value, status, reason, problem }: ValueAnswer): string | undefined {
  if (problem !== null) return local(problem);
  if (reason !== null) return reasonInWords(reason);
  if (value !== null) return undefined;
  const key = status !== null && Object.hasOwn(STATUS_TEXTS, status) ? STATUS_TEXTS[status] : undefined;
  return key === undefined ? t("setup.no-value") : t(key);
}

function valueText(tag: ProposedTag, value: string): string {
  const number = tag.type === "boolean" ? Number(value === "true") : Number(value);
  const isText = tag.type === "text" || tag.type === "waveform" || !Number.isFinite(number);
  return isText ? value : formatAs(tag as Pick<Tag, "type" | "labels" | "unit" | "range">, number);
}

/** Where the tag is on its server. */
export function placeText({ binding }: ProposedTag): string {
  const { map: _, ...place } = binding;
  return Object.values(place)
    .filter((part) => typeof part === "string" || typeof part === "number")
    .join(" ");
}
