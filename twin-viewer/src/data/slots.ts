import type { TagRef } from "../../../edge/contracts/tag.ts";
import { formatAge, formatValue } from "./format.ts";
import type { Mirror } from "./mirror.ts";
import { edgeNowMs } from "./signals.ts";
import { t } from "../i18n/language.ts";

/** One place on the page that shows a tag, written to directly: a value that changes ten times a second must not render components. */
export interface Slot {
  readonly ref: TagRef;
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly age: HTMLElement | null;
}

/** All slots on the page, by ref. */
export class Slots {
  readonly #mirror: Mirror;
  readonly #byRef = new Map<number, Set<Slot>>();

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** Shows the tag there until the returned function is called. */
  add(slot: Slot): () => void {
    let slots = this.#byRef.get(slot.ref);
    if (slots === undefined) {
      slots = new Set();
      this.#byRef.set(slot.ref, slots);
    }
    slots.add(slot);
    this.#write(slot);
    return () => {
      slots.delete(slot);
      if (slots.size === 0) this.#byRef.delete(slot.ref);
    };
  }

  /** Writes what changed. */
  update(dirty: readonly number[]): void {
    if (this.#byRef.size === 0) return;
    for (const ref of dirty) for (const slot of this.#byRef.get(ref) ?? []) this.#write(slot);
  }

  /** Writes all, for ages and for sources that fell silent. */
  refresh(): void {
    for (const slots of this.#byRef.values()) for (const slot of slots) this.#write(slot);
  }

  #write({ ref, element, value, age }: Slot): void {
    const tag = this.#mirror.tag(ref);
    if (tag === undefined) return;
    const freshness = this.#mirror.freshness(ref);
    setText(value, freshness === "none" ? "—" : formatValue(tag, this.#mirror));
    if (element.dataset["freshness"] !== freshness) element.dataset["freshness"] = freshness;
    if (age === null) return;
    const ageMs = edgeNowMs() - this.#mirror.time(ref) / 1000;
    setText(age, freshness === "none" ? t("value.none") : freshness === "live" ? formatAge(ageMs) : `${t(`value.${freshness}`)} · ${formatAge(ageMs)}`);
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
