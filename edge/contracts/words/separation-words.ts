import type { SeparationTerms } from "../safety/live-risk.ts";

/** The terms of a needed distance by name. */
export const TERM_WORDS: readonly (readonly [keyof SeparationTerms, zh: string, en: string])[] = [
  ["person", "人的行走", "the person's walk"],
  ["personLatency", "人员位置延迟", "latency of the person's position"],
  ["machine", "设备反应期行程", "the machine until it brakes"],
  ["machineLatency", "设备位置延迟", "latency of the machine's position"],
  ["stopping", "制动距离", "stopping distance"],
  ["intrusion", "身体伸入", "part of the body not seen"],
  ["uncertainty", "位置误差", "errors of positions"],
];
