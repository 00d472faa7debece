/** The fake edge's answers about the time of lines, machines and areas: the shapes of the API, with fixed numbers. */

const text = (zh: string, en: string) => ({ zh, en });
const iso = (ms: number) => new Date(ms).toISOString();

/** The span of a request, as its answer repeats it. */
export const spanOf = (query: URLSearchParams) => ({ from: query.get("from") ?? "", to: query.get("to") ?? "" });

export function lineOf(query: URLSearchParams): object {
  const bottleneck = [
    { label: "CNC-103", sole: 0.52, shifting: 0.11 },
    { label: "CNC-206", sole: 0.2, shifting: 0.08 },
  ];
  return {
    line: "pump-housings",
    period: null,
    ...spanOf(query),
    oee: 0.612,
    last: "PCK-01",
    constraint: "CNC-101",
    goodPieces: 231,
    plannedRunS: 7392,
    pbtS: 12_000,
    throughput: 69.3,
    firstPassYield: 0.962,
    bottleneck,
    reason: null,
  };
}

const TOLD = [
  { reason: "tool", name: { zh: "刀具", en: "Tool" }, seconds: 600, stops: 3 },
  { reason: "maintenance", name: { zh: "维修", en: "Repair" }, seconds: 240, stops: 1 },
];

export function machineOf(query: URLSearchParams): object {
  const isIso = query.get("lossModel") !== "nakajima";
  const losses = isIso
    ? { setup: 600, failure: 900, blocked: 300, starved: 700, loading: 450, idle: 250, speed: 720, quality: 180 }
    : { breakdown: 900, setup: 600, waiting: 900, "minor-stops": 800, speed: 720, quality: 180 };
  const causes = {
    working: 8800,
    setup: 600,
    failure: 900,
    blocked: 300,
    starved: 700,
    loading: 450,
    idle: 250,
    maintenance: 0,
    unknown: 0,
  };
  const figures = {
    availability: 0.733,
    effectiveness: 0.918,
    qualityRatio: 0.978,
    oee: 0.658,
    nee: 0.69,
    teep: 0.5,
    firstPassYield: 0.97,
    scrapRatio: 0.022,
    technicalEfficiency: 0.9,
    setupRatio: 0.06,
  };
  return {
    assetUid: query.get("asset"),
    label: "CNC-206",
    period: null,
    ...spanOf(query),
    elements: { PBT: 12_000, APT: 8800, AUST: 600, ADET: 900, ADOT: 1700, maintenance: 0, unknown: 0, outside: 0 },
    causes,
    quantities: { PQ: 95, GQ: 93, SQ: 2, RQ: 0 },
    partsFrom: "events",
    unreported: 2,
    plannedRunS: 8080,
    ...figures,
    throughput: 28.5,
    cycleS: 92.6,
    taktS: 32,
    failures: 1,
    mtbfS: { practice: 8800, iso22400: 4400 },
    mttrS: { practice: 900, iso22400: 450 },
    changeovers: { count: 1, minutes: 10 },
    lossModel: isIso ? "iso22400" : "nakajima",
    minorStopBelowS: 300,
    losses: Object.entries(losses).map(([id, seconds]) => ({
      id,
      seconds,
      ...(id === "failure" ? { reasons: TOLD } : {}),
    })),
    reason: null,
  };
}

/** Areas that work most of the time and stop now and then, each at another time. */
export function areaStatesOf(query: URLSearchParams): object {
  const columns = Number(query.get("columns"));
  const areas = ["machining", "finishing", "quality", "coating", "assembly"].map((area, i) => {
    const working = Array.from({ length: columns }, (_, column) =>
      (column + 23 * i) % 60 < 9 ? 0.2 : (column + 11 * i) % 40 < 12 ? 0.5 : 0.9,
    );
    return {
      path: `binjiang/bj1/${area}`,
      machines: 12 - 2 * i,
      working,
      failed: working.map(() => 0),
      unknown: working.map(() => 0),
    };
  });
  return { ...spanOf(query), areas };
}

interface States {
  readonly stops: readonly object[];
  readonly reasons: readonly object[];
}

/** The stops of each asked machine. */
export function stopsOf(query: URLSearchParams): object {
  const { stops, reasons } = statesOf(query) as States;
  return {
    ...spanOf(query),
    stops: query.getAll("asset").flatMap((assetUid) => stops.map((stop) => ({ assetUid, ...stop }))),
    reasons,
  };
}

export function statesOf(query: URLSearchParams): object {
  const { from, to } = spanOf(query);
  const [beginMs, wholeMs] = [Date.parse(from), Date.parse(to) - Date.parse(from)];
  const at = (share: number) => iso(beginMs + share * wholeMs);
  const elements = [
    ["APT", "working"],
    ["ADOT", "starved"],
    ["APT", "working"],
    ["AUST", "setup"],
    ["APT", "working"],
    ["ADET", "failure"],
    ["APT", "working"],
  ] as const;
  const states = elements.map(([element, cause], i) => ({
    from: at(i / elements.length),
    to: at((i + 1) / elements.length),
    element,
    cause,
    isPlanned: true,
    order: "ORD-00017",
    variant: "PH-50A",
  }));
  const stops = states
    .filter(({ element }) => element === "ADET" || element === "ADOT")
    .map(({ from: begin, to: end, element, cause }) => ({
      from: begin,
      to: end,
      element,
      cause,
      reason: cause,
      saidBy: null,
      comment: null,
    }));
  return {
    assetUid: query.get("asset"),
    from,
    to,
    states,
    stops,
    reasons: [
      { code: "tool", name: text("刀具", "Tool") },
      { code: "material", name: text("缺料", "No material") },
    ],
  };
}
