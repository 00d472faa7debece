import { useEffect, useRef, useState } from "preact/hooks";
import { assetName } from "../data/asset-name.ts";
import { isAdvisory } from "../data/asset-state.ts";
import { usePlant } from "../data/context.ts";
import { alerts } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";

/** Less urgent alarms are read out together, at most this often (WCAG 4.1.3 without a stream of interruptions). */
const BATCH_MS = 5_000;

/** Announces new alarms to screen readers: priority 1 and safety at once, others politely and together. */
export function Announcer() {
  const index = usePlant();
  const known = useRef<Set<string> | null>(null);
  const waiting = useRef<string[]>([]);
  const [urgent, setUrgent] = useState("");
  const [polite, setPolite] = useState("");
  const list = alerts.value;
  useEffect(() => {
    const alarms = list.filter((alert) => !isAdvisory(alert) && alert.state === "active");
    const before = known.current;
    known.current = new Set(alarms.map((alert) => alert.alertUid));
    if (before === null) return;
    for (const alert of alarms) {
      if (before.has(alert.alertUid)) continue;
      const text = t("alerts.announce", {
        priority: alert.priority,
        asset: assetName(index, alert.assetUid),
        message: local(alert.message),
      });
      if (alert.priority === 1 || alert.kind === "safety") setUrgent(text);
      else waiting.current.push(text);
    }
  }, [list, index]);
  useEffect(() => {
    const timer = setInterval(() => {
      const texts = waiting.current;
      if (texts.length === 0) return;
      waiting.current = [];
      setPolite(texts.length === 1 ? (texts[0] as string) : t("alerts.announce-more", { count: texts.length }));
    }, BATCH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <div class="visually-hidden" aria-live="assertive">
        {urgent}
      </div>
      <div class="visually-hidden" aria-live="polite">
        {polite}
      </div>
    </>
  );
}
