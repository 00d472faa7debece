import { expect, it } from "vitest";
import { Counters } from "../../../edge/observe/counters.ts";

it("[FS15] a renamed metric is shown under its former name too, with the same labels and value", () => {
  const counters = new Counters();
  counters.counter("gemba_new_total", "Some help.", { cost: "list" }).add(3);
  counters.gauge("gemba_other", "Other help.").set(1);
  expect(counters.text(new Map([["gemba_new_total", "gemba_old_total"]]))).toBe(
    "# HELP gemba_new_total Some help.\n# TYPE gemba_new_total counter\n" +
      'gemba_new_total{cost="list"} 3\n' +
      "# HELP gemba_old_total Some help.\n# TYPE gemba_old_total counter\n" +
      'gemba_old_total{cost="list"} 3\n' +
      "# HELP gemba_other Other help.\n# TYPE gemba_other gauge\ngemba_other 1\n",
  );
});
