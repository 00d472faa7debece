import { useEffect, useRef } from "preact/hooks";
import { compared, openTrend, pinned } from "../data/signals.ts";
import { lazyComponent } from "./lazy.tsx";

/** The chart library comes with the first trend, because many pages never show one. */
const TrendCard = lazyComponent(async () => (await import("../charts/trend-card.tsx")).TrendCard);

/** A chart has its height only once its data have arrived. */
const SETTLE_MS = 1_500;

/** The open trend, if any. It scrolls into sight when it opens and when it gets another curve. */
export function OpenTrend() {
  const place = useRef<HTMLDivElement>(null);
  const asked = openTrend.value === null ? "" : [openTrend.value, compared.value.join(), pinned.value].join("|");
  useEffect(() => {
    const element = place.current;
    if (element === null || asked === "") return undefined;
    const observer = new ResizeObserver(() => element.scrollIntoView({ block: "nearest" }));
    observer.observe(element);
    const settled = setTimeout(() => observer.disconnect(), SETTLE_MS);
    return () => {
      clearTimeout(settled);
      observer.disconnect();
    };
  }, [asked]);
  return <div ref={place}>{openTrend.value === null ? null : <TrendCard />}</div>;
}
