export const EDGE_FLAGS: readonly string[];
export const NODE: string;
export function wrongNode(version?: string): string | undefined;
export function writeExec(folder: string): void;
