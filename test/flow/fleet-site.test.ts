/** A site through the hub over a real nats-server: the same as at its edge, live, without a link, and in the past. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import { Hub } from "../../edge/hub/hub.ts";
import { openSites } from "../../edge/hub/site/open-sites.ts";
import { Fleet, hasNats, until } from "../fakes/fleet/fleet.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { type SampleSpec, samplesOf } from "../fakes/source/tags.ts";

interface EdgeState {
  readonly samples: readonly SampleSpec[];
  readonly links: readonly { readonly name: string; readonly live: boolean }[];
  readonly alerts: readonly { readonly alertUid: string; readonly state: string }[];
  readonly pastAt: number;
  readonly past: readonly SampleSpec[];
}

const byRef = (samples: readonly SampleSpec[]) =>
  [...samples]
    .sort((a, b) => a.ref - b.ref)
    .map(({ ref, time, value, text, status }) => [ref, time, text ?? value, status]);

it.runIf(hasNats)(
  "[HS5] [HS6] [HS7] [HS8] a site is what its edge is: its values, alerts and links, after a cut link, and in the past",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats");
    await using proxy = await TcpProxy.to(fleet.port);
    const log = pino({ level: "silent" });
    const dataDir = join(fleet.dir, "hub");
    const hub = new Hub({ config: fleet.hubConfig, dataDir, log });
    const { sites, linkOf, close } = openSites({
      hub,
      dataDir,
      config: fleet.hubConfig,
      frame: { staticDir: undefined },
      log,
    });
    const stop = new AbortController();
    const running = hub.run(stop.signal);
    try {
      fleet.edgeProgram = "./site-edge-process.ts";
      fleet.edgePort = proxy.port;
      fleet.uplink = { everyMs: 500, files: { megabytes: 8, kilobytesPerSecond: 1_000 } };
      await fleet.start("edge");
      const edgeId = await idIn(join(fleet.dir, "edge"));
      await until(
        async () =>
          await sites.get(edgeId).then(
            () => true,
            () => false,
          ),
        () => `${JSON.stringify(linkOf(edgeId))} ${fleet.said}`,
      );
      const { site } = await sites.get(edgeId);
      const { twin, alerts, replay } = site.deps;
      const newest = (): number => Math.max(...samplesOf(twin.snapshot().samples).map(({ time }) => time));
      const isFresh = (): boolean => Date.now() * 1000 - newest() < 3e6;
      await until(isFresh, () => fleet.said);
      expect(site.link().link.state).toBe("connected");
      proxy.mode = "reset";
      await until(
        () => site.link().link.state === "away",
        () => JSON.stringify(site.link()),
      );
      expect(twin.links().every(({ live, ageMs = 0 }) => !live && ageMs >= 10_000)).toBe(true);
      const heardAt = site.link().link.heardAt ?? 0;
      proxy.mode = "pass";
      await until(
        () => (site.link().link.heardAt ?? 0) > heardAt,
        () => fleet.said,
      );
      await until(isFresh, () => fleet.said);
      const position = await fleet.stopAdding();
      await until(
        () => hub.edge(edgeId)?.position === position,
        () => fleet.said,
      );
      const state = JSON.parse(readFileSync(join(fleet.dir, "edge", "state.json"), "utf8"), revived) as EdgeState;
      expect(byRef(samplesOf(twin.snapshot().samples))).toEqual(byRef(state.samples));
      const standing = (list: readonly { readonly alertUid: string; readonly state: string }[]) =>
        list.map((alert) => `${alert.alertUid} ${alert.state}`).sort();
      expect(standing(alerts.standing())).toEqual(standing(state.alerts));
      const past = await replay.keyframe(state.pastAt);
      expect(byRef(samplesOf(past.samples))).toEqual(byRef(state.past));
      // Opened anew, it is the same.
      sites.changed(edgeId);
      const again = await sites.get(edgeId);
      expect(byRef(samplesOf(again.site.deps.twin.snapshot().samples))).toEqual(byRef(state.samples));
      expect(standing(again.site.deps.alerts.standing())).toEqual(standing(state.alerts));
      expect(again.site.link()).toMatchObject({ missing: { lost: 0, leftOutWaveforms: 0 } });
    } finally {
      await close();
      stop.abort();
      await running;
    }
  },
  90_000,
);

/** NaN of a text became null on its way through JSON. */
function revived(key: string, value: unknown): unknown {
  return key === "value" && value === null ? Number.NaN : value;
}

async function idIn(dataDir: string): Promise<string> {
  let id = "";
  await until(
    () => {
      try {
        id = (JSON.parse(readFileSync(join(dataDir, "edge.json"), "utf8")) as { edgeId: string }).edgeId;
      } catch {
        // The edge has not started yet.
      }
      return id !== "";
    },
    () => "the edge does not start",
  );
  return id;
}
