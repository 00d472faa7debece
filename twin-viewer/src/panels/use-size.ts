import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** An element's size in CSS pixels, as it changes; zero before it is drawn. */
export function useSize<E extends HTMLElement>(): {
  readonly host: RefObject<E | null>;
  readonly size: { readonly width: number; readonly height: number };
} {
  const host = useRef<E>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { host, size };
}
