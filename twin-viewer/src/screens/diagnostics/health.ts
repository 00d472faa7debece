import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { fetchHealth, type HealthAnswer } from "../../data/health-api.ts";

const EVERY_MS = 2000;

const health = signal<HealthAnswer | null>(null);
let readers = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

async function poll(): Promise<void> {
  try {
    health.value = await fetchHealth();
  } catch {
    // The banner reports that the edge does not answer; old figures would lie.
    health.value = null;
  }
  if (readers > 0) timer = setTimeout(() => void poll(), EVERY_MS);
}

/** The edge's health report, read every two seconds while it is shown; null while the edge does not answer. */
export function useHealth(): HealthAnswer | null {
  useEffect(() => {
    readers++;
    if (readers === 1) void poll();
    return () => {
      readers--;
      if (readers === 0) clearTimeout(timer);
    };
  }, []);
  return health.value;
}
