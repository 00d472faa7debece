/** Which times a server's history has. In this order they are asked for. */
export type HistoryTimestamps = "both" | "source" | "server";
