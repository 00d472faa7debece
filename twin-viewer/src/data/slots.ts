import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { t } from "../i18n/language.ts";
import { formatAge, formatValue } from "./format.ts";
import type { Mirror } from "./mirror.ts";
import { edgeNowMs } from "./signals.ts";

/** Writes the present value of a tag to its place on the page. */
export type Write = () => void;

/**
 * All places on the page that show a tag, by ref. The page writes to them directly: a value that changes ten times a
 * second must not render components.
 */
export class Slots {
  readonly #byRef = new Map<number, Set<Write>>();

  /** Shows the tag at a place until the returned function is called. */
  add(ref: TagRef, write: Write): () => void {
    let slots = this.#byRef.get(ref);
    if (slots === undefined) {
      slots = new Set();
      this.#byRef.set(ref, slots);
    }
    slots.add(write);
    write();
    return () => {
      slots.delete(write);
      if (slots.size === 0) this.#byRef.delete(ref);
    };
  }

  /** Writes changed values. */
  update(dirty: readonly number[]): void {
    if (this.#byRef.size === 0) return;
    for (const ref of dirty) {
      const slots = this.#byRef.get(ref);
      if (slots !== undefined) for (const write of slots) write();
    }
  }

  /** Writes all, for ages and for sources that fell silent. */
  refresh(): void {
    for (const slots of this.#byRef.values()) for (const write of slots) write();
  }
}

/** A value with its freshness, and its age where there is an element for it. */
export function writeValue(
  mirror: Mirror,
  ref: TagRef,
  { root, value, age }: { readonly root: HTMLElement; readonly value: HTMLElement; readonly age: HTMLElement | null },
): void {
  const tag = mirror.tag(ref);
  if (tag === undefined) return;
  const freshness = mirror.freshness(ref);
  const text = formatValue(tag, mirror);
  setText(value, freshness === "none" || (text === "" && tag.type !== "waveform") ? "—" : text);
  if (root.dataset["freshness"] !== freshness) root.dataset["freshness"] = freshness;
  if (age === null) return;
  const ageMs = edgeNowMs() - mirror.time(ref) / 1000;
  setText(
    age,
    freshness === "none"
      ? t("value.none")
      : freshness === "live"
        ? formatAge(ageMs)
        : `${t(`value.${freshness}`)} · ${formatAge(ageMs)}`,
  );
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
