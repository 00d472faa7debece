import { useEffect, useRef, useState } from "preact/hooks";
import { formatMoment } from "../data/format.ts";
import { siteTimeMs } from "../data/time-ticks.ts";

/**
 * A time of the site's clock, written as everywhere on the page: the browser's own field follows the country of the
 * browser. Calls `onChange` with milliseconds UTC.
 */
export function TimeField({
  label,
  ms,
  zone,
  looks,
  onChange,
}: {
  label: string;
  ms: number;
  zone: string;
  /** Its class. */
  looks: string;
  onChange: (ms: number) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const text = formatMoment(ms, zone);
  useEffect(() => {
    // A time that moves on must not overwrite what the user types.
    if (field.current === null || document.activeElement === field.current) return;
    field.current.value = text;
    setWrong(false);
  }, [text]);
  return (
    <input
      ref={field}
      type="text"
      class={looks}
      aria-label={label}
      // A dialog gives its first field the focus before the effect runs.
      defaultValue={text}
      aria-invalid={isWrong}
      title={zone}
      onChange={(event) => {
        const chosen = siteTimeMs(event.currentTarget.value, zone);
        setWrong(Number.isNaN(chosen));
        if (!Number.isNaN(chosen)) onChange(chosen);
      }}
      onBlur={(event) => {
        event.currentTarget.value = text;
        setWrong(false);
      }}
    />
  );
}
