import { describe, expect, it } from "vitest";
import { Counters } from "../../../edge/observe/counters.ts";
import { createLog } from "../../../edge/observe/log.ts";

describe("log", () => {
  function logged(write: (log: ReturnType<typeof createLog>) => void): string {
    const lines: string[] = [];
    write(createLog({ level: "info", destination: { write: (line) => void lines.push(line) } }));
    return lines.join("");
  }

  it("never writes a secret, whether as a key at any depth or inside a URL", () => {
    const text = logged((log) => {
      log.info(
        {
          password: "hunter2",
          config: { token: "hunter2", tls: { passphrase: "hunter2" } },
          endpoint: "mqtt://edge:hunter2@broker:8883/x",
        },
        "connecting to mqtts://edge:hunter2@broker",
      );
      log
        .child({ part: "influx", token: "hunter2" })
        .warn({ error: new Error("cannot reach http://u:hunter2@influx") }, "failed");
    });
    expect(text).not.toContain("hunter2");
    expect(text).toContain("mqtt://edge:***@broker:8883/x");
    expect(text).toContain('"part":"influx"');
  });

  it("writes one JSON object a line, with level word and time, from its level on", () => {
    const text = logged((log) => {
      log.debug("unseen");
      log.info({ tags: 3 }, "seen");
    });
    expect(JSON.parse(text)).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      tags: 3,
      msg: "seen",
    });
  });
});

describe("counters", () => {
  it("prints families with help, type and labels", () => {
    const counters = new Counters();
    const received = counters.counter("gemba_received_total", "Samples\nreceived.", { source: 'a"\\\n' });
    received.add(2);
    received.add(3);
    counters.counter("gemba_received_total", "again", { source: 'a"\\\n' }).add(1);
    counters.gauge("gemba_lag_seconds", "Lag.").set(0.25);
    counters.observe("gauge", () => Number.POSITIVE_INFINITY, { name: "gemba_far", help: "Far." });
    expect(counters.text()).toBe(
      [
        "# HELP gemba_received_total Samples\\nreceived.",
        "# TYPE gemba_received_total counter",
        'gemba_received_total{source="a\\"\\\\\\n"} 6',
        "# HELP gemba_lag_seconds Lag.",
        "# TYPE gemba_lag_seconds gauge",
        "gemba_lag_seconds 0.25",
        "# HELP gemba_far Far.",
        "# TYPE gemba_far gauge",
        "gemba_far +Inf",
        "",
      ].join("\n"),
    );
  });

  it("creates at most 2,000 series and puts the rest into one", () => {
    const counters = new Counters();
    for (let i = 0; i < 2_010; i++) counters.counter("gemba_x_total", "X.", { name: `n${i}` }).add(1);
    const lines = counters
      .text()
      .split("\n")
      .filter((line) => line.startsWith("gemba_x_total{"));
    expect(lines).toHaveLength(2_001);
    expect(lines.at(-1)).toBe('gemba_x_total{overflow="true"} 10');
  });

  it("refuses a name that Prometheus cannot read, and one name for two kinds", () => {
    const counters = new Counters();
    expect(() => counters.counter("__proto__ x", "")).toThrow(/snake_case/);
    counters.gauge("gemba_y", "Y.");
    expect(() => counters.counter("gemba_y", "Y.")).toThrow(/is a gauge/);
  });
});
