/** Sites of a made-up company, in every state that the page must show. */
import type { CompanySite, SiteLink, SiteSummary } from "../../../twin-viewer/src/data/company-api.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A connected site without a concern; `change` makes it another. */
export function fakeSite(edgeId: string, nowMs: number, change: Partial<CompanySite> = {}): CompanySite {
  return {
    edgeId,
    name: { en: `Plant ${edgeId}`, zh: `${edgeId} 工厂` },
    location: { latitude: 30.2, longitude: 120.2 },
    rights: "act",
    link: linkOf("connected", nowMs - 2_000),
    missing: { lost: 0, leftOutWaveforms: 0, storedTo: iso(nowMs - 4_000) },
    waitingActs: 0,
    summary: fakeSummary(nowMs - 3_000),
    ...change,
  };
}

export function linkOf(state: SiteLink["state"], heardMs: number | null, more: Partial<SiteLink> = {}): SiteLink {
  return { state, heardAt: heardMs === null ? null : iso(heardMs), behindSeconds: null, why: null, ...more };
}

export function fakeSummary(atMs: number, change: Partial<SiteSummary> = {}): SiteSummary {
  return {
    at: iso(atMs),
    machines: { total: 48, producing: 41, standing: 5, stopped: 2, unknown: 0 },
    alerts: { p1: 0, p2: 0, p3: 0, p4: 0, unacknowledged: 0 },
    oee: { value: 0.784, fromMs: atMs - 5 * HOUR_MS, toMs: atMs },
    energy: { kWhToday: 3_210, kW: 684, quality: "good" },
    goodToday: 1_284,
    orders: { running: 6, late: 0 },
    simulated: false,
    ...change,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The company of the pictures: names as a machine builder with plants on three continents has them. */
export function companySites(nowMs: number): CompanySite[] {
  const site = (
    edgeId: string,
    [en, zh, placeEn, placeZh]: readonly [string, string, string, string],
    [latitude, longitude]: readonly [number, number],
    change: Partial<CompanySite> = {},
  ) =>
    fakeSite(edgeId, nowMs, {
      name: { en, zh },
      location: { latitude, longitude, place: { en: placeEn, zh: placeZh } },
      ...change,
    });
  const quiet = (seconds: number, change: Partial<SiteSummary> = {}) => fakeSummary(nowMs - seconds * 1000, change);
  return [
    site("binjiang-1", ["Binjiang Plant 1", "滨江一厂", "Hangzhou", "杭州"], [30.21, 120.21], {
      summary: quiet(3, { alerts: { p1: 1, p2: 2, p3: 3, p4: 1, unacknowledged: 2 }, simulated: true }),
    }),
    site("binjiang-2", ["Binjiang Plant 2", "滨江二厂", "Hangzhou", "杭州"], [30.19, 120.24]),
    site("suzhou", ["Suzhou Castings", "苏州铸造厂", "Suzhou", "苏州"], [31.3, 120.6], {
      link: linkOf("behind", nowMs - 1_000, { behindSeconds: 5_400 }),
      missing: { lost: 0, leftOutWaveforms: 128, storedTo: iso(nowMs - 5_400_000) },
      summary: quiet(2, { alerts: { p1: 0, p2: 0, p3: 2, p4: 0, unacknowledged: 0 } }),
    }),
    site("chengdu", ["Chengdu Gears", "成都齿轮厂", "Chengdu", "成都"], [30.66, 104.06], {
      link: linkOf("away", nowMs - 3 * HOUR_MS, {
        why: { en: "the leased line of the site has been down", zh: "工厂专线中断" },
      }),
      missing: { lost: 0, leftOutWaveforms: 12, storedTo: iso(nowMs - 3 * HOUR_MS) },
      waitingActs: 2,
      summary: quiet(3 * 3600, { alerts: { p1: 0, p2: 1, p3: 0, p4: 0, unacknowledged: 1 } }),
    }),
    site("shenyang", ["Shenyang Presses", "沈阳冲压厂", "Shenyang", "沈阳"], [41.8, 123.4], {
      summary: quiet(4, {
        alerts: { p1: 0, p2: 1, p3: 1, p4: 0, unacknowledged: 1 },
        orders: { running: 3, late: 2 },
        energy: { kWhToday: 1_940, kW: 312, quality: "estimated" },
      }),
    }),
    site("shenzhen", ["Shenzhen Assembly", "深圳装配厂", "Shenzhen", "深圳"], [22.54, 114.06], {
      missing: { lost: 1_204, leftOutWaveforms: 0, storedTo: iso(nowMs - 5_000) },
      summary: quiet(3, { oee: { value: null, fromMs: nowMs - HOUR_MS, toMs: nowMs } }),
    }),
    site("stuttgart", ["Stuttgart Spindles", "斯图加特主轴厂", "Stuttgart", "斯图加特"], [48.78, 9.18], {
      summary: quiet(3, { energy: { kWhToday: 880, kW: 96.4, quality: "stale" } }),
    }),
    site("brno", ["Brno Machining", "布尔诺机加工厂", "Brno", "布尔诺"], [49.2, 16.61]),
    site("querétaro", ["Querétaro Fittings", "克雷塔罗配件厂", "Querétaro", "克雷塔罗"], [20.59, -100.39], {
      link: linkOf("refused", nowMs - 26 * HOUR_MS, {
        why: { en: "two boxes use this id; stop one of them", zh: "两台设备使用同一标识，请停用其中一台" },
      }),
      missing: { lost: 0, leftOutWaveforms: 0, storedTo: iso(nowMs - 26 * HOUR_MS) },
      summary: quiet(26 * 3600),
    }),
    site("pune", ["Pune Forge", "浦那锻造厂", "Pune", "浦那"], [18.52, 73.86], {
      summary: quiet(600, { energy: null, orders: null, goodToday: null }),
    }),
    fakeSite("line-9", nowMs, {
      name: { en: "Mobile line 9", zh: "移动产线 9" },
      location: null,
      link: linkOf("never", null),
      missing: { lost: 0, leftOutWaveforms: 0, storedTo: null },
      summary: null,
    }),
    fakeSite("joint", nowMs, {
      name: { en: "Joint venture Ningbo", zh: "宁波合资厂" },
      location: { latitude: 29.87, longitude: 121.54, place: { en: "Ningbo", zh: "宁波" } },
      rights: "none",
      summary: null,
    }),
  ];
}
