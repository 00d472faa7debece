/** Which times a server's history has. They are asked for in this order. */
export type HistoryTimestamps = "both" | "source" | "server";
