/** Timestamps in a server's history, in the order in which they are tried. */
export type HistoryTimestamps = "both" | "source" | "server";
