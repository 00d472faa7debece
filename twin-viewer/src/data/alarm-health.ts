import type { AssetUid } from "../../../edge/contracts/tag.ts";

/** What the alarm figures need of one alarm. Milliseconds UTC. */
export interface AlarmRecord {
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly priority: 1 | 2 | 3 | 4;
  readonly raisedMs: number;
  /** Absent while it stands. */
  readonly clearedMs?: number;
}

export interface AlarmHealth {
  /** Alarms in each whole ten minutes, oldest first; the last one is still running. */
  readonly perTenMinutes: readonly number[];
  /** Alarms in the last ten minutes. */
  readonly rate: number;
  /** A flood began with more than ten alarms in ten minutes and has not fallen below five since (ISA-18.2, 16.5). */
  readonly isFlood: boolean;
  /** Of all alarms, by priority 1 to 4; undefined without alarms. */
  readonly shares: readonly [number, number, number, number] | undefined;
  /** The most frequent ones, most frequent first, each with its count. */
  readonly topTen: readonly { readonly rule: string; readonly assetUid: AssetUid; readonly count: number }[];
  /** Alarms that stand longer than 24 hours. */
  readonly standing: number;
  /** Rule and asset pairs that came three times or more within a minute (IEC 62682: chattering). */
  readonly chattering: number;
}

const SLOT_MS = 600_000;
const FLOOD_BEGINS = 10;
const FLOOD_ENDS = 5;
const DAY_MS = 86_400_000;
const CHATTER_TIMES = 3;
const CHATTER_MS = 60_000;
const TOP = 10;

/** The alarm system's own figures over [fromMs, nowMs]. Give alarms only: advisories and events are none. */
export function alarmHealth(alarms: readonly AlarmRecord[], fromMs: number, nowMs: number): AlarmHealth {
  const recent = alarms.filter((alarm) => alarm.raisedMs >= fromMs && alarm.raisedMs <= nowMs);
  const perTenMinutes = Array.from({ length: Math.max(1, Math.ceil((nowMs - fromMs) / SLOT_MS)) }, () => 0);
  for (const { raisedMs } of recent) {
    const slot = perTenMinutes.length - 1 - Math.floor((nowMs - raisedMs) / SLOT_MS);
    perTenMinutes[Math.max(0, slot)] = (perTenMinutes[Math.max(0, slot)] as number) + 1;
  }
  const groups = byRuleAndAsset(recent);
  return {
    perTenMinutes,
    rate: perTenMinutes.at(-1) as number,
    isFlood: perTenMinutes.reduce((flood, count) => (flood ? count >= FLOOD_ENDS : count > FLOOD_BEGINS), false),
    shares: sharesOf(recent),
    topTen: groups
      .map((group) => ({ rule: (group[0] as AlarmRecord).rule, assetUid: (group[0] as AlarmRecord).assetUid, count: group.length }))
      .sort((a, b) => b.count - a.count)
      .slice(0, TOP),
    standing: alarms.filter((alarm) => alarm.clearedMs === undefined && nowMs - alarm.raisedMs > DAY_MS).length,
    chattering: groups.filter(chatters).length,
  };
}

function byRuleAndAsset(alarms: readonly AlarmRecord[]): AlarmRecord[][] {
  const groups = new Map<string, AlarmRecord[]>();
  for (const alarm of alarms) {
    const key = `${alarm.rule}\n${alarm.assetUid}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [alarm]);
    else group.push(alarm);
  }
  return [...groups.values()];
}

function chatters(group: readonly AlarmRecord[]): boolean {
  const times = group.map((alarm) => alarm.raisedMs).sort((a, b) => a - b);
  return times.some((time, i) => (times[i + CHATTER_TIMES - 1] ?? Number.POSITIVE_INFINITY) - time <= CHATTER_MS);
}

function sharesOf(alarms: readonly AlarmRecord[]): AlarmHealth["shares"] {
  if (alarms.length === 0) return undefined;
  const share = (priority: number) => alarms.filter((alarm) => alarm.priority === priority).length / alarms.length;
  return [share(1), share(2), share(3), share(4)];
}
