import { useEffect, useRef } from "preact/hooks";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { useSession } from "../data/context.ts";
import { writeValue } from "../data/slots.ts";
import { language } from "../i18n/chosen.ts";

/**
 * A tag's value with its freshness, and its age where there is room. New values are written directly, without
 * rendering.
 */
export function LiveValue({ tag, withAge = false }: { tag: TagRef; withAge?: boolean }) {
  const { slots, mirror } = useSession();
  const root = useRef<HTMLSpanElement>(null);
  const value = useRef<HTMLSpanElement>(null);
  const age = useRef<HTMLSpanElement>(null);
  // A change of language rewrites all values.
  const spoken = language.value;
  useEffect(() => {
    void spoken;
    if (root.current === null || value.current === null) return undefined;
    const place = { root: root.current, value: value.current, age: age.current };
    return slots.add(tag, () => writeValue(mirror, tag, place));
  }, [slots, mirror, tag, spoken]);
  return (
    <span class="live" ref={root}>
      <span class="live-value" ref={value} />
      {withAge ? <span class="live-age" ref={age} /> : null}
    </span>
  );
}
